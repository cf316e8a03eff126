"""Ranges of mountains in aerial perspective."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.colour import Lch
from medley.covers.landscape.light import Light
from medley.covers.landscape.noise import ridge
from medley.covers.landscape.picture import Picture


def paint_ranges(
    picture: Picture,
    light: Light,
    rng: np.random.Generator,
    *,
    foot: float,
    height: float = 0.3,
    n: int = 5,
    land: Lch = (0.42, 0.04, 250),
) -> None:
    """Paint ``n`` ranges one before the other, from far ones at ``foot - height`` down.

    Parameters
    ----------
    foot : float
        Height ``y`` at which the nearest range stands.
    height : float
        Of the highest peak above the foot, in picture heights.
    land : Lch
        Colour of the ground.
    """
    for i in range(n):
        near = (i + 0.5) / n
        crest = foot - height * (1 - near) ** 1.1
        relief = height * (0.20 - 0.10 * near)
        skyline = crest - relief * ridge(
            picture.x[0], rng, frequency=1.1 + 0.5 * near, sharpness=0.85 - 0.5 * near
        )
        mask = picture.below(skyline)
        tone = light.far(light.lit(land, 0.45), 1 - near)
        picture.lay(tone, mask)
        valley = np.clip((picture.y - skyline[None, :]) / np.float32(0.22), 0, 1)
        picture.lay(light.far(tone, 0.85), mask * valley * np.float32(0.65 * (1 - near)))
