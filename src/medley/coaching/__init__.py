"""Counting repetitions, judging form and saying what to change."""
