"""The types that every capability shares; imports nothing but numpy."""
