"""What the networks of all tasks share: descent with torch, graphs written and run without it."""
