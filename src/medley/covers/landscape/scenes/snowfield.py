"""A snowfield with blue shadows, woods at its edge and hills behind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from medley.covers.landscape.cabin import paint_cabin
from medley.covers.landscape.colour import blend, colour
from medley.covers.landscape.light import Light
from medley.covers.landscape.mountains import Massif, conifers, paint_massif, paint_ranges
from medley.covers.landscape.noise import sample, tile
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.sky import paint_sky
from medley.covers.landscape.stencil import Stencil
from medley.covers.landscape.terrain import lighting, render, view
from medley.covers.landscape.trees import spruce
from medley.covers.scene import Scene

_HORIZON = 0.55
_HOMES = 0.6
"""Share of the seeds with a cabin."""


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint drifts of snow before a dark wood, pale hills behind, one tree in front."""
    paint_sky(picture, scene, light, rng, horizon=_HORIZON)
    _background(picture, scene, light, rng)
    _wood(picture, light, rng)
    _drifts(picture, light, rng)
    (home,) = rng.spawn(1)
    _lone_trees(picture, light, rng)
    if home.random() < _HOMES:
        away = 1.0 if light.side < 0 else -1.0
        x = picture.aspect * (0.5 - away * float(home.uniform(0.10, 0.22)))
        paint_cabin(picture, scene, light, home, (x, 0.645 + float(home.uniform(0, 0.03))))


def _background(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Snowy mountains, or for some seeds pale hills."""
    high, summit = rng.random() < 0.6, 0.5 + 0.16 * light.side / abs(light.side)
    (land_rng,) = rng.spawn(1)
    if high:
        massif = Massif(horizon=_HORIZON - 0.01, summit=summit, height=0.19, eye=0.32, near=3.0)
        paint_massif(picture, replace(scene, season="winter"), light, land_rng, massif)
    else:
        foot, land = _HORIZON + 0.06, (0.82, 0.02, 240.0)
        paint_ranges(picture, light, land_rng, foot=foot, height=0.19, n=3, land=land)


def _lone_trees(picture: Picture, light: Light, rng: np.random.Generator) -> None:
    """A few snowy conifers by themselves at a third, with their long shadows."""
    away = 1.0 if light.side < 0 else -1.0
    middle = (0.5 + 0.19 * away) * picture.aspect
    stencil = Stencil((picture.width, picture.height))
    shadows = []
    group = ((-0.19, 0.10), (-0.11, 0.13), (0.075, 0.165), (0.0, 0.27))
    for step, tall in group[int(rng.integers(4)) :]:
        x = middle + step * away + float(rng.uniform(-0.02, 0.02))
        foot = 0.66 + 0.34 * (tall - 0.13)
        tip = (x + away * tall * 1.5, foot + 0.20 * tall)
        near, far = (x - away * 0.02 * tall, foot + 0.03 * tall), (x, foot - 0.012 * tall)
        wide = (x + away * 0.35 * tall, foot + 0.105 * tall)
        shadows.append([far, (x + away * 0.4 * tall, foot + 0.01 * tall), tip, wide, near])
        spruce(stencil, x, foot, tall, rng, sun=light.side, snow=True)
    shadow = picture.soften(picture.shapes(shadows), 0.007) * np.float32(0.12 + 0.38 * light.direct)
    picture.shade(blend(light.ambient, light.middle, 0.5), shadow)
    dark, bright = light.lit((0.30, 0.035, 190), 0.1), light.lit((0.92, 0.012, 235), 0.55)
    stencil.onto(picture, light.far(dark, 0.06), light.far(bright, 0.06))


def _wood(picture: Picture, light: Light, rng: np.random.Generator) -> None:
    """Conifers along the field's edge, in two rows, with a clearing between them."""
    x = picture.x[0] / np.float32(picture.aspect)
    gap = float(rng.uniform(0.42, 0.58))
    for distance, tall, land in ((0.62, 0.07, (0.44, 0.03, 205)), (0.40, 0.11, (0.34, 0.03, 195))):
        edge = np.clip((np.abs(x - gap) - 0.16 - 0.25 * (0.62 - distance)) * 4.5, 0, 1)
        line = np.full_like(x, _HORIZON + 0.065)
        top = conifers(picture, rng, line, tall=tall)
        top = line - (line - top) * edge
        tone = light.far(light.lit(land, 0.2), distance)
        picture.lay(tone, picture.below(top.astype(np.float32)))


def _drifts(picture: Picture, light: Light, rng: np.random.Generator) -> None:
    """Rolling snow: warm where the light grazes it, blue where it does not."""
    seen = view(picture, horizon=_HORIZON, eye=0.46, near=0.70, far=9.0, depths=300)
    roll, fine = tile(256, rng, cells=3, octaves=3, gain=0.4), tile(256, rng, cells=6, octaves=4)
    z, x = seen.z * np.float32(0.10), seen.x * np.float32(0.10)
    heights = sample(roll, z, x) * np.float32(0.11)
    heights *= np.clip((seen.z - 0.5) / 1.6, 0.25, 1)
    bent = sample(roll, z * np.float32(2), x * np.float32(2)) * np.float32(0.05)
    crust = sample(fine, z * np.float32(1.6) + x * np.float32(0.5) + bent, x * np.float32(0.7))
    heights += crust * np.float32(0.0075)
    sun = lighting(seen, heights, light, altitude=0.24, softness=0.05)
    snow = colour((0.985, 0.006, 230))
    colours = snow * (light.ambient * np.float32(0.92) + np.float32(0.12) * light.top)
    colours = colours + light.key * (sun * np.float32(light.direct * 0.80))[..., None]
    far = np.clip((seen.z - 1) / 8, 0, 1)[..., None]
    colours += (light.haze - colours) * (far * np.float32(0.25 + 0.45 * light.haze_amount))
    render(picture, seen, heights, colours.astype(np.float32))
