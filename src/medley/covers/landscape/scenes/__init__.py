"""One module per place, each with ``paint(picture, scene, light, rng)``."""
