"""Genres of songs in the library: where files lie, and who or what said their genre."""
