"""A clearing in a forest: near trunks dark, far trees in luminous mist, shafts of light."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.colour import Colour, Lch, blend
from medley.covers.landscape.light import Light
from medley.covers.landscape.noise import ridge
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.sky import paint_sky
from medley.covers.landscape.stencil import Stencil
from medley.covers.landscape.trees import bare, broadleaf, spruce, trunk
from medley.covers.landscape.trees import leaves as cluster
from medley.covers.landscape.weather import snow_lies, wintry
from medley.covers.scene import Scene, Season

_LEAVES: dict[Season, tuple[Lch, Lch, Lch]] = {
    "spring": ((0.72, 0.12, 125), (0.78, 0.11, 118), (0.84, 0.07, 0)),
    "summer": ((0.56, 0.11, 140), (0.63, 0.12, 130), (0.50, 0.09, 150)),
    "autumn": ((0.66, 0.14, 62), (0.60, 0.16, 42), (0.76, 0.14, 85)),
    "winter": ((0.52, 0.03, 200), (0.56, 0.03, 210), (0.48, 0.03, 190)),
}
_GROUND: dict[Season, Lch] = {
    "spring": (0.56, 0.09, 128),
    "summer": (0.46, 0.08, 138),
    "autumn": (0.56, 0.11, 58),
    "winter": (0.50, 0.03, 90),
}
_CONIFERS: dict[Season, float] = {"spring": 0.2, "summer": 0.45, "autumn": 0.15, "winter": 0.75}
"""How often a forest is one of conifers."""
_FLOOR = 0.70


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint layers of trees around a bright gap, from the far ones to the near ones."""
    scene = wintry(scene)
    heaven, land, leaves = rng.spawn(3)
    paint_sky(picture, scene, light, heaven, horizon=_FLOOR)
    gap = picture.aspect * float(land.uniform(0.42, 0.58))
    mist = _mist_colour(light)
    bright = picture.glow(gap, _FLOOR - 0.12, 0.42, flatness=1.25)
    picture.lay(mist, np.clip(0.25 + 0.6 * bright, 0, 0.9))
    snow = snow_lies(scene)
    conifers = land.random() < _CONIFERS[scene.season]
    for i in range(5):
        near = i / 4
        _stand(picture, scene, light, land, (near, gap, mist), conifers=conifers, snow=snow)
        if i < 4:
            _veil(picture, land, mist, near)
    _shafts(picture, light, land, gap)
    _frame(picture, scene, light, land, leaves, conifers=conifers, snow=snow)


def _mist_colour(light: Light) -> Colour:
    return blend(light.haze, light.key, (0.45 if light.night else 0.25) * light.direct)


def _stand(
    picture: Picture,
    scene: Scene,
    light: Light,
    rng: np.random.Generator,
    place: tuple[float, float, Colour],
    *,
    conifers: bool,
    snow: bool,
) -> None:
    """Paint one depth of the forest, and the ground that it stands on."""
    near, gap, mist = place
    size = (picture.width, picture.height)
    stencil = Stencil(size)
    floor = _FLOOR - 0.05 + 0.13 * near**1.4
    open_half = 0.10 + 0.34 * near
    n = round(26 - 15 * near)
    for x in rng.uniform(-0.1, picture.aspect + 0.1, n).tolist():
        one = np.random.default_rng(int(rng.integers(2**32)))
        away = abs(x - gap)
        if away < open_half and near > 0.1:
            continue
        base = floor + float(one.uniform(-0.012, 0.02))
        high = (0.34 + 0.62 * near) * float(one.uniform(0.75, 1.2))
        if conifers:
            spruce(stencil, x, base, high, one, sun=-np.sign(x - gap) * 0.9, snow=snow)
        elif scene.season == "winter":
            bare(stencil, x, base, high, one, depth=5, tone=0.15)
        else:
            sun = -float(np.sign(x - gap)) * 0.7
            broadleaf(
                stencil, x, base, high * 1.05, one, sun=sun, detail=round(18 + 38 * near), wide=0.27
            )
    haze_share = (1 - near) ** 0.75 * 0.82
    leaf = _LEAVES[scene.season][int(rng.integers(3)) if near < 1 else 0]
    if conifers and scene.season != "winter":
        leaf = (0.45, 0.07, 155)
    if snow and conifers:
        leaf = (0.94, 0.01, 240)
    shadow = blend(light.lit((0.27, 0.045, leaf[2] + 15), 0.16), mist, haze_share)
    lit = blend(light.lit(leaf, 0.8), mist, haze_share * 0.9)
    _ground(picture, scene, light, rng, (near, floor, mist), snow=snow)
    stencil.onto(picture, shadow, lit, fade=(mist, floor - 0.25, floor, 0.55 * (1 - near)))


def _ground(
    picture: Picture,
    scene: Scene,
    light: Light,
    rng: np.random.Generator,
    place: tuple[float, float, Colour],
    *,
    snow: bool,
) -> None:
    near, floor, mist = place
    skyline = floor - 0.008 * ridge(picture.x[0], rng, frequency=2.5, octaves=5)
    soil = (0.95, 0.012, 240) if snow else _GROUND[scene.season]
    tone = blend(light.lit(soil, 0.75 - 0.35 * near), mist, 0.75 * (1 - near))
    picture.lay(tone, picture.below(skyline.astype(np.float32), 0.01))


