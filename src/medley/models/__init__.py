"""One folder a task, one algorithm a file, a baseline in each folder."""
