"""Flat pictures and short clips of items: one scene for what an item is about."""
