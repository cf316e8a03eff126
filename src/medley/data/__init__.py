"""Rows, signals, datasets, splits, validation, importers and the demo catalogue."""
