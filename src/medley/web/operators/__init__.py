"""Pages for those who run the site: why, rules, experiments, reports."""
