"""Landscapes painted from a scene: skies, land, water and weather in layers."""
