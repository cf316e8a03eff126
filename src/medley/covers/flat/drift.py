"""Moving pictures from planes: they drift past each other, and motes of light rise.

All of it happens in the colour space of the video (YUV 4:2:0, BT.601), which
halves the work of each frame and leaves nothing to convert.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from medley.covers.flat.painter import Subject, paint_planes

_MARGIN = 0.18
_N_MOTES = 16
_FAR_SHARE = 0.25
_YUV = np.array(
    [[0.257, 0.504, 0.098], [-0.148, -0.291, 0.439], [0.439, -0.368, -0.071]], np.float32
)
_OFFSET = np.array([16.0, 128.0, 128.0], np.float32)


def drift(subject: Subject, n: int, size: tuple[int, int]) -> Iterator[NDArray[np.uint8]]:
    """Render the pictures of a clip.

    Parameters
    ----------
    subject : Subject
        The same one as for the still picture; lettering is left out.
    n : int
        How many pictures.
    size : (int, int)
        Width and height, both even.

    Yields
    ------
    ndarray of uint8, shape (height * 3 / 2, width)
        Planar YUV 4:2:0.
    """
    width = 2 * round(size[0] * (1 + _MARGIN) / 2)
    canvas, _ = paint_planes(subject, (width, size[1]))
    planes = [_Plane(plane) for plane in canvas.planes]
    rng = np.random.default_rng([subject.seed, 47])
    way = float(rng.choice((-1.0, 1.0)))
    motes = _Motes(size, rng)
    depths = np.linspace(_FAR_SHARE, 1.0, len(planes)).tolist() if len(planes) > 1 else [1.0]
    room = width - size[0] - 4
    for number in range(n):
        t = number / max(1, n - 1)
        sway = -0.5 * way * math.cos(math.pi * t)
        shifts = [room * (0.5 + sway * depth) for depth in depths]
        channels = [_over(planes, shifts, size, channel) for channel in range(3)]
        motes.add(channels[0], t)
        yield np.concatenate([np.asarray(c).reshape(-1, size[0]) for c in channels])


class _Plane:
    """One plane as Y, U, V and opacity; the colours are multiplied by the opacity."""

    def __init__(self, picture: Image.Image) -> None:
        values = np.asarray(picture, np.float32)
        opaque = picture.mode == "RGB"
        alpha = np.ones(values.shape[:2], np.float32) if opaque else values[..., 3] / 255
        yuv = values[..., :3] @ _YUV.T + alpha[..., None] * _OFFSET
        half = yuv[:, :, 1:].reshape(yuv.shape[0] // 2, 2, yuv.shape[1] // 2, 2, 2).mean((1, 3))
        small = alpha.reshape(half.shape[0], 2, half.shape[1], 2).mean((1, 3))
        self.channels = [_grey(yuv[..., 0]), _grey(half[..., 0]), _grey(half[..., 1])]
        self.alphas = None if opaque else [_grey(255 * alpha), *[_grey(255 * small)] * 2]


def _grey(values: NDArray[Any]) -> Image.Image:
    return Image.fromarray(values.round().clip(0, 255).astype(np.uint8))


def _over(
    planes: list[_Plane], shifts: list[float], size: tuple[int, int], channel: int
) -> Image.Image:
    """Lay one channel of all planes over each other at their shifts."""
    scale = 1 if channel == 0 else 2
    window = (size[0] // scale, size[1] // scale)
    picture = _window(planes[0].channels[channel], shifts[0] / scale, window)
    for plane, shift in zip(planes[1:], shifts[1:], strict=True):
        if plane.alphas is not None:
            cover = _window(plane.alphas[channel], shift / scale, window)
            picture.paste(0, (0, 0, *window), cover)
        picture = ImageChops.add(picture, _window(plane.channels[channel], shift / scale, window))
    return picture


def _window(plane: Image.Image, shift: float, size: tuple[int, int]) -> Image.Image:
    """Cut out a window at a fraction of a pixel, by blending two whole-pixel windows."""
    whole = int(shift)
    left = plane.crop((whole, 0, whole + size[0], size[1]))
    right = plane.crop((whole + 1, 0, whole + 1 + size[0], size[1]))
    return Image.blend(left, right, shift - whole)


class _Motes:
    """Specks of light that rise and sway."""

    def __init__(self, size: tuple[int, int], rng: np.random.Generator) -> None:
        self._height = size[1]
        self._x = rng.uniform(0, size[0], _N_MOTES)
        self._y = rng.uniform(0, size[1], _N_MOTES)
        self._speed = rng.uniform(0.06, 0.3, _N_MOTES) * size[1]
        self._phase = rng.uniform(0, 2 * math.pi, _N_MOTES)
        self._masks = [_mote(int(r)) for r in rng.integers(3, 9, _N_MOTES)]

    def add(self, luma: Image.Image, t: float) -> None:
        """Brighten the luma where the motes are at time ``t`` in [0, 1]."""
        x = self._x + 14 * np.sin(3 * t + self._phase)
        y = (self._y - self._speed * t) % self._height
        for mask, left, top in zip(self._masks, x.tolist(), y.tolist(), strict=True):
            at = (round(left), round(top))
            luma.paste(235, (*at, at[0] + mask.width, at[1] + mask.height), mask)


def _mote(r: int) -> Image.Image:
    axis = np.linspace(-1, 1, 2 * r + 1)
    light = np.clip(1 - np.hypot(axis[:, None], axis[None, :]), 0, 1) ** 1.5
    return Image.fromarray((150 * light).astype(np.uint8))
