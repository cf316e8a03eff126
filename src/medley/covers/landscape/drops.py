"""Drops and runnels of water on a pane, each a lens that turns the view upside down."""

from __future__ import annotations

import math

import numpy as np

from medley.covers.landscape.noise import Array
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.stencil import Stencil

_REACH = 1.3


def wet_pane(picture: Picture, view: Array, rng: np.random.Generator, *, heavy: float) -> None:
    """Set drops and runnels on the picture.

    Parameters
    ----------
    view : ndarray of float32 [shape=(height, width, 3)]
        What is behind the pane, seen through clear water.
    heavy : float
        In [0, 1]: how much water there is.
    """
    runnels = _paths(picture, rng, round(5 + 9 * heavy))
    _clear(picture, view, runnels)
    n = round(420 + 520 * heavy)
    radii = np.minimum(0.0022 * (1 + rng.pareto(1.7, n)), 0.02)
    places = rng.random((n, 2)) * (picture.aspect, 1.0)
    turns = rng.uniform(0, 2 * math.pi, n)
    for (x, y), radius, turn in zip(places.tolist(), radii.tolist(), turns.tolist(), strict=True):
        _drop(picture, view, (x, y), radius, turn)
    for path in runnels:
        for i in sorted(rng.integers(2, len(path) - 1, 9).tolist()):
            _drop(picture, view, path[i], float(rng.uniform(0.002, 0.005)), 0.0)
        _drop(picture, view, path[-1], float(rng.uniform(0.011, 0.017)), 0.6, tall=1.45)


def _paths(picture: Picture, rng: np.random.Generator, n: int) -> list[list[tuple[float, float]]]:
    """Ways that water ran down: they wander, and end at any height."""
    paths = []
    for x in rng.uniform(0.02, picture.aspect, n).tolist():
        y = np.linspace(float(rng.uniform(-0.1, 0.4)), float(rng.uniform(0.45, 0.98)), 40)
        steps = rng.normal(0, 0.0022, 40) * (rng.random(40) < 0.45)
        way = x + np.cumsum(steps) + 0.004 * np.sin(y * 18 + x * 40)
        paths.append(list(zip(way.tolist(), y.tolist(), strict=True)))
    return paths


def _clear(picture: Picture, view: Array, paths: list[list[tuple[float, float]]]) -> None:
    """Wipe the mist off the pane along the runnels; the view is shifted within them."""
    stencil = Stencil((picture.width, picture.height))
    for i, path in enumerate(paths):
        wide = 0.006 + 0.0035 * (i % 3)
        stencil.line(path, wide, 0.5)
        stencil.line([(x - wide * 0.34, y) for x, y in path], wide * 0.22, 1.0)
        stencil.line([(x + wide * 0.36, y) for x, y in path], wide * 0.2, 0.0)
    cutout = stencil.cutout(0.0007)
    if cutout is None:
        return
    window = cutout.window
    shifted = np.roll(view, round(0.03 * picture.height), axis=1)[window]
    bent = shifted * (0.72 + 0.6 * cutout.tone) + 0.05 * (cutout.tone - 0.4)
    below = picture.pixels[window]
    below += (bent - below) * (cutout.cover * np.float32(0.85))


def _drop(
    picture: Picture,
    view: Array,
    place: tuple[float, float],
    radius: float,
    turn: float,
    *,
    tall: float = 1.12,
) -> None:
    """Set one drop: a small picture of the view, upside down, dark above and bright below."""
    (x, y), high = place, picture.height
    top, bottom = (round((y + side * radius * tall * _REACH) * high) for side in (-1, 1))
    left, right = (round((x + side * radius * _REACH) * high) for side in (-1, 1))
    rows = slice(max(0, top - 1), min(high, bottom + 2))
    columns = slice(max(0, left - 1), min(picture.width, right + 2))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    u = (picture.x[:, columns] - np.float32(x)) / np.float32(radius)
    v = (picture.y[rows] - np.float32(y)) / np.float32(radius * tall)
    uneven = 1 + 0.09 * np.sin(3 * np.arctan2(v, u) + turn)
    distance = np.sqrt(u**2 + v**2) / uneven
    cover = np.clip((1 - distance) * np.float32(radius * high) + 0.5, 0, 1)
    reach = (0.13 + 5.0 * radius) * high
    lens = (0.5 + 0.5 * np.minimum(distance, 1) ** 2) * np.float32(reach)
    source_row = np.clip(y * high - v * lens * 1.5, 0, high - 1).astype(np.int32)
    source_column = np.clip(x * high - u * lens, 0, picture.width - 1).astype(np.int32)
    seen = view[source_row, source_column]
    rim = np.clip((distance - 0.62) * 2.6, 0, 1)
    shade = 1.02 + 0.34 * v - 0.45 * rim * np.clip(0.4 - v, 0, 1)
    spark = np.exp(-((u + 0.34) ** 2 + (v + 0.42) ** 2) * 22) * min(1.0, radius * high / 4)
    crescent = np.clip(v * 1.2 - 0.2, 0, 1) * rim
    paint = seen * shade[..., None] + (0.5 * spark + 0.16 * crescent)[..., None]
    below = picture.pixels[rows, columns]
    below += (paint.astype(np.float32) - below) * (cover * np.float32(0.95))[..., None]
