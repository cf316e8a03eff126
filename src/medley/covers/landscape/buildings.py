"""A row of buildings against the sky, and the windows that are lit in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from medley.covers.landscape.noise import Array
from medley.covers.landscape.stencil import FINE, Stencil

_WARM = ((1.0, 0.70, 0.38), (1.0, 0.80, 0.52), (1.0, 0.88, 0.68), (1.0, 0.62, 0.30))
_COOL = ((0.72, 0.86, 1.0), (0.88, 0.95, 1.0), (0.62, 0.92, 0.95))
_BEACON = (1.0, 0.16, 0.12)


class Lamps:
    """Small lights, drawn as finely as a `Stencil`; nearer walls hide them.

    Parameters
    ----------
    size : tuple of int
        Width and height of the picture in pixels.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        fine = (size[0] * FINE, size[1] * FINE)
        self._scale = fine[1]
        self._sheet = Image.new("RGB", fine)
        self._draw = ImageDraw.Draw(self._sheet)

    def lamp(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: tuple[float, float, float] = (0.0, 0.0, 0.0),
        strength: float = 1.0,
    ) -> None:
        """Light a rectangle; black, the default, hides what shone there."""
        x, y = round(left * self._scale), round(top * self._scale)
        right_edge = max(x, round(right * self._scale) - 1)
        bottom_edge = max(y, round(bottom * self._scale) - 1)
        self._draw.rectangle((x, y, right_edge, bottom_edge), fill=_ink(colour, strength))

    def quad(
        self,
        corners: Sequence[tuple[float, float]],
        colour: tuple[float, float, float] = (0.0, 0.0, 0.0),
        strength: float = 1.0,
    ) -> None:
        """Light a polygon; black, the default, hides what shone there."""
        fine = [(x * self._scale, y * self._scale) for x, y in corners]
        self._draw.polygon(fine, fill=_ink(colour, strength))

    def light(self) -> Array:
        """What shines, in working RGB [shape=(height, width, 3)]."""
        return np.asarray(self._sheet.reduce(FINE), np.float32) * np.float32(1 / 255)


def _ink(colour: tuple[float, float, float], strength: float) -> tuple[int, int, int]:
    red, green, blue = (max(0, min(255, round(255 * part * strength))) for part in colour)
    return red, green, blue


@dataclass(frozen=True, slots=True)
class Row:
    """One row of buildings, far or near.

    Attributes
    ----------
    base : float
        Height ``y`` of the ground that they stand on.
    tallest : float
        Height of the highest, in picture heights.
    storey : float
        Height of a storey, in picture heights.
    lit : float
        Share of the windows that are lit, in [0, 1].
    strength : float
        How bright those are, in [0, 1].
    warm : float
        Share of the lights that are warm, in [0, 1].
    sun : float
        The side that the light comes from: -1 left, 1 right.
    centre : float
        Place ``x`` of the tallest.
    snow : bool
        Whether snow lies on the roofs.
    """

    base: float
    tallest: float
    storey: float
    lit: float
    strength: float
    warm: float
    sun: float
    centre: float
    snow: bool = False


@dataclass(frozen=True, slots=True)
class _Wall:
    left: float
    top: float
    right: float


def raise_row(
    stencil: Stencil, lamps: Lamps, row: Row, aspect: float, rng: np.random.Generator
) -> None:
    """Draw one row of buildings from the left edge to the right one."""
    x = -0.06
    while x < aspect + 0.02:
        wide = row.storey * float(rng.uniform(4.5, 10.0))
        near = np.exp(-(((x + wide / 2 - row.centre) / 0.36) ** 2))
        second = 0.55 * np.exp(-(((x + wide / 2 - row.centre + 0.85) / 0.22) ** 2))
        reach = 0.34 + 0.66 * float(max(near, second))
        high = row.tallest * reach * float(rng.uniform(0.45, 1.0)) ** 1.2
        _building(stencil, lamps, row, (x, x + wide, high), rng)
        x += wide * float(rng.uniform(0.75, 1.25))


def _building(
    stencil: Stencil,
    lamps: Lamps,
    row: Row,
    place: tuple[float, float, float],
    rng: np.random.Generator,
) -> None:
    left, right, high = place
    wide = right - left
    steps = 1 if high < wide * 2.0 else int(rng.integers(1, 4))
    narrow = wide * float(rng.uniform(0.1, 0.16))
    tone = float(rng.uniform(0.42, 0.72))
    style = int(rng.integers(3))
    for step in range(steps):
        share = 1.0 if step == steps - 1 else 0.72 + 0.14 * step
        wall = _Wall(
            left + narrow * (step * 0.5),
            row.base - high * (share if steps > 1 else 1.0),
            right - narrow * (step * 0.5),
        )
        _wall(stencil, lamps, row, wall, (tone, style), rng)
    top = row.base - high
    middle = (left + right) / 2
    _roof(stencil, lamps, row, (middle, top, wide - narrow * (steps - 1), high), rng)


