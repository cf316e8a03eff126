"""Pictures painted from scratch: scenes, colours, typography, short clips."""