def _veil(picture: Picture, rng: np.random.Generator, mist: Colour, near: float) -> None:
    """Let mist stand between two depths, thickest over the ground."""
    drift = picture.noise(rng, frequency=2, octaves=3, stretch=3.5, reduction=8)
    height = np.exp(-(((picture.y - _FLOOR - 0.02) / 0.16) ** 2))
    share = height * np.clip(0.42 + 0.22 * drift, 0, 1) * np.float32(0.75 - 0.5 * near)
    picture.lay(mist, share)


def _shafts(picture: Picture, light: Light, rng: np.random.Generator, gap: float) -> None:
    """Let light fall through the crowns in slanting shafts."""
    strength = (0.2 if light.night else 0.45) * light.direct
    origin_x = gap + (light.sun_x - 0.5) * 1.3
    origin_y = -0.35
    n = 9
    angles = rng.uniform(-0.62, 0.62, n)
    widths, powers = rng.uniform(0.012, 0.05, n), rng.uniform(0.3, 1.0, n)
    turn = np.arctan2(picture.x[:, ::2] - origin_x, picture.y[::2] - origin_y)
    total = np.zeros_like(turn)
    for angle, width, power in zip(angles, widths, powers, strict=True):
        total += np.exp(-(((turn - angle) / width) ** 2)) * np.float32(power)
    fade = np.clip(1.1 - picture.y[::2] * 1.05, 0, 1) * np.clip(picture.y[::2] * 4 + 0.3, 0, 1)
    light_on = picture.enlarged(np.clip(total, 0, 1.2).astype(np.float32) * fade)
    picture.shine(blend(light.key, light.sun, 0.4), light_on * np.float32(strength))


def _frame(
    picture: Picture,
    scene: Scene,
    light: Light,
    rng: np.random.Generator,
    leaves: np.random.Generator,
    *,
    conifers: bool,
    snow: bool,
) -> None:
    """Paint the nearest trunks and the boughs that hang into the picture."""
    size = (picture.width, picture.height)
    _undergrowth(picture, scene, light, rng, snow=snow)
    stencil = Stencil(size)
    for side, share, wide in (
        (-1, 0.07, 0.075),
        (-1, 0.215, 0.034),
        (1, 0.9, 0.058),
        (1, 0.80, 0.026),
    ):
        x = picture.aspect * (share + float(rng.uniform(-0.02, 0.02)))
        trunk(stencil, x, 1.0 - 0.9 * (0.08 - wide), wide, rng, sun=-side)
    dark = light.lit((0.26, 0.03, 50), 0.12)
    rim = blend(light.lit((0.50, 0.03, 70), 0.55), light.haze, 0.12)
    stencil.onto(picture, dark, rim)
    if scene.season == "winter":
        return
    boughs = Stencil(size)
    leaf = (0.45, 0.07, 155) if conifers else _LEAVES[scene.season][1]
    for x, y, r in zip(
        np.concatenate([leaves.uniform(-0.05, 0.36, 13), leaves.uniform(0.70, 1.05, 11)]).tolist(),
        leaves.uniform(-0.05, 0.17, 24).tolist(),
        leaves.uniform(0.05, 0.1, 24).tolist(),
        strict=True,
    ):
        shine = 0.35 + 0.5 * min(1.0, max(0.0, y / 0.14))
        cluster(boughs, (x * picture.aspect, y), r, 54, leaves, sun=0.0, shine=shine)
    boughs.onto(picture, light.lit((0.2, 0.04, leaf[2]), 0.1), light.lit(leaf, 0.75), blur=0.0028)


def _undergrowth(
    picture: Picture, scene: Scene, light: Light, rng: np.random.Generator, *, snow: bool
) -> None:
    """Darken the ground toward the viewer and let grass stand on it."""
    low = np.clip((picture.y - 0.78) / np.float32(0.22), 0, 1)
    speckle = picture.noise(rng, frequency=9, octaves=4, stretch=3.0, reduction=2)
    soil = (0.86, 0.02, 245) if snow else _GROUND[scene.season]
    near = light.lit((soil[0] * 0.62, soil[1], soil[2]), 0.25)
    picture.lay(near, low * np.clip(0.62 + 0.12 * speckle, 0, 0.85))
    if snow:
        return
    stencil = Stencil((picture.width, picture.height))
    n = 700
    ys = np.sort(0.84 + 0.2 * rng.random(n) ** 0.8)
    for x, y, bend, tone, tall in zip(
        rng.uniform(0, picture.aspect, n).tolist(),
        ys.tolist(),
        rng.normal(0, 0.35, n).tolist(),
        rng.uniform(0, 0.7, n).tolist(),
        rng.uniform(0.02, 0.055, n).tolist(),
        strict=True,
    ):
        high = tall * (0.5 + 2.2 * (y - 0.84) / 0.2)
        mid = (x + bend * high * 0.3, y - high * 0.6)
        stencil.line([(x, y), mid, (x + bend * high, y - high)], 0.0016, tone)
    grass = (soil[0] * 1.05, soil[1], soil[2])
    stencil.onto(picture, light.lit((0.2, 0.04, soil[2]), 0.1), light.lit(grass, 0.6))
