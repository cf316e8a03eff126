"""How the site learns by itself: what is due, trainings as jobs, what stays, what alarms."""
