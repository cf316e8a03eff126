"""Medley: recommend, compose, label, coach and learn on one's own machine."""

__version__ = "0.1.0"
