"""Fitting, evaluating, comparing and promoting models on plain data."""
