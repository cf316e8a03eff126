"""What letters stand on: the picture, veiled only as far as they need it.

Two veils of the picture's own dark (or light) colour are laid: a wide gradient
that most of the letters' surroundings call for, and a soft shadow that follows
the letters where a bright spot calls for more. Both are worked out on a grid of
cells from the brightest (or darkest) pixel in each, so that the promise holds
for every pixel behind the letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from medley.covers.lettering.contrast import ratios
from medley.covers.lettering.layouts import BADGE, Box, Layout, module
from medley.covers.lettering.tones import Tone, needed, tones

_CELLS = 180
# Share of the cells behind each line that the wide gradient serves by itself.
_SERVED = 0.80
# A light veil greys a landscape more than a dark one: it counts this many times,
# and dark letters must save something to be chosen.
_FOG, _HABIT = 2.2, 0.10
_MARGIN = 1.03
_ROUNDS = 4
# How far the soft shadow reaches, by the module.
_SHADOW = 0.04
# Longest slope on which veils end before the free corner, by the side.
_GENTLE = 0.30


@dataclass(frozen=True, slots=True)
class Ground:
    """A picture made ready for letters.

    Attributes
    ----------
    image : PIL.Image.Image
        RGB, veiled.
    tone : Tone
    contrast : float
        The least ratio of the letters' colour and any pixel behind or beside them.
    veil : float
        The greatest opacity of a veil behind the letters.
    """

    image: Image.Image
    tone: Tone
    contrast: float
    veil: float


@dataclass(frozen=True, slots=True)
class _Grid:
    """Cells of `step` pixels; `behind` are those behind or beside letters [h, w]."""

    step: int
    behind: NDArray[np.bool_]
    size: tuple[int, int]
    lines: Sequence[Box]

    @property
    def around(self) -> Box:
        """The edges of all lines."""
        lefts, tops, rights, bottoms = zip(*self.lines, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    def hardest(self, wants: NDArray[np.float32], share: float) -> float:
        """What serves a share of the cells of each line, the small one too."""
        found = []
        for left, top, right, bottom in self.lines:
            part = (
                slice(top // self.step, bottom // self.step + 1),
                slice(left // self.step, right // self.step + 1),
            )
            cells = wants[part][self.behind[part]]
            found.append(float(np.quantile(cells, share)) if cells.size else 0.0)
        return max(found)


def prepare(
    image: Image.Image, mask: Image.Image, lines: Sequence[Box], layout: Layout, contrast: float
) -> Ground:
    """Choose the letters' tone and veil the picture for it.

    Parameters
    ----------
    image : PIL.Image.Image
        RGB.
    mask : PIL.Image.Image
        The letters, mode L, of the same size.
    lines : sequence of Box
        Each line's edges.
    layout : Layout
    contrast : float
        The least ratio wanted.
    """
    grid = _grid(mask, lines)
    tone = _tone(image, grid, contrast)
    gradient = _gradient(grid, layout)
    open_to_veil = _away_from_badge(grid)
    aim = contrast
    while True:
        aim *= _MARGIN
        opacity = _veiled(_wants(image, grid, tone, aim), grid, gradient) * open_to_veil
        ground = _laid(image, opacity, grid, tone)
        found = _measured(ground, grid, tone)
        if found >= contrast or aim > contrast * _MARGIN**_ROUNDS:
            return Ground(ground, tone, found, float(opacity[grid.behind].max()))


def _grid(mask: Image.Image, lines: Sequence[Box]) -> _Grid:
    width, height = mask.size
    step = max(1, round(module(mask.size) / _CELLS))
    whole = np.zeros((-(-height // step) * step, -(-width // step) * step), bool)
    whole[:height, :width] = np.asarray(mask) > 0
    covered = _blocks(whole, step).any(axis=(1, 3))
    near = ndimage.binary_dilation(covered, np.ones((3, 3)), iterations=1 if step > 1 else 2)
    return _Grid(step, near, mask.size, lines)


def _blocks(pixels: NDArray[np.bool_], step: int) -> NDArray[np.bool_]:
    high, wide = pixels.shape
    return pixels.reshape(high // step, step, wide // step, step)


def _worst(image: Image.Image, grid: _Grid, *, light: bool) -> NDArray[np.uint8]:
    """The colour hardest on the letters in each cell behind them [n, 3]."""
    rows, columns = np.nonzero(grid.behind)
    first, step = rows.min(), grid.step
    part = np.asarray(image)[first * step : (rows.max() + 1) * step]
    spare = (-len(part) % step, -part.shape[1] % step)
    part = np.pad(part, ((0, spare[0]), (0, spare[1]), (0, 0)), mode="edge")
    pick = np.maximum if light else np.minimum
    across = pick.reduce([part[i::step] for i in range(step)])
    worst = pick.reduce([across[:, i::step] for i in range(step)])
    return np.asarray(worst[rows - first, columns])


def _wants(image: Image.Image, grid: _Grid, tone: Tone, contrast: float) -> NDArray[np.float32]:
    """How much veil each cell behind the letters needs [h, w]."""
    wants = np.zeros(grid.behind.shape, np.float32)
    wants[grid.behind] = needed(_worst(image, grid, light=tone.light), tone, contrast)
    return wants


def _tone(image: Image.Image, grid: _Grid, contrast: float) -> Tone:
    light, dark = tones(image)
    cost = []
    for tone in (light, dark):
        wants = _wants(image, grid, tone, contrast)
        cost.append((float(wants[grid.behind].mean()) + grid.hardest(wants, 0.9)) / 2)
    return light if cost[0] <= _FOG * cost[1] + _HABIT else dark


def _veiled(
    wants: NDArray[np.float32], grid: _Grid, gradient: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Opacity of both veils together, at least as much as is wanted [h, w]."""
    strength = grid.hardest(wants, _SERVED)
    wide = strength * gradient
    rest = np.maximum(0.0, 1 - (1 - wants) / (1 - wide))
    # A mean of maxima over no larger a window is nowhere below what it began with.
    reach = max(1, round(_SHADOW * module(grid.size) / grid.step))
    soft = ndimage.maximum_filter(rest, 2 * reach + 1)
    for _ in range(2):
        soft = ndimage.uniform_filter(soft, 2 * (reach // 2) + 1)
    return np.asarray(1 - (1 - wide) * (1 - soft), np.float32)


def _gradient(grid: _Grid, layout: Layout) -> NDArray[np.float32]:
    """1 behind the letters and toward the edges the layout names, fading softly [h, w]."""
    high, wide = grid.behind.shape
    width, height = grid.size
    left, top, right, bottom = grid.around
    x = (np.arange(wide) + 0.5) * grid.step
    y = (np.arange(high) + 0.5) * grid.step
    from_left = np.maximum(x - right, -np.inf if "l" in layout.bleeds else left - x)
    from_top = np.maximum(
        np.full(high, -np.inf) if "b" in layout.bleeds else y - bottom,
        -np.inf if "t" in layout.bleeds else top - y,
    )
    reach_x, reach_y = layout.fade[0] * width, layout.fade[1] * height
    far = np.hypot(
        np.maximum(from_left, 0)[None, :] / reach_x, np.maximum(from_top, 0)[:, None] / reach_y
    )
    return _eased(1 - far)


def _away_from_badge(grid: _Grid) -> NDArray[np.float32]:
    """0 in the lower right corner, which stays as it is painted, and 1 behind letters [h, w]."""
    x, room_x = _slope(grid, 0, grid.around[2])
    y, room_y = _slope(grid, 1, grid.around[3])
    # Letters need be clear of the corner on one side only; the other slopes gently.
    if room_x > room_y:
        y, _ = _slope(grid, 1, 0.0)
    else:
        x, _ = _slope(grid, 0, 0.0)
    return np.asarray(1 - (1 - x)[None, :] * (1 - y)[:, None], np.float32)


def _slope(grid: _Grid, axis: int, edge: float) -> tuple[NDArray[np.float32], float]:
    """From 1 at the letters' edge to 0 at the corner, and how long that is, by the side."""
    cells, length = grid.behind.shape[1 - axis], grid.size[axis]
    corner = length * (1 - BADGE[axis]) - 1.5 * grid.step
    room = corner - max(edge + 3 * grid.step, corner - _GENTLE * length)
    at = (np.arange(cells) + 1) * grid.step
    return _eased((corner - at) / max(room, 0.01 * length)), room / length


def _eased(t: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Half a wave of a cosine: no edge where a gradient begins or ends."""
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.clip(t, 0, 1)), np.float32)


def _laid(image: Image.Image, opacity: NDArray[np.float32], grid: _Grid, tone: Tone) -> Image.Image:
    ground = image.copy()
    if opacity.max() <= 0:
        return ground
    high, wide = opacity.shape
    full = Image.fromarray(opacity * 255).resize(
        (wide * grid.step, high * grid.step), Image.Resampling.BILINEAR
    )
    mask = np.ceil(np.asarray(full)[: grid.size[1], : grid.size[0]]).astype(np.uint8)
    ground.paste(tone.veil, (0, 0, *grid.size), Image.fromarray(mask))
    return ground


def _measured(ground: Image.Image, grid: _Grid, tone: Tone) -> float:
    rows = np.nonzero(grid.behind.any(axis=1))[0]
    top, bottom = int(rows[0]) * grid.step, (int(rows[-1]) + 1) * grid.step
    pixels = np.asarray(ground)[top:bottom]
    cells = grid.behind[rows[0] : rows[-1] + 1]
    near = cells.repeat(grid.step, axis=0).repeat(grid.step, axis=1)
    near = near[: len(pixels), : pixels.shape[1]]
    return float(ratios(tone.ink, pixels[near]).min())
