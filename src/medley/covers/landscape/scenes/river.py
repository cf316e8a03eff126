"""A river that winds out of the hills, under a stone bridge, past birches."""

from __future__ import annotations

import math

import numpy as np

from medley.covers.landscape.colour import Lch, blend
from medley.covers.landscape.light import Light
from medley.covers.landscape.mountains import paint_ranges
from medley.covers.landscape.noise import Array, sample, tile
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.reflections import reflect
from medley.covers.landscape.sky import paint_sky
from medley.covers.landscape.stencil import Stencil
from medley.covers.landscape.trees import bare, broadleaf, leaves, red_pine, trunk, tufts
from medley.covers.landscape.water import glitter, ripples
from medley.covers.landscape.weather import snow_lies, wintry
from medley.covers.scene import Scene, Season

_HORIZON = 0.56
_LAND: dict[Season, tuple[Lch, Lch]] = {
    # meadows, leaves
    "spring": ((0.68, 0.12, 125), (0.80, 0.11, 122)),
    "summer": ((0.58, 0.12, 132), (0.57, 0.11, 140)),
    "autumn": ((0.68, 0.11, 85), (0.70, 0.15, 65)),
    "winter": ((0.66, 0.04, 85), (0.60, 0.02, 70)),
}
_SNOW: Lch = (0.95, 0.014, 240)


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint hills, the banks, the river with the sky in it, and trees by the water."""
    scene = wintry(scene)
    heaven, land, banks, trees, water = rng.spawn(5)
    paint_sky(picture, scene, light, heaven, horizon=_HORIZON)
    snow = snow_lies(scene)
    hills: Lch = (0.84, 0.02, 240) if snow else (0.46, 0.06, 155)
    paint_ranges(picture, light, land, foot=_HORIZON + 0.02, height=0.24, n=4, land=hills)
    meadow = _SNOW if snow else _LAND[scene.season][0]
    _far_woods(picture, scene, light, banks, snow=snow)
    bend = float(land.uniform(0.8, 1.2)) * (1 if light.side < 0 else -1)
    middle = picture.aspect * (0.5 + 0.06 * float(land.normal()))
    course = _course(picture, middle, bend)
    _meadow(picture, light, banks, meadow)
    _water(picture, light, water, course)
    _banks(picture, light, banks, (course, meadow), snow=snow)
    if land.random() < 0.6:
        _bridge(picture, light, course)
    _birches(picture, scene, light, trees, bend)


def _course(picture: Picture, middle: float, bend: float) -> tuple[Array, Array]:
    """Left and right edge ``x`` of the river on each row under the horizon [shape=(rows,)]."""
    y = picture.y[picture.row(_HORIZON + 0.015) :, 0]
    t = np.clip((y - _HORIZON - 0.01) / np.float32(1 - _HORIZON), 0, 1)
    swing = bend * (0.26 * np.sin(5.6 * t**0.5 + 0.2) * (0.22 + t) + 0.20 * t)
    half = 0.055 * np.clip(t * 14, 0.12, 1) + 0.11 * t + 0.34 * t**1.9
    ragged = 0.006 * np.sin(y * 160) * t
    left, right = middle + swing - half + ragged, middle + swing + half - ragged
    return left.astype(np.float32), right.astype(np.float32)


def _far_woods(
    picture: Picture, scene: Scene, light: Light, rng: np.random.Generator, *, snow: bool
) -> None:
    """Paint woods at the foot of the hills."""
    stencil = Stencil((picture.width, picture.height))
    for x in rng.uniform(0, picture.aspect, 90).tolist():
        r = float(rng.uniform(0.010, 0.024)) * (0.6 + 0.8 * abs(x / picture.aspect - 0.5))
        for tone, lift in ((0.1, 0.0), (0.55, 0.45)):
            centre = (x + light.side * lift * r * 0.6, _HORIZON + 0.012 - r * (0.5 + lift))
            tufts(stencil, centre, r * (1.3 - lift), 14, r * 0.42, rng, tone=tone)
    leaf = _SNOW if snow else _LAND[scene.season][1]
    shadow = light.far(light.lit((0.25, 0.04, 175), 0.1), 0.42)
    stencil.onto(picture, shadow, light.far(light.lit(leaf, 0.75), 0.36))


def _meadow(picture: Picture, light: Light, rng: np.random.Generator, meadow: Lch) -> None:
    """Paint the banks: grass in perspective, with the shadows of clouds."""
    top = picture.row(_HORIZON + 0.008)
    y = np.maximum(picture.y[top:] - np.float32(_HORIZON), 0.004)
    distance = 0.3 / (y + np.float32(0.02))
    across = (picture.x - np.float32(picture.aspect / 2)) * distance
    grass, drifts = tile(256, rng, cells=30, octaves=4, gain=0.75), tile(128, rng, cells=4)
    fine = sample(grass, distance * 0.15, across * 0.22)
    broad = sample(drifts, distance * 0.1, across * 0.06)
    near = np.clip(y / np.float32(1 - _HORIZON), 0, 1)
    tone = np.clip(0.66 + 0.12 * broad + 0.12 * fine * (0.3 + near) - 0.3 * near, 0, 1)
    dark = light.lit((meadow[0] * 0.55, meadow[1], meadow[2] + 12), 0.25)
    bright = light.lit(meadow, 0.95)
    paint = dark + (bright - dark) * tone[..., None]
    mist = np.exp(-y / np.float32(0.05)) * np.float32(0.4 * light.haze_amount + 0.06)
    paint += (light.haze - paint) * mist[..., None]
    picture.lay(paint.astype(np.float32), 1.0, top)


def _water(
    picture: Picture, light: Light, rng: np.random.Generator, course: tuple[Array, Array]
) -> None:
    """Let the river mirror what stands above the horizon."""
    land = picture.pixels.copy()
    waves = ripples(picture, rng, _HORIZON, size=0.3)
    reflect(picture, waves, _HORIZON, tone=light.lit((0.36, 0.05, 225), 0.3), clearness=0.92)
    if light.sun_height < 0.8:
        glitter(picture, light, waves, _HORIZON)
    top = picture.height - len(course[0])
    scale = np.float32(picture.height)
    left = np.clip((picture.x - course[0][:, None]) * scale + 0.5, 0, 1)
    right = np.clip((course[1][:, None] - picture.x) * scale + 0.5, 0, 1)
    share = (left * right)[..., None]
    inside = picture.pixels[top:]
    ashore = np.minimum(picture.x - course[0][:, None], course[1][:, None] - picture.x)
    depth = (picture.y[top:] - np.float32(_HORIZON)) * np.float32(0.16) + np.float32(0.002)
    dim = 1 - 0.45 * np.exp(-np.maximum(ashore, 0) / depth)
    land[top:] += (inside * dim[..., None] - land[top:]) * share
    picture.pixels = land


def _banks(
    picture: Picture,
    light: Light,
    rng: np.random.Generator,
    plan: tuple[tuple[Array, Array], Lch],
    *,
    snow: bool,
) -> None:
    """Let reeds and grass hang over the water's edges."""
    course, meadow = plan
    stencil = Stencil((picture.width, picture.height))
    rows = len(course[0])
    first = picture.height - rows
    for share, edge, bend, tone in zip(
        np.sort(rng.random(1100) ** 0.75).tolist(),
        rng.integers(0, 2, 1100).tolist(),
        rng.normal(0, 0.4, 1100).tolist(),
        rng.uniform(0.05, 0.9, 1100).tolist(),
        strict=True,
    ):
        row = min(rows - 1, int(share * rows))
        y = (first + row + 0.5) / picture.height
        depth = y - _HORIZON
        out = float(rng.exponential(0.07)) * depth * (1 if edge else -1)
        x = float(course[edge][row]) + out
        high = depth * float(rng.uniform(0.04, 0.13))
        points = [
            (x, y + 0.002),
            (x + bend * high * 0.3, y - high * 0.6),
            (x + bend * high, y - high),
        ]
        stencil.line(points, 0.0006 + depth * 0.0035, tone)
    dark = light.lit((meadow[0] * 0.34, meadow[1] * 0.8, meadow[2] + 10), 0.15)
    bright = light.lit((0.9, 0.02, 220) if snow else (meadow[0] * 1.05, *meadow[1:]), 0.75)
    stencil.onto(picture, dark, bright, fade=(light.haze, 0.8, _HORIZON, 0.35))


