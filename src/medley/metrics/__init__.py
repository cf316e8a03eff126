"""Figures that say how good an answer is, each with its interval."""
