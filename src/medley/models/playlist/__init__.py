"""Models of the `playlist` task: which tracks and tags a title, seed tracks or tags call for."""