def _wall(
    stencil: Stencil,
    lamps: Lamps,
    row: Row,
    wall: _Wall,
    look: tuple[float, int],
    rng: np.random.Generator,
) -> None:
    """Draw two faces of a block, one towards the light, with windows on the broad one."""
    tone, style = look
    corner = wall.left + (wall.right - wall.left) * (0.7 if row.sun < 0 else 0.3)
    bright, dim = tone, tone * 0.5
    first, second = (bright, dim) if row.sun < 0 else (dim, bright)
    stencil.box(wall.left, wall.top, corner, row.base, first)
    stencil.box(corner, wall.top, wall.right, row.base, second)
    lamps.lamp(wall.left, wall.top, wall.right, row.base)
    if row.snow:
        rim = row.storey * 0.5
        stencil.box(wall.left - rim * 0.2, wall.top - rim, wall.right + rim * 0.2, wall.top, 1.0)
    for face in ((wall.left, corner, first), (corner, wall.right, second)):
        _windows(stencil, lamps, row, wall.top, face, style, rng)


def _windows(
    stencil: Stencil,
    lamps: Lamps,
    row: Row,
    top: float,
    face: tuple[float, float, float],
    style: int,
    rng: np.random.Generator,
) -> None:
    left, right, tone = face
    rng = np.random.default_rng(int(rng.integers(2**32)))  # however many windows are drawn
    across = row.storey * (0.9, 1.5, 0.7)[style]
    columns = max(1, int((right - left) / across))
    across = (right - left) / columns
    floors = max(1, int((row.base - top) / row.storey) - 1)
    life = row.lit * float(rng.uniform(0.3, 1.5))
    floor_life = np.where(rng.random(floors) < 0.14, 2.6, rng.uniform(0.4, 1.2, floors))
    lit = rng.random((floors, columns)) < life * floor_life[:, None]
    warm = rng.random() < row.warm
    hues = _WARM if warm else _COOL
    pick = rng.integers(0, len(hues), (floors, columns))
    glow = row.strength * rng.uniform(0.35, 1.0, (floors, columns))
    gap, sill = across * (0.2, 0.06, 0.28)[style], row.storey * (0.32, 0.36, 0.22)[style]
    ys = top + row.storey * (np.arange(floors) + 0.7)
    for y in ys.tolist():
        stencil.box(left + gap, y, right - gap, y + row.storey - sill, tone * 0.76)
    if style != 1:
        for column in range(1, columns):
            x = left + across * column
            stencil.box(x - gap, top, x + gap, row.base, tone)
    for floor, column in zip(*np.nonzero(lit), strict=True):
        x, y = left + across * column, float(ys[floor])
        box = (x + gap, y, x + across - gap, y + row.storey - sill)
        lamps.lamp(*box, hues[int(pick[floor, column])], float(glow[floor, column]))


def _roof(
    stencil: Stencil,
    lamps: Lamps,
    row: Row,
    block: tuple[float, float, float, float],
    rng: np.random.Generator,
) -> None:
    """Finish a building: a machine room, a mast with its beacon, a pitch or a water tank."""
    middle, top, wide, high = block
    kind = int(rng.integers(5))
    unit = row.storey
    if kind == 0 and high > row.tallest * 0.5:
        reach = high * float(rng.uniform(0.12, 0.24))
        stencil.box(middle - unit, top - unit * 1.2, middle + unit, top, 0.4)
        stencil.line([(middle, top), (middle, top - reach)], unit * 0.22, 0.3)
        dot = unit * 0.3
        if row.lit > 0.02:
            peak = top - reach
            lamps.lamp(middle - dot, peak - dot, middle + dot, peak + dot, _BEACON)
    elif kind == 1:
        rise = wide * float(rng.uniform(-0.35, 0.35))
        edge = [(middle - wide / 2, top), (middle + wide / 2, top)]
        apex = (edge[0] if rise < 0 else edge[1])[0]
        stencil.polygon([*edge, (apex, top - abs(rise))], 0.45)
    elif kind == 2:
        stencil.box(middle - wide * 0.3, top - unit * 0.9, middle + wide * 0.15, top, 0.5)
        stencil.box(middle + wide * 0.22, top - unit * 0.6, middle + wide * 0.38, top, 0.35)
    elif kind == 3:
        for leg in (-0.26, -0.1):
            x = middle + wide * leg
            stencil.line([(x, top), (x, top - unit * 0.5)], unit * 0.1, 0.3)
        stencil.box(
            middle - wide * 0.3, top - unit * 1.4, middle - wide * 0.06, top - unit * 0.5, 0.5
        )


def hill_tower(
    stencil: Stencil, lamps: Lamps, x: float, foot: float, height: float, *, lit: bool
) -> None:
    """Draw a slim lookout tower: a shaft, a round deck and a mast."""
    deck = foot - height * 0.52
    wide = height * 0.032
    stencil.polygon(
        [(x - wide * 1.3, foot), (x - wide, deck), (x + wide, deck), (x + wide * 1.3, foot)], 0.5
    )
    for level, (reach, thick) in enumerate(((2.7, 0.035), (3.1, 0.05), (2.2, 0.03))):
        y = deck - height * 0.045 * level
        stencil.box(x - wide * reach, y - height * thick, x + wide * reach, y, 0.6 - 0.1 * level)
    mast = [(deck - height * 0.12, 0.75), (deck - height * 0.3, 0.45), (foot - height, 0.22)]
    for (low, thick), (high, _) in pairwise(mast):
        stencil.box(x - wide * thick, high, x + wide * thick, low, 0.45)
    if lit:
        lamps.lamp(
            x - wide * 3, deck - height * 0.085, x + wide * 3, deck - height * 0.06, _WARM[1]
        )
        lamps.lamp(x - wide * 0.5, foot - height, x + wide * 0.5, foot - height * 0.985, _BEACON)
