"""Writes genres into the tags of song files, provably without touching their sound."""
