"""A street between buildings that runs to its vanishing point, wet and full of lights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from medley.covers.landscape.buildings import Lamps
from medley.covers.landscape.colour import Lch, blend, colour
from medley.covers.landscape.glints import disc, glow
from medley.covers.landscape.light import Light
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.reflections import reflect
from medley.covers.landscape.stencil import Point, Stencil
from medley.covers.landscape.trees import bare, broadleaf
from medley.covers.landscape.water import ripples
from medley.covers.landscape.weather import snow_lies
from medley.covers.scene import Scene, Season

HORIZON = 0.62
_EYE = 0.15
"""Height of the eye over the street, at distance 1."""
_HALF = 0.46
"""Half of the street's width, at distance 1."""
_FRAME = 0.6
"""Nearer houses frame the picture: they are dark."""
_LEAVES: dict[Season, Lch] = {
    "spring": (0.82, 0.09, 0),
    "summer": (0.56, 0.11, 140),
    "autumn": (0.70, 0.15, 65),
    "winter": (0.50, 0.02, 60),
}
_WINDOWS = ((1.0, 0.72, 0.40), (1.0, 0.82, 0.56), (1.0, 0.90, 0.72), (0.80, 0.90, 1.0))
_SIGNS = ((1.0, 0.34, 0.42), (0.30, 0.82, 1.0), (1.0, 0.62, 0.22), (0.96, 0.40, 0.86),
          (0.42, 0.95, 0.70), (1.0, 0.92, 0.70))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _House:
    """One house of a side (-1 left, 1 right) from a near to a far distance."""

    side: int
    near: float
    far: float
    high: float
    tone: float
    seed: int


@dataclass(frozen=True, slots=True)
class _Street:
    """Where the street vanishes, and how much of it is lit."""

    vanish: float
    lit: float
    strength: float
    snow: bool

    def place(self, side: float, distance: float, height: float) -> Point:
        """Where a point at the street's edge is seen; ``height`` is over the ground."""
        x = self.vanish + side * _HALF / distance
        return x, HORIZON + (_EYE - height) / distance


def paint_street(
    picture: Picture,
    scene: Scene,
    light: Light,
    rng: np.random.Generator,
    lit: tuple[float, float],
) -> None:
    """Paint houses on both sides of a street, its lamps and cars, and all mirrored in it.

    ``lit`` is the share of lit windows, and how bright they are.
    """
    plan, houses, traffic, water = rng.spawn(4)
    vanish = picture.aspect * float(plan.uniform(0.40, 0.60))
    street = _Street(vanish, *lit, snow_lies(scene))
    lamps = Lamps((picture.width, picture.height))
    rows = [house for side in (-1, 1) for house in _row(side, houses)]
    for low, high in ((3.2, 99.0), (1.5, 3.2), (0.8, 1.5), (0.0, 0.8)):
        group = sorted((h for h in rows if low <= h.near < high), key=lambda h: -h.near)
        _houses(picture, light, lamps, street, group)
        veil = picture.glow(vanish, HORIZON - 0.02, 0.16 + 0.06 * min(high, 4), flatness=1.2)
        picture.lay(blend(light.haze, light.key, 0.3 * light.direct), veil * np.float32(0.34))
    if street.lit:
        _shine(picture, lamps)
    _trees(picture, scene, light, street, traffic)
    if street.lit:
        _street_lamps(picture, street)
    _ground(picture, scene, light, water, street)
    if street.lit:
        _cars(picture, street, traffic)
    _focus(picture, street)
    if street.lit:
        _bokeh(picture, street, traffic)


def _row(side: int, rng: np.random.Generator) -> list[_House]:
    """Houses of one side, from the viewer to the far end."""
    houses, near = [], 0.40
    while near < 9:
        far = near + float(rng.uniform(0.28, 0.55)) * (0.55 + 0.6 * near)
        high = float(rng.uniform(0.36, 0.95)) * (1.0 if near > 0.7 else 0.85)
        tone = float(rng.uniform(0.34, 0.74)) * (1.0 if near > 0.8 else 0.5)
        houses.append(_House(side, near, far, high, tone, int(rng.integers(2**32))))
        near = far
    return houses


def _houses(
    picture: Picture, light: Light, lamps: Lamps, street: _Street, group: list[_House]
) -> None:
    """Draw the houses of one distance, the farthest first."""
    if not group:
        return
    stencil = Stencil((picture.width, picture.height))
    for house in group:
        _house(stencil, lamps, street, light.side, house)
    distance = min(0.86, 0.26 * float(np.log2(1 + group[-1].near)) ** 1.1)
    shadow = light.far(light.lit((0.24, 0.03, 262), 0.15), distance)
    bright = light.far(light.lit((0.86, 0.030, 62), 0.85), distance)
    haze = light.far(shadow, 0.9)
    stencil.onto(
        picture, shadow, bright, fade=(haze, HORIZON - 0.3, HORIZON + 0.03, 0.4 * distance)
    )


