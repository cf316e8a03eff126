"""Models of the `feed` task: which items to show to whom, and why."""
