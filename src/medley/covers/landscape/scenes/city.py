"""A city: rows of towers by a river in the haze, or a street between its houses."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.buildings import Lamps, Row, hill_tower, raise_row
from medley.covers.landscape.colour import colour
from medley.covers.landscape.light import Light
from medley.covers.landscape.noise import ridge
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.reflections import reflect
from medley.covers.landscape.sky import paint_sky
from medley.covers.landscape.stencil import Stencil
from medley.covers.landscape.street import HORIZON, paint_street
from medley.covers.landscape.water import glitter, ripples
from medley.covers.landscape.weather import snow_lies, wintry
from medley.covers.scene import Scene, Time

_SHORE = 0.735
_STREETS = 0.5
"""Share of the seeds that show a street."""
_LIT: dict[Time, tuple[float, float]] = {
    # share of lit windows, how bright they are
    "dawn": (0.06, 0.65),
    "day": (0.0, 0.0),
    "dusk": (0.26, 0.95),
    "night": (0.34, 1.0),
}


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint a skyline over water or, for some seeds, a street between houses."""
    scene = wintry(scene)
    heaven, rng, choice = rng.spawn(3)
    lit, strength = _LIT[scene.time]
    if choice.random() < _STREETS:
        paint_sky(picture, scene, light, heaven, horizon=HORIZON)
        paint_street(picture, scene, light, choice, (lit * 1.25, strength))
        return
    paint_sky(picture, scene, light, heaven, horizon=_SHORE)
    lamps = Lamps((picture.width, picture.height))
    if lit:
        warm = colour((0.72, 0.10, 55))
        low = np.exp(-(((picture.y - _SHORE) / 0.2) ** 2)) * np.float32(0.42 * strength)
        picture.shine(warm, low * (0.4 if scene.time == "dusk" else 0.7))
    _hill(picture, scene, light, lamps, rng)
    centre = picture.aspect * float(rng.choice((0.34, 0.68)))
    snow = snow_lies(scene)
    for i, (tallest, storey) in enumerate(
        ((0.34, 0.0068), (0.47, 0.0085), (0.34, 0.0104), (0.13, 0.0125))
    ):
        near = (i + 0.4) / 4
        row = Row(
            base=_SHORE,
            tallest=tallest,
            storey=storey,
            lit=lit,
            strength=strength * (0.35 + 0.6 * near),
            warm=0.68,
            sun=light.side,
            centre=centre + float(rng.normal(0, 0.16)),
            snow=snow,
        )
        stencil = Stencil((picture.width, picture.height))
        raise_row(stencil, lamps, row, picture.aspect, rng)
        wall = (0.66 + (0.2 if snow else 0), 0.022, 250 if i % 2 else 60)
        shadow = light.far(light.lit((0.17, 0.03, 265), 0.1), 0.75 * (1 - near))
        bright = light.far(light.lit(wall, 0.9 - 0.35 * near), 0.85 * (1 - near))
        haze = light.far(shadow, 0.9)
        stencil.onto(
            picture, shadow, bright, fade=(haze, _SHORE - tallest, _SHORE, 0.75 - 0.3 * near)
        )
    _quay(picture, scene, light, lamps, rng)
    if lit:
        _light_up(picture, lamps)
    waves = ripples(picture, rng, _SHORE, size=0.7)
    deep = light.lit((0.30, 0.035, 235), 0.2)
    reflect(picture, waves, _SHORE, tone=deep, clearness=0.9)
    if light.sun_height < 0.8:
        glitter(picture, light, waves, _SHORE)


def _hill(
    picture: Picture, scene: Scene, light: Light, lamps: Lamps, rng: np.random.Generator
) -> None:
    """Paint a wooded hill behind the town, with a lookout tower on its top."""
    x = picture.x[0]
    top = picture.aspect * float(
        rng.uniform(0.14, 0.28) if rng.random() < 0.5 else rng.uniform(0.8, 0.9)
    )
    bump = 0.17 * np.exp(-(((x - top) / 0.38) ** 2))
    skyline = (_SHORE - 0.10 - bump - 0.012 * ridge(x, rng, frequency=2.2)).astype(np.float32)
    tone = light.far(light.lit((0.42, 0.05, 160), 0.4), 0.72)
    mask = picture.below(skyline)
    picture.lay(tone, mask)
    stencil = Stencil((picture.width, picture.height))
    peak = float(skyline[int(np.argmin(np.abs(x - top)))])
    hill_tower(stencil, lamps, top, peak + 0.01, 0.17, lit=scene.time in ("dusk", "night"))
    stencil.onto(picture, tone * np.float32(0.85), light.far(light.lit((0.75, 0.01, 250)), 0.6))


def _quay(
    picture: Picture, scene: Scene, light: Light, lamps: Lamps, rng: np.random.Generator
) -> None:
    """Paint trees and lamps along the water."""
    stencil = Stencil((picture.width, picture.height))
    for x, r in zip(
        rng.uniform(0, picture.aspect, 150).tolist(),
        rng.uniform(0.006, 0.015, 150).tolist(),
        strict=True,
    ):
        stencil.oval(x, _SHORE - r * 0.8, r * 1.2, r, float(0.2 + r * 22))
    stencil.box(0, _SHORE - 0.006, picture.aspect, _SHORE + 0.002, 0.1)
    leaf = (0.66, 0.09, {"spring": 350, "autumn": 60}.get(scene.season, 140))
    stencil.onto(picture, light.lit((0.16, 0.02, 220), 0.1), light.far(light.lit(leaf, 1.0), 0.15))
    lamps.lamp(0, _SHORE - 0.012, picture.aspect, _SHORE)
    for i, x in enumerate(np.arange(0.03, picture.aspect, 0.052).tolist()):
        size = 0.0022
        hue = (1.0, 0.76, 0.44) if i % 7 else (0.75, 0.9, 1.0)
        lamps.lamp(x - size, _SHORE - 0.016 - size, x + size, _SHORE - 0.016 + size, hue)


def _light_up(picture: Picture, lamps: Lamps) -> None:
    """Add the lit windows and the glow around them."""
    light = lamps.light()
    small = light[: picture.row(_SHORE)]
    glow = np.stack([picture.soften(small[..., i], 0.02) for i in range(3)], axis=2)
    picture.pixels[: len(small)] += small * np.float32(1.25) + glow * np.float32(0.8)