def _bridge(picture: Picture, light: Light, course: tuple[Array, Array]) -> None:
    """Paint a stone bridge of three arches, and its image in the water."""
    rows = len(course[0])
    row = round(rows * 0.15)
    y = (picture.height - rows + row) / picture.height
    middle = float(course[0][row] + course[1][row]) / 2
    half = float(course[1][row] - course[0][row]) * 0.5 + 0.045
    rise = 0.040
    stone = light.far(light.lit((0.74, 0.025, 75), 0.85), 0.2)
    shadow = light.far(light.lit((0.26, 0.02, 60), 0.15), 0.2)
    for flip in (1.0, -1.0):
        stencil = Stencil((picture.width, picture.height))
        for inset, tone in ((0.0, 0.75), (0.007, 0.5)):
            outline = [
                (middle + half * k, y + flip * (rise * (1.25 - 0.75 * k * k) + 0.010 - inset))
                for k in np.linspace(-1, 1, 25).tolist()
            ]
            soffit = [
                (middle + half * k, y + flip * (_arch(k) * rise * 0.92 - 0.001))
                for k in np.linspace(1, -1, 121).tolist()
            ]
            stencil.polygon([*outline, *soffit], tone)
        if flip > 0:
            stencil.onto(picture, shadow * np.float32(0.7), stone * np.float32(0.7), share=0.45)
        else:
            stencil.onto(picture, shadow, stone)


