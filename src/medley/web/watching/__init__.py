"""How the site is doing: metrics, readiness, logs and traces, for those who run it."""
