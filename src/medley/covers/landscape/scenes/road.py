"""A road that winds to its vanishing point over rolling fields."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from medley.covers.landscape.colour import Colour, Lch, blend, colour
from medley.covers.landscape.light import Light
from medley.covers.landscape.mountains import Massif, paint_massif
from medley.covers.landscape.noise import Array, sample, tile
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.sky import paint_sky
from medley.covers.landscape.terrain import View, lighting, render, view
from medley.covers.scene import Scene, Season

_HORIZON = 0.55
_HALF = 0.30
"""Half of the road's width, in the fan's units of distance."""
_FIELDS: dict[Season, Lch] = {
    "spring": (0.63, 0.095, 128),
    "summer": (0.57, 0.080, 118),
    "autumn": (0.66, 0.090, 76),
    "winter": (0.86, 0.012, 235),
}


@dataclass(frozen=True, slots=True)
class _Land:
    """The fan of land that the road crosses.

    Attributes
    ----------
    heights, offset : ndarray of float32 [shape=(depths, columns)]
        Of the ground, and to the right of the road's middle.
    soft : ndarray of float32 [shape=(depths, columns)]
        Width over which the edge of a line fades: one column, or one depth's shift.
    """

    seen: View
    heights: Array
    offset: Array
    soft: Array


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint mountains, fields and a road with its markings, lit by a car at night."""
    paint_sky(picture, scene, light, rng, horizon=_HORIZON)
    bend = 1.0 if rng.random() < 0.5 else -1.0
    massif = Massif(
        horizon=_HORIZON - 0.01, summit=0.5 - 0.2 * bend, height=0.23, eye=0.29, near=3.4
    )
    paint_massif(picture, scene, light, rng, massif)
    land = _land(picture, rng, bend)
    grain = tile(256, rng, cells=8, octaves=5, gain=0.7)
    sun = lighting(land.seen, land.heights, light, altitude=0.5, softness=0.3)
    colours = _fields(scene, light, land, grain, sun)
    _asphalt(scene, light, land, grain, colours)
    if light.night:
        _headlight(land, colours)
    veil = 1 - np.exp(-np.clip(land.seen.z - 1.2, 0, 9) * (0.04 + 0.32 * light.haze_amount**2))
    colours += (light.haze - colours) * veil[..., None]
    render(picture, land.seen, land.heights, colours.astype(np.float32))


def _land(picture: Picture, rng: np.random.Generator, bend: float) -> _Land:
    """Fields that roll, and the bed of the road that swings across them."""
    seen = view(picture, horizon=_HORIZON, eye=0.30, near=0.62, far=9.0, depths=300)
    swing = float(rng.uniform(0.55, 0.95)) * bend
    start = float(rng.uniform(0.10, 0.28)) * bend
    far = np.clip((seen.z - 0.6) / 6.4, 0, 1)
    middle = start * (1 - far) + swing * np.sin(far * np.float32(6.6)) * far * (1.3 - 0.5 * far)
    offset = seen.x - middle
    roll = tile(128, rng, cells=3, octaves=3, gain=0.4)
    broad = sample(roll, seen.z * np.float32(0.06), seen.x * np.float32(0.045))
    bed = sample(roll, seen.z * np.float32(0.05), np.zeros_like(seen.z))
    beside = np.clip((np.abs(offset) - _HALF) / 0.9, 0, 1) ** 2
    rise = np.clip((seen.z - 0.9) / 3.5, 0, 1)
    heights = rise * (bed * 0.10 + (broad * 0.30 - bed * 0.10 + 0.05) * beside)
    heights -= np.clip(seen.z - 6, 0, None) ** 2 * np.float32(0.05)
    column = seen.z * np.float32(picture.aspect / seen.x.shape[1])
    soft = np.maximum(column, np.abs(np.gradient(offset, axis=0)) * np.float32(0.9))
    return _Land(seen, heights.astype(np.float32), offset.astype(np.float32), soft)


