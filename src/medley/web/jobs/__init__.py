"""Work in the background: a row for each job, a process for each running one."""
