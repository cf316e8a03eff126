"""Models of the task `interests`: which categories will a person like next?"""
