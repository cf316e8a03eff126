"""Rain on a window pane: drops and runnels before the blurred lights of a town."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.colour import Colour, Lch, blend, colour
from medley.covers.landscape.drops import wet_pane
from medley.covers.landscape.glints import disc
from medley.covers.landscape.light import Light
from medley.covers.landscape.noise import Array
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.sky import paint_sky
from medley.covers.landscape.stencil import Stencil
from medley.covers.landscape.weather import wintry
from medley.covers.scene import Scene, Season, Time

_GROUND = 0.74
_LAMPS: tuple[Lch, ...] = (
    (0.82, 0.13, 72), (0.78, 0.15, 60), (0.88, 0.09, 85), (0.68, 0.20, 30),
    (0.80, 0.10, 220), (0.74, 0.14, 350), (0.84, 0.12, 165), (0.90, 0.06, 95),
)  # fmt: skip
_STRENGTH: dict[Time, float] = {"dawn": 0.5, "day": 0.0, "dusk": 0.95, "night": 1.15}
_TREES: dict[Season, Lch] = {
    "spring": (0.82, 0.08, 0),
    "summer": (0.55, 0.11, 140),
    "autumn": (0.66, 0.14, 58),
    "winter": (0.66, 0.02, 230),
}
_HEAVY: dict[str, float] = {"rain": 0.8, "storm": 1.0, "snow": 0.15, "clear": 0.3, "mist": 0.4}


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint the town out of focus, mist on the pane, then the water on it."""
    scene = wintry(scene)
    heaven, town, lamps, water = rng.spawn(4)
    paint_sky(picture, scene, light, heaven, horizon=_GROUND)
    _town(picture, scene, light, town)
    picture.pixels = np.stack(
        [picture.soften(picture.pixels[..., i], 0.022) for i in range(3)], axis=2
    )
    _bokeh(picture, scene, light, lamps)
    view: Array = picture.pixels.copy()
    _breath(picture, scene, light, water)
    wet_pane(picture, view, water, heavy=_HEAVY.get(scene.weather, 0.5))
    picture.shade(light.at(0.2) * 0.6 + 0.2, np.clip(picture.y * 1.6 - 1.1, 0, 0.5))


def _town(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint walls and trees that stand across the street."""
    size = (picture.width, picture.height)
    for near in (0.3, 0.7):
        walls = Stencil(size)
        x = -0.1
        while x < picture.aspect:
            wide = float(rng.uniform(0.12, 0.3))
            high = float(rng.uniform(0.15, 0.5)) * (1.2 - 0.5 * near)
            walls.box(x, _GROUND - high, x + wide, 1.0, float(rng.uniform(0.1, 0.9)))
            x += wide * float(rng.uniform(0.9, 1.7))
        dark = light.far(light.lit((0.30, 0.03, 260), 0.2), 0.75 * (1 - near))
        walls.onto(picture, dark, light.far(light.lit((0.62, 0.03, 60), 0.6), 0.7 * (1 - near)))
    trees = Stencil(size)
    for x in rng.uniform(0, picture.aspect, 7).tolist():
        r = float(rng.uniform(0.06, 0.13))
        trees.oval(x, _GROUND - r * 0.6, r * 1.2, r, float(rng.uniform(0.1, 0.7)))
        trees.oval(x + 0.3 * r * light.side, _GROUND - r * 0.9, r * 0.7, r * 0.6, 1.0)
    leaf = _TREES[scene.season]
    trees.onto(
        picture,
        light.lit((leaf[0] * 0.5, leaf[1], leaf[2]), 0.2),
        light.lit((leaf[0], leaf[1] * 0.8, leaf[2]), 0.7),
    )
    street = light.lit((0.42, 0.03, 260), 0.35)
    picture.lay(street, np.clip((picture.y - _GROUND) * 12, 0, 0.85))


def _bokeh(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Add lamps, windows and headlights out of focus, and their sheen on the street."""
    strength = _STRENGTH[scene.time]
    n = 74
    xs = rng.uniform(0, picture.aspect, n)
    ys = np.where(rng.random(n) < 0.6, rng.normal(0.66, 0.07, n), rng.uniform(0.3, 0.72, n))
    radii, powers = rng.uniform(0.014, 0.052, n), rng.uniform(0.25, 1.0, n)
    picks = rng.choice(len(_LAMPS), n, p=(0.24, 0.2, 0.14, 0.12, 0.1, 0.07, 0.05, 0.08))
    for i in range(n):
        place, size = (float(xs[i]), float(ys[i])), float(radii[i])
        if strength:
            hue = colour(_LAMPS[int(picks[i])])
            disc(picture, place, size, hue, strength * float(powers[i]) * 0.8)
            if ys[i] > 0.62:
                _sheen(picture, place, size, hue, strength * float(powers[i]) * 0.3)
        elif powers[i] > 0.45:
            pale = blend(light.horizon, colour((0.98, 0.02, 100)), 0.6)
            disc(picture, place, size, pale, 0.16 * float(powers[i]))


def _sheen(
    picture: Picture, place: tuple[float, float], size: float, hue: Colour, strength: float
) -> None:
    """Draw out a lamp's reflection over the wet street."""
    top = picture.row(_GROUND)
    down = picture.y[top:] - np.float32(_GROUND)
    left, right = (
        min(picture.width, max(0, round((place[0] + side * size * 2.5) * picture.height)))
        for side in (-1, 1)
    )
    if left >= right:
        return
    across = np.exp(-(((picture.x[:, left:right] - place[0]) / (size * 0.9)) ** 2))
    fall = np.exp(-(((down - 0.05) / 0.12) ** 2)) * np.clip(down * 16, 0, 1)
    mask = across * fall * np.float32(strength)
    below = picture.pixels[top:, left:right]
    below += (1 - np.minimum(below, 1)) * hue * mask[..., None]


def _breath(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Let the pane mist over, and freeze at its corners in snow."""
    drift = picture.noise(rng, frequency=1.6, octaves=4, reduction=4)
    pale = blend(light.haze, colour((0.9, 0.01, 240)), 0.12 if light.night else 0.3)
    fog = np.clip(0.2 + 0.08 * drift + 0.16 * (picture.y - 0.4), 0.04, 0.5)
    soft = np.stack([picture.soften(picture.pixels[..., i], 0.036) for i in range(3)], axis=2)
    picture.pixels += (soft - picture.pixels) * np.float32(0.36)
    picture.lay(pale, fog * np.float32(0.55 if light.night else 1.0))
    if scene.season == "winter":
        fern = picture.noise(rng, frequency=12, octaves=4, gain=0.7, ridged=True, reduction=1)
        middle = picture.glow(picture.aspect / 2, 0.42, 0.5, flatness=picture.aspect * 0.75)
        frost = np.clip((0.62 - middle) * 1.5 + 0.16 * fern, 0, 1) * np.clip(0.5 + 0.3 * fern, 0, 1)
        picture.lay(blend(light.haze, colour((0.97, 0.015, 230)), 0.5), frost * np.float32(0.36))
