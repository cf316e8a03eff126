"""Workouts: landmarks of recordings, live and sent, and what the coach said of them."""
