"""Saved models: versioned directories that are checked before they are used."""
