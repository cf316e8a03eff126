"""Pictures painted from scratch: landscapes for titles, flat scenes for items."""
