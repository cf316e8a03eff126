"""Covers for titles: the page, what people choose, pictures as files, jobs of diffusion."""
