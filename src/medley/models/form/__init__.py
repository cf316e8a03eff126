"""Models of the task `form`: which conditions of good form a repetition breaks."""
