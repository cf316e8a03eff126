"""A field of grain with waves of wind in it, a lone tree and a path of trodden stalks."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.colour import Lch, blend
from medley.covers.landscape.light import Light
from medley.covers.landscape.mountains import paint_ranges
from medley.covers.landscape.noise import Array, ridge, sample, tile
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.sky import paint_sky
from medley.covers.landscape.stencil import Stencil
from medley.covers.landscape.trees import bare, broadleaf, red_pine
from medley.covers.landscape.weather import snow_lies, wintry
from medley.covers.scene import Scene, Season

_HORIZON = 0.60
_GRAIN: dict[Season, tuple[Lch, Lch]] = {
    # stalks in the wind's trough, and their ears on its crest
    "spring": ((0.50, 0.11, 135), (0.82, 0.13, 122)),
    "summer": ((0.56, 0.11, 112), (0.88, 0.13, 98)),
    "autumn": ((0.58, 0.12, 72), (0.92, 0.13, 86)),
    "winter": ((0.60, 0.04, 80), (0.88, 0.03, 85)),
}


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint hills, the field with its waves, a tree on the crest and near stalks."""
    scene = wintry(scene)
    heaven, land, wind, stalks = rng.spawn(4)
    paint_sky(picture, scene, light, heaven, horizon=_HORIZON)
    snow = snow_lies(scene)
    hills: Lch = (0.88, 0.015, 240) if snow else (0.46, 0.05, 160)
    paint_ranges(picture, light, land, foot=_HORIZON + 0.02, height=0.13, n=3, land=hills)
    crest = _crest(picture, land)
    _tree(picture, scene, light, land, crest)
    _field(picture, scene, light, wind, crest)
    _stalks(picture, scene, light, stalks)


def _crest(picture: Picture, rng: np.random.Generator) -> Array:
    """Height of the field's far edge: a gentle swell."""
    lean = float(rng.uniform(-0.03, 0.03))
    swell = 0.012 * ridge(picture.x[0], rng, frequency=0.7, octaves=2)
    tilt = lean * (picture.x[0] / np.float32(picture.aspect) - 0.5)
    crest: Array = (_HORIZON + tilt - swell).astype(np.float32)
    return crest


def _tree(
    picture: Picture, scene: Scene, light: Light, rng: np.random.Generator, crest: Array
) -> None:
    """Paint a lone tree on the crest, on the side away from the sun."""
    share = float(rng.uniform(0.68, 0.78)) if light.sun_x < 0.5 else float(rng.uniform(0.22, 0.32))
    x = picture.aspect * share
    base = float(crest[min(picture.width - 1, round(x * picture.height))]) + 0.006
    stencil = Stencil((picture.width, picture.height))
    high = float(rng.uniform(0.26, 0.34))
    pine = rng.random() < 0.45
    leaf: Lch = (0.48, 0.09, 148)
    if pine:
        red_pine(stencil, x, base, high, rng, sun=light.side, snow=snow_lies(scene))
        leaf = (0.85, 0.02, 240) if snow_lies(scene) else (0.48, 0.08, 150)
    elif scene.season == "winter":
        bare(stencil, x, base, high, rng, depth=7, tone=0.15)
    else:
        broadleaf(stencil, x, base, high, rng, sun=light.side, detail=110, wide=0.42)
        leaf = (0.66, 0.14, 60) if scene.season == "autumn" else (0.56, 0.11, 138)
    shadow = light.far(light.lit((0.20, 0.04, 165), 0.1), 0.12)
    stencil.onto(picture, shadow, light.lit(leaf, 0.95))


