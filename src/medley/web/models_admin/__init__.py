"""Pages for those who run the site: models, their versions, and the jobs that make them."""
