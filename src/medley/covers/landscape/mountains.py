"""Mountains: a massif with snow, rock and woods in perspective, and flat far ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from medley.covers.landscape.colour import Lch, colour
from medley.covers.landscape.light import Light
from medley.covers.landscape.noise import Array, crests, ridge, sample, tile
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.terrain import View, lighting, openness, render, view
from medley.covers.scene import Scene, Season

_WOODS: dict[Season, Lch] = {
    "spring": (0.51, 0.070, 134),
    "summer": (0.43, 0.052, 142),
    "autumn": (0.50, 0.078, 64),
    "winter": (0.62, 0.020, 235),
}
_SNOW_LINES: dict[Season, float] = {"spring": 0.66, "summer": 0.92, "autumn": 0.8, "winter": 0.22}


@dataclass(frozen=True, slots=True)
class Massif:
    """What a massif looks like.

    Attributes
    ----------
    horizon : float
        Height ``y`` of the horizon.
    summit : float
        Place of the highest peak, as a share of the picture's width.
    height : float
        Of the highest peak over the horizon, in picture heights.
    eye : float
        How high the viewer stands over the valleys, in distances to the near land.
    near : float
        Distance of the nearest land.
    """

    horizon: float = 0.6
    summit: float = 0.33
    height: float = 0.36
    eye: float = 0.75
    near: float = 2.6


def paint_massif(
    picture: Picture, scene: Scene, light: Light, rng: np.random.Generator, massif: Massif
) -> Array:
    """Paint a massif and return its mask [shape=(height, width)]."""
    seen = view(
        picture, horizon=massif.horizon, eye=massif.eye, near=massif.near, far=9.0, depths=300
    )
    heights, detail = _heights(picture, seen, rng, massif)
    peak = massif.height * 6.0
    sun = lighting(seen, heights, light, altitude=0.62, softness=0.16)
    ground = _ground(scene, seen, heights, detail, peak)
    sky = openness(seen, heights, light)[..., None] * np.float32(0.86)
    direct = light.key * np.float32(light.direct * (1.05 if light.night else 1.25))
    colours = ground * (light.ambient * sky + direct * sun[..., None])
    return render(picture, seen, heights, _hazed(light, seen, heights, colours, peak))


def _heights(
    picture: Picture, seen: View, rng: np.random.Generator, massif: Massif
) -> tuple[Array, Array]:
    """Heights of the land, and the fine roughness that also mottles its colours."""
    relief = crests(512, rng, cells=4, octaves=7)
    bend = tile(256, rng, cells=3, octaves=6)
    z, x = seen.z * np.float32(0.13), seen.x * np.float32(0.13)
    lean = sample(bend, z * np.float32(0.5), x * np.float32(0.5)) * np.float32(0.02)
    rough = sample(relief, z + lean, x - lean) ** np.float32(0.72)
    spurs = sample(relief, z * np.float32(2.7) - lean, x * np.float32(2.7) + lean)
    rough = np.tanh(rough * np.float32(1.25)) * (np.float32(0.74) + np.float32(0.42) * spurs)
    detail = sample(bend, z * np.float32(7), x * np.float32(7))
    top_z = 6.2
    top_x = (massif.summit - 0.5) * picture.aspect * top_z
    distance = ((seen.x - top_x) / 2.6) ** 2 + ((seen.z - top_z) / 2.0) ** 2
    main = np.exp(-distance) + 0.35 * np.exp(-distance / 6)
    rise = np.clip((seen.z - massif.near) / 3.0, 0, 1)
    peak = massif.height * 6.0
    heights = rise * (0.24 + 0.56 * main) * (0.16 + 1.42 * rough) * np.float32(peak)
    heights += detail * rise * (0.05 + 0.1 * rough) * np.float32(0.30)
    return heights.astype(np.float32), detail


def _ground(scene: Scene, seen: View, heights: Array, detail: Array, peak: float) -> Array:
    """Colours of woods low, rock above, snow on high gentle slopes."""
    steep = np.abs(np.gradient(heights, axis=1) / np.gradient(seen.x, axis=1))
    level = heights / np.float32(peak) + detail * np.float32(0.035)
    rock = colour((0.58, 0.022, 55 if scene.season != "winter" else 250))
    woods = colour(_WOODS[scene.season])
    line = _SNOW_LINES[scene.season] * (0.4 if scene.weather == "snow" else 1.0)
    stone = np.clip((level - 0.30) * 6 + (steep - 0.8) * 0.5, 0, 1)[..., None]
    ground = woods + (rock - woods) * stone
    ground *= (1 + detail * np.float32(0.15))[..., None]
    snow = np.clip((level - line * 0.62) * 9 - (steep - 1.1) * 0.9, 0, 1)[..., None]
    white = colour((0.97, 0.008, 230))
    ground += (white - ground) * snow
    result: Array = ground.astype(np.float32)
    return result


def _hazed(light: Light, seen: View, heights: Array, colours: Array, peak: float) -> Array:
    """Fade land with distance, and valleys sooner than summits."""
    amount = light.haze_amount
    far = np.clip((seen.z - 2.2) / 6.8, 0, 1)
    low = np.clip(1 - heights / np.float32(peak * 0.55), 0, 1)
    veil = 1 - np.exp(-far * (0.25 + 1.5 * amount) * (0.45 + 1.2 * low))
    result: Array = colours + (light.haze - colours) * veil[..., None].astype(np.float32)
    return result.astype(np.float32)


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


def paint_woods(
    picture: Picture,
    light: Light,
    rng: np.random.Generator,
    *,
    crests: Sequence[float],
    land: Lch = (0.34, 0.045, 160),
    relief: float = 0.035,
    tall: float = 0.077,
) -> None:
    """Paint wooded ridges from far to near, each edged with conifers, mist between them.

    Parameters
    ----------
    crests : sequence of float
        Mean height ``y`` of each ridge, the farthest first.
    relief : float
        How far a ridge rises and falls, in picture heights.
    tall : float
        Height of the tallest tree on the nearest ridge.
    """
    for i, crest in enumerate(crests):
        near = (i + 1) / len(crests)
        line = crest - relief * ridge(picture.x[0], rng, frequency=0.8, octaves=5)
        top = conifers(picture, rng, line, tall=tall * (0.3 + 0.7 * near**1.5))
        mask = picture.below(top)
        tone = light.far(light.lit(land, 0.12), 0.55 * (1 - near) + 0.05)
        picture.lay(tone, mask)
        reach = 0.30 - 0.10 * near
        veil = np.clip((picture.y - line[None, :]) / np.float32(reach), 0, 1) ** 1.5
        share = (0.15 + 0.55 * light.haze_amount) * (1 - near) ** 0.7
        picture.lay(light.haze, mask * veil * np.float32(share))


def conifers(picture: Picture, rng: np.random.Generator, line: Array, *, tall: float) -> Array:
    """Skyline of conifers that stand along ``line``; ``tall`` is the tallest's height."""
    x = picture.x[0]
    top = line.copy()
    for spread in (0.20, 0.31, 0.44):
        spacing = tall * spread
        n = int(4.0 / spacing) + 8
        shift, size = rng.uniform(-0.35, 0.35, n), rng.beta(2.0, 2.2, n)
        cell = np.floor(x / spacing).astype(np.int32)
        for step in (-1, 0, 1):
            tree = (cell + step + 1) % n
            middle = (cell + step + 0.5 + shift[tree]) * spacing
            height = tall * (0.25 + 0.75 * size[tree])
            away = np.abs(x - middle) / (height * 0.21)
            boughs = np.mod(away * 3.4 + shift[tree], 1.0) * 0.16
            top = np.minimum(top, line + 0.26 * tall - height * (1.2 - away - boughs))
    result: Array = np.minimum(top, line).astype(np.float32)
    return result