def _arch(k: float) -> float:
    """Height of the soffit over the water at ``k`` from -1 to 1: three arches on piers."""
    place = (k * 0.5 / 0.31 + 1.5) % 1.0 * 2 - 1
    if abs(k) > 0.93:
        return 0.0
    return math.sqrt(max(0.0, 1 - (place / 0.84) ** 2)) * (1.02 - 0.35 * k * k)


def _birches(
    picture: Picture, scene: Scene, light: Light, rng: np.random.Generator, bend: float
) -> None:
    """Paint trees on one bank, and white birches close to the viewer on the same side."""
    side = 1.0 if bend < 0 else -1.0
    leaf = _LAND[scene.season][1]
    snow = snow_lies(scene)
    grove = Stencil((picture.width, picture.height))
    for share, foot, high in ((0.30, 0.60, 0.13), (0.36, 0.615, 0.17), (0.42, 0.64, 0.23)):
        x = picture.aspect * (0.5 - side * (share + float(rng.uniform(-0.03, 0.03))))
        if scene.season == "winter":
            red_pine(grove, x, foot, high, rng, sun=light.side, snow=snow)
        else:
            broadleaf(grove, x, foot, high, rng, sun=light.side, detail=80)
    tone = _SNOW if snow else (0.46, 0.07, 150) if scene.season == "winter" else leaf
    shadow = light.far(light.lit((0.22, 0.04, 165), 0.1), 0.16)
    grove.onto(picture, shadow, light.far(light.lit(tone, 0.9), 0.08))
    bark = Stencil((picture.width, picture.height))
    grass = Stencil((picture.width, picture.height))
    for share, wide, foot in ((0.345, 0.017, 0.86), (0.385, 0.026, 0.93), (0.452, 0.036, 1.02)):
        x = picture.aspect * (0.5 + side * (share + float(rng.uniform(-0.008, 0.008))))
        trunk(bark, x, foot, wide, rng, sun=light.side or 0.3, tones=(0.52, 1.0))
        _scars(bark, x, wide, foot, rng)
        _clump(grass, (x, foot), wide * 3, rng)
    bark.onto(picture, light.lit((0.30, 0.02, 260), 0.15), light.lit((0.96, 0.012, 80), 0.95))
    soil = _SNOW if snow else _LAND[scene.season][0]
    dark = light.lit((soil[0] * 0.36, soil[1] * 0.8, soil[2] + 10), 0.15)
    grass.onto(picture, dark, light.lit(soil, 0.7))
    if scene.season == "winter":
        twigs = Stencil((picture.width, picture.height))
        for share in (0.33, 0.4, 0.46):
            bare(twigs, picture.aspect * (0.5 + side * share), 0.36, 0.3, rng, depth=5, width=0.012)
        twigs.onto(picture, light.lit((0.24, 0.02, 40), 0.2), light.lit((0.5, 0.02, 40), 0.5))
        return
    crown = Stencil((picture.width, picture.height))
    _foliage(crown, picture.aspect, side, light.side, rng)
    crown.onto(
        picture,
        light.lit((leaf[0] * 0.5, *leaf[1:]), 0.2),
        blend(light.lit(leaf, 1.0), light.haze, 0.06),
    )


def _foliage(
    stencil: Stencil, aspect: float, side: float, sun: float, rng: np.random.Generator
) -> None:
    """Hang the birches' twigs into the picture, thinner and lower toward their tips."""
    n = 130
    out = np.sort(rng.uniform(0.0, 1.0, n) ** 0.8)[::-1]
    for share in out.tolist():
        x = aspect * (0.5 + side * (0.22 + 0.36 * share))
        deep = 0.16 + 0.30 * share + float(rng.normal(0, 0.045))
        y = float(rng.uniform(-0.06, 1.0)) * max(0.02, deep)
        r = float(rng.uniform(0.014, 0.03)) * (0.7 + 0.6 * share)
        shine = float(np.clip(0.85 - 1.1 * y / max(0.05, deep) * 0.6 + 0.2 * sun * side, 0.1, 1))
        leaves(stencil, (x, y), r, 22, rng, sun=sun, shine=shine)


def _clump(
    stencil: Stencil, foot: tuple[float, float], reach: float, rng: np.random.Generator
) -> None:
    """Draw grass around the foot of a tree."""
    for _ in range(60):
        x = foot[0] + reach * float(rng.normal(0, 0.4))
        y = foot[1] + reach * float(rng.uniform(-0.08, 0.16))
        high = reach * float(rng.uniform(0.2, 0.75))
        tip = (x + high * float(rng.normal(0, 0.4)), y - high)
        blade = [(x - reach * 0.018, y), (x + reach * 0.018, y), tip]
        stencil.polygon(blade, float(rng.uniform(0.05, 0.85)))


def _scars(stencil: Stencil, x: float, wide: float, foot: float, rng: np.random.Generator) -> None:
    """Draw the dark dashes in birch bark."""
    for y in rng.uniform(0.0, foot, 26).tolist():
        start = x + wide * float(rng.uniform(-0.42, 0.1))
        long = wide * float(rng.uniform(0.12, 0.5))
        stencil.line([(start, y), (start + long, y + wide * 0.05)], wide * 0.06, 0.1)
