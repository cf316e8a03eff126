"""A snowfield with blue shadows, woods at its edge and hills behind."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.colour import colour
from medley.covers.landscape.light import Light
from medley.covers.landscape.mountains import conifers, paint_ranges
from medley.covers.landscape.noise import Array, sample, tile
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.sky import paint_sky
from medley.covers.landscape.terrain import lighting, render, view
from medley.covers.scene import Scene

_HORIZON = 0.55


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint drifts of snow before a dark wood, pale hills behind it."""
    paint_sky(picture, scene, light, rng, horizon=_HORIZON)
    paint_ranges(
        picture, light, rng, foot=_HORIZON + 0.02, height=0.14, n=3, land=(0.78, 0.02, 240)
    )
    _wood(picture, light, rng)
    _drifts(picture, light, rng)


def _wood(picture: Picture, light: Light, rng: np.random.Generator) -> None:
    """Conifers along the field's edge, in two rows."""
    x = picture.x[0] / np.float32(picture.aspect)
    gap = float(rng.uniform(0.35, 0.65))
    for distance, tall, land in ((0.6, 0.05, (0.40, 0.03, 200)), (0.35, 0.085, (0.30, 0.03, 190))):
        edge = np.clip(np.abs(x - gap) * 3.2 - (0.9 - distance), 0, 1)
        line = np.full_like(x, _HORIZON + 0.03)
        top = conifers(picture, rng, line, tall=tall)
        top = line - (line - top) * edge
        picture.lay(
            light.far(light.lit(land, 0.2), distance), picture.below(top.astype(np.float32))
        )


def _drifts(picture: Picture, light: Light, rng: np.random.Generator) -> None:
    """Rolling snow: warm where the light grazes it, blue where it does not."""
    seen = view(picture, horizon=_HORIZON, eye=0.46, near=0.75, far=9.0, depths=220)
    roll, fine = tile(256, rng, cells=3, octaves=3, gain=0.4), tile(256, rng, cells=8, octaves=5)
    z, x = seen.z * np.float32(0.10), seen.x * np.float32(0.10)
    heights = sample(roll, z, x) * np.float32(0.085)
    crust = _ridges(sample(fine, z * np.float32(2.2), x * np.float32(1.1) + z))
    heights += crust * np.float32(0.014)
    sun = lighting(seen, heights, light, altitude=0.30, softness=0.06)
    snow = colour((0.985, 0.006, 230))
    colours = snow * (light.ambient * np.float32(1.05) + np.float32(0.08) * light.top)
    colours = colours + light.key * (sun * np.float32(light.direct * 0.72))[..., None]
    far = np.clip((seen.z - 1) / 8, 0, 1)[..., None]
    colours += (light.haze - colours) * (far * np.float32(0.25 + 0.45 * light.haze_amount))
    render(picture, seen, heights, colours.astype(np.float32))


def _ridges(field: Array) -> Array:
    """Wind-carved edges where the field crosses zero."""
    edges: Array = np.exp(-np.abs(field) * np.float32(2.2))
    return edges