def _field(
    picture: Picture, scene: Scene, light: Light, rng: np.random.Generator, crest: Array
) -> None:
    """Paint the grain in perspective: fine stalks, and waves that the wind draws."""
    top = picture.row(float(crest.min()) - 0.01)
    y = np.maximum(picture.y[top:] - np.float32(_HORIZON - 0.02), 0.004)
    distance = 0.3 / (y + np.float32(0.03))
    across = (picture.x - np.float32(picture.aspect / 2)) * distance
    waves = tile(128, rng, cells=3, octaves=4, gain=0.45)
    fibre = tile(256, rng, cells=48, octaves=3, gain=0.8)
    bend = sample(waves, distance * 0.05, across * 0.05)
    wind = sample(waves, distance * 0.17 + bend * 0.03, across * 0.045 + bend * 0.02)
    stalk = sample(fibre, distance * 0.045, across * 0.35)
    ears = sample(fibre, distance * 0.3, across * 0.5)
    near = np.clip(y / np.float32(1 - _HORIZON), 0, 1)
    tone = 0.56 + 0.22 * np.tanh(wind) + 0.13 * stalk * (0.4 + near) + 0.09 * ears
    sun = picture.glow(light.sun_x * picture.aspect, _HORIZON, 0.32, flatness=2.0)[top:]
    low = 1.0 if light.sun_height < 0.5 else 0.3
    tone = np.clip(tone + 0.34 * sun * np.float32(low * light.direct) - 0.2 * near, 0, 1.15)
    deep, bright = _GRAIN[scene.season]
    if snow_lies(scene):
        deep, bright = (0.86, 0.025, 240), (0.97, 0.012, 230)
    dark, gold = light.lit(deep, 0.32), light.lit(bright, 1.0)
    paint = dark + (gold - dark) * tone[..., None]
    mist = np.exp(-y / np.float32(0.05)) * np.float32(0.45 * light.haze_amount + 0.08)
    paint += (light.haze - paint) * mist[..., None]
    picture.lay(paint.astype(np.float32), picture.below(crest)[top:], top)


def _stalks(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Draw the nearest stalks one by one, with their nodding ears, in two depths."""
    deep, bright = _GRAIN[scene.season]
    if snow_lies(scene):
        bright = (0.93, 0.02, 230)
    lean = 0.35 if rng.random() < 0.5 else -0.35
    for n, foot, tall, blur in (
        (520, 0.99, 0.15, 0.0),
        (210, 1.04, 0.17, 0.0),
        (26, 1.1, 0.26, 0.006),
    ):
        stencil = Stencil((picture.width, picture.height))
        for x, bend, high, tone in zip(
            rng.uniform(-0.05, picture.aspect + 0.05, n).tolist(),
            (lean + rng.normal(0, 0.16, n)).tolist(),
            (tall * rng.uniform(0.6, 1.15, n)).tolist(),
            rng.uniform(0.2, 0.85, n).tolist(),
            strict=True,
        ):
            base = foot + float(rng.uniform(-0.015, 0.05))
            _stalk(stencil, (x, base), (bend, high), tone)
        dark = light.lit((deep[0] * 0.62, deep[1], deep[2]), 0.2)
        stencil.onto(picture, dark, blend(light.lit(bright, 0.95), dark, 0.12), blur=blur)


def _stalk(
    stencil: Stencil, foot: tuple[float, float], shape: tuple[float, float], tone: float
) -> None:
    """Draw one stalk and its ear; ``shape`` is how far it bends and how high it is."""
    (x, y), (bend, high) = foot, shape
    neck = (x + bend * high * 0.34, y - high * 0.8)
    stencil.line([(x, y), (x + bend * high * 0.1, y - high * 0.45), neck], 0.0014, tone * 0.6)
    ear_x, ear_y = bend * high * 0.2, -high * 0.17
    for k in range(5):
        share = k / 4
        middle = (
            neck[0] + ear_x * share * (1 + 0.3 * share),
            neck[1] + ear_y * share * (1.1 - 0.25 * share),
        )
        for side in (-1, 1):
            stencil.oval(
                middle[0] + side * 0.0022, middle[1], 0.0019, 0.0052 * (1.15 - 0.4 * share),
                tone * (0.85 + 0.3 * (side > 0)),
            )  # fmt: skip
    for whisker in (-0.25, 0.05, 0.35):
        tip = (neck[0] + ear_x * 1.8 + whisker * high * 0.1, neck[1] + ear_y * 1.9)
        stencil.line([(neck[0] + ear_x, neck[1] + ear_y * 0.8), tip], stencil.pixel * 0.5, tone)
