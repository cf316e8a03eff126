"""Genres of songs from their sound."""
