"""Titles on covers: which font has the letters, where lines break, how they stand out."""