def _house(stencil: Stencil, lamps: Lamps, street: _Street, sun: float, house: _House) -> None:
    """Draw the wall along the street, and the one toward the viewer above lower roofs."""
    side, near, far, high = house.side, house.near, house.far, house.high
    facing = 1.0 if sun * side < 0 else 0.62
    wall = [street.place(side, z, h) for z, h in ((near, 0), (near, high), (far, high), (far, 0))]
    out = side * 1.2 / near
    front = [wall[0], wall[1], (wall[1][0] + out, wall[1][1]), (wall[0][0] + out, wall[0][1])]
    for shape, tone in ((front, house.tone * (1.2 - facing * 0.55)), (wall, house.tone * facing)):
        stencil.polygon(shape, tone)
        lamps.quad(shape)
    if street.snow:
        rim = 0.014
        top = [street.place(side, z, h) for z, h in ((near, high + rim), (far, high + rim))]
        stencil.polygon([wall[1], top[0], top[1], wall[2]], 1.0)
        edge = rim / near
        stencil.polygon([wall[1], (wall[1][0], wall[1][1] - edge),
                         (front[2][0], front[2][1] - edge), front[2]], 1.0)  # fmt: skip
    rng = np.random.default_rng(house.seed)
    _windows(stencil, lamps, street, house, facing, rng)
    _shop(stencil, lamps, street, house, rng)


def _windows(
    stencil: Stencil,
    lamps: Lamps,
    street: _Street,
    house: _House,
    facing: float,
    rng: np.random.Generator,
) -> None:
    floors = max(1, int((house.high - 0.10) / 0.075))
    columns = max(1, int((house.far - house.near) / 0.085))
    lit = rng.random((floors, columns)) < street.lit * float(rng.uniform(0.4, 1.5))
    lit &= house.near > _FRAME
    power = street.strength * rng.uniform(0.4, 1.0, (floors, columns))
    hues = rng.integers(0, len(_WINDOWS), (floors, columns))
    step = (house.far - house.near) / columns
    for floor in range(floors):
        low = 0.105 + floor * 0.075
        for column in range(columns):
            near = house.near + step * (column + 0.24)
            far = near + step * 0.52
            quad = [
                street.place(house.side, z, h)
                for z, h in ((near, low), (near, low + 0.042), (far, low + 0.042), (far, low))
            ]
            stencil.polygon(quad, house.tone * facing * 0.68)
            if lit[floor, column]:
                hue = _WINDOWS[int(hues[floor, column])]
                lamps.quad(quad, hue, float(power[floor, column]))


def _shop(
    stencil: Stencil, lamps: Lamps, street: _Street, house: _House, rng: np.random.Generator
) -> None:
    """Draw a shop's window, and its sign that hangs over the pavement."""
    margin = (house.far - house.near) * 0.08
    near, far = house.near + margin, house.far - margin
    pane = [
        street.place(house.side, z, h)
        for z, h in ((near, 0.012), (near, 0.072), (far, 0.072), (far, 0.012))
    ]
    stencil.polygon(pane, house.tone * 0.5)
    open_late, hue = rng.random() < 0.75, _WINDOWS[int(rng.integers(3))]
    if street.lit and open_late and house.near > _FRAME:
        lamps.quad(pane, hue, street.strength * float(rng.uniform(0.4, 0.75)))
    sign = _SIGNS[int(rng.integers(len(_SIGNS)))]
    low, tall = float(rng.uniform(0.10, 0.16)), float(rng.uniform(0.06, 0.16))
    at = house.near + (house.far - house.near) * float(rng.uniform(0.15, 0.8))
    if rng.random() < 0.7 and at > 0.62:
        root, tip = street.place(house.side, at, low), street.place(house.side, at, low + tall)
        out = -house.side * 0.040 / at
        board = [root, tip, (tip[0] + out, tip[1]), (root[0] + out, root[1])]
        stencil.polygon(board, 0.66)
        if street.lit:
            lamps.quad(board, sign, street.strength * 0.9)


def _shine(picture: Picture, lamps: Lamps) -> None:
    """Add what is lit, and its glow."""
    light = lamps.light()
    halo = np.stack([picture.soften(light[..., i], 0.022) for i in range(3)], axis=2)
    picture.pixels += light * np.float32(0.95) + halo * np.float32(0.75)


def _trees(
    picture: Picture, scene: Scene, light: Light, street: _Street, rng: np.random.Generator
) -> None:
    """Plant trees along the pavements, the far ones first."""
    leaf = _LEAVES[scene.season]
    stencil = Stencil((picture.width, picture.height))
    for distance in (6.0, 4.6, 3.5, 2.6, 1.9, 1.36):
        for side in (-0.84, 0.84):
            at = distance * float(rng.uniform(0.94, 1.06))
            foot, top = street.place(side, at, 0), street.place(side, at, 0.13)
            high = (foot[1] - top[1]) * float(rng.uniform(1.5, 2.0))
            if scene.season == "winter":
                bare(stencil, *foot, high * 1.1, rng, depth=5, tone=0.1)
            else:
                broadleaf(
                    stencil, *foot, high, rng, sun=light.side, detail=round(16 + 26 / at), wide=0.3
                )
    dark = light.far(light.lit((leaf[0] * 0.42, leaf[1], leaf[2]), 0.15), 0.1)
    stencil.onto(picture, dark, light.far(light.lit(leaf, 0.85), 0.2))


