"""Models of the task `exercise`: what is done in a window of a recording."""
