"""Scores of films, known before their release."""