def _street_lamps(picture: Picture, street: _Street) -> None:
    """Hang lamps along the pavements."""
    warm = colour((0.86, 0.11, 72))
    for distance in (7.0, 5.2, 3.9, 2.9, 2.1, 1.5, 1.08):
        for side in (-0.8, 0.8):
            place = street.place(side, distance, 0.27)
            glow(picture, place, 0.026 / distance + 0.004, warm, street.strength)


def _cars(picture: Picture, street: _Street, rng: np.random.Generator) -> None:
    """Let cars come and go, and draw out their lights over the wet ground."""
    top = picture.row(HORIZON)
    for lane, hue in ((-0.36, colour((0.97, 0.05, 90))), (0.36, colour((0.62, 0.24, 27)))):
        streaks = np.zeros((picture.height - top, picture.width), np.float32)
        for distance in np.sort(rng.uniform(1.1, 6.5, 5))[::-1].tolist():
            for wheel in (-0.075, 0.075):
                x, y = street.place(lane + wheel / _HALF, distance, 0.035)
                radius = 0.0035 + 0.012 / distance
                disc(picture, (x, y), radius, hue, 0.9 * street.strength)
                across = np.exp(-(((picture.x - x) / np.float32(radius)) ** 2))
                down = (picture.y[top:] - np.float32(y)) / np.float32(0.15 / distance)
                streaks += across * np.where(down > 0, np.exp(-(down**2)), 0)
        picture.shine(hue, np.minimum(streaks, 1) * np.float32(0.42 * street.strength), top)


def _focus(picture: Picture, street: _Street) -> None:
    """Blur what is near, as a lens does that looks down the street."""
    away = np.hypot((picture.x - np.float32(street.vanish)) * 0.72, picture.y - np.float32(HORIZON))
    near = np.clip((away - 0.22) / np.float32(0.42), 0, 1)[..., None]
    soft = np.stack([picture.soften(picture.pixels[..., i], 0.011) for i in range(3)], axis=2)
    picture.pixels += (soft - picture.pixels) * near


def _bokeh(picture: Picture, street: _Street, rng: np.random.Generator) -> None:
    """Add lights so near that they are only discs."""
    for _ in range(16):
        side = float(rng.choice((-1.0, 1.0)))
        x = street.vanish + side * picture.aspect * float(rng.uniform(0.22, 0.55))
        place, radius = (
            (x, HORIZON + float(rng.normal(-0.05, 0.13))),
            float(rng.uniform(0.014, 0.04)),
        )
        hue = np.asarray(_SIGNS[int(rng.integers(len(_SIGNS)))], np.float32)
        disc(picture, place, radius, hue, float(rng.uniform(0.12, 0.4)) * street.strength)


def _ground(
    picture: Picture, scene: Scene, light: Light, rng: np.random.Generator, street: _Street
) -> None:
    """Pave the street, and let it mirror what is lit, the more the wetter it is."""
    walls = picture.pixels.copy()
    wet = scene.weather in ("rain", "storm")
    clear = 0.82 if wet else 0.58 if street.lit else 0.16
    stone: Lch = (0.90, 0.015, 245) if street.snow else (0.40, 0.018, 265)
    asphalt = light.lit(stone, 0.55)
    waves = ripples(picture, rng, HORIZON, size=0.18)
    reflect(picture, waves, HORIZON, tone=asphalt, clearness=clear * (0.6 if street.snow else 1))
    top = picture.row(HORIZON)
    depth = np.maximum(picture.y[top:] - np.float32(HORIZON), 1e-4) / np.float32(_EYE)
    across = np.abs(picture.x - np.float32(street.vanish)) / (depth * np.float32(_HALF))
    soft = np.float32(picture.height) * depth * np.float32(_HALF)
    pavement = np.clip((across - 0.70) * soft + 0.5, 0, 1)
    slab = light.lit((stone[0] * 1.22, stone[1], stone[2]), 0.6)
    picture.lay(slab, pavement * np.float32(0.34), top)
    dashes = np.clip((np.float32(0.25) - np.abs(np.mod(1.6 / depth, 1.0) - 0.5)) * 24, 0, 1)
    line = np.clip((0.016 - across) * soft + 0.5, 0, 1) * dashes * np.clip(depth * 6 - 0.6, 0, 1)
    if not street.snow:
        picture.lay(light.lit((0.93, 0.03, 90), 0.8), line * np.float32(0.55), top)
    edge = np.clip((across - 1.0) * soft + 0.5, 0, 1)[..., None]
    picture.pixels[top:] += (walls[top:] - picture.pixels[top:]) * edge
    dark = blend(asphalt, light.top, 0.3)
    picture.lay(
        dark, np.clip(picture.y * 1.9 - 1.45, 0, 0.5) * np.float32(0.5 if street.lit else 0.3)
    )