def _fields(scene: Scene, light: Light, land: _Land, grain: Array, sun: Array) -> Array:
    """Grass in tufts and swathes, paler and dry at the road's shoulder."""
    snow = scene.weather == "snow" or scene.season == "winter"
    z, x = land.seen.z, land.seen.x
    tufts = sample(grain, z * np.float32(0.8), x * np.float32(2.2)) / (1 + 0.12 * z)
    swathes = sample(grain, z * np.float32(0.05), x * np.float32(0.05))
    ground = colour(_FIELDS["winter" if snow else scene.season])
    dry = colour((0.86, 0.012, 235) if snow else (0.66, 0.060, 85))
    shoulder = np.exp(-np.clip(np.abs(land.offset) - _HALF, 0, None) / np.float32(0.09))
    mix = np.clip(shoulder * 0.8 + 0.22 * swathes, 0, 1)[..., None]
    tone = (ground + (dry - ground) * mix) * (
        1 + (0.025 if snow else 0.085) * tufts + 0.05 * swathes
    )[..., None]
    reach = sun[..., None] * np.float32(light.direct * 0.95)
    colours: Array = tone * (light.ambient * np.float32(0.8) + light.key * reach)
    return colours.astype(np.float32)


def _asphalt(scene: Scene, light: Light, land: _Land, grain: Array, colours: Array) -> None:
    """The road, its lines and its gloss, strongest in rain."""
    offset, z = land.offset, land.seen.z
    wet = scene.weather in ("rain", "storm")
    fleck = sample(grain, z * np.float32(2.1), offset * np.float32(2.4)) / (1 + 0.4 * z)
    worn = np.exp(-(((np.abs(offset) - 0.15) / 0.05) ** 2))
    body = light.lit((0.47, 0.014, 265), 0.75) * (1 + 0.05 * fleck + 0.08 * worn)[..., None]
    gloss = np.clip((z - 0.7) / 4, 0, 1) * 0.35 + (0.35 if wet else 0.0)
    body += (light.at(0.92) - body) * np.clip(gloss, 0, 0.7)[..., None]
    _cover(colours, body, np.clip((_HALF - np.abs(offset)) / land.soft + 0.5, 0, 1))
    white = blend(light.lit((0.95, 0.01, 90), 0.9), light.horizon, 0.15)
    yellow = blend(light.lit((0.84, 0.14, 84), 0.95), light.horizon, 0.12)
    edge = _stripe(np.abs(offset) - (_HALF - 0.032), 0.0075, land.soft)
    _cover(colours, white, edge * np.clip(0.8 + 0.15 * fleck, 0, 1))
    dashes = np.clip((0.27 - np.abs(np.mod(z * 1.9, 1.0) - 0.5)) * 30, 0, 1)
    dashes = dashes + (0.54 - dashes) * np.clip((z - 3) / 2, 0, 1)
    _cover(colours, yellow, _stripe(offset, 0.0085, land.soft) * dashes)


def _cover(colours: Array, paint: Array | Colour, mask: Array) -> None:
    colours += (paint - colours) * mask[..., None].astype(np.float32)


def _stripe(offset: Array, half: float, soft: Array) -> Array:
    """Mask of a line along the road; where it is thinner than a column, it is fainter."""
    wide = np.maximum(half, soft * 0.5)
    mask = np.clip((wide - np.abs(offset)) / soft + 0.5, 0, 1)
    stripe: Array = mask * np.minimum(1, half / wide + 0.15)
    return stripe


def _headlight(land: _Land, colours: Array) -> None:
    """A warm pool of a car's own light on the road ahead."""
    beam = np.exp(-((land.offset / 0.48) ** 2)) * np.exp(-(((land.seen.z - 1.15) / 0.62) ** 2))
    warm = colour((0.86, 0.09, 78))
    colours += colours * warm * (beam * np.float32(2.6))[..., None].astype(np.float32)
