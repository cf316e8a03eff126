"""A playlist as a file: M3U8, XSPF, JSPF, JSON and CSV, one format a module."""
