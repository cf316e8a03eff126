"""Short vertical clips: the planes of a painted scene drift past each other."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageChops

from medley.covers.canvas import Canvas
from medley.covers.painter import Subject, paint_planes
from medley.covers.palette import Palette
from medley.covers.tones import SAMPLE_RATE, soft_tones

FPS = 24
SIZE = (360, 640)
_MARGIN = 0.18
_N_SPARKS = 16


def encode_clip(
    subject: Subject, path: Path, *, seconds: float, size: tuple[int, int] = SIZE
) -> None:
    """Encode a clip as MP4: H.264 with AAC, ready to play while it loads.

    Parameters
    ----------
    subject : Subject
        The same one as for the still picture; lettering is left out.
    path : Path
        Written beside and renamed when complete.
    seconds : float
    size : (int, int)
        Width and height, both even.
    """
    part = path.with_suffix(".part")
    with av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        video = container.add_stream("libx264", rate=FPS)
        video.width, video.height = size
        video.pix_fmt = "yuv420p"
        video.gop_size = 2 * FPS
        video.thread_count = 1
        video.options = {"preset": "veryfast", "crf": "25"}
        audio = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        audio.bit_rate = 80_000
        rng = np.random.default_rng([subject.seed, 43])
        for sound in _sound(seconds, rng):
            container.mux(audio.encode(sound))
        container.mux(audio.encode(None))
        for number, picture in enumerate(frames(subject, round(seconds * FPS), size)):
            frame = av.VideoFrame.from_image(picture)
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    part.replace(path)


def frames(subject: Subject, n: int, size: tuple[int, int] = SIZE) -> Iterator[Image.Image]:
    """Render the ``n`` pictures of a clip, RGB."""
    wide = (round(size[0] * (1 + _MARGIN)), size[1])
    canvas, colours = paint_planes(subject, wide)
    room = wide[0] - size[0] - 1
    rng = np.random.default_rng([subject.seed, 47])
    way = float(rng.choice((-1.0, 1.0)))
    sparks = _Sparks(size, colours, rng)
    depths = np.linspace(0.25, 1.0, len(canvas.planes)) if len(canvas.planes) > 1 else [1.0]
    for number in range(n):
        t = number / max(1, n - 1)
        eased = way * (0.5 - 0.5 * math.cos(math.pi * t)) + (way < 0)
        yield sparks.over(_composed(canvas, depths, room, eased, size), t)


def _composed(
    canvas: Canvas, depths: np.typing.ArrayLike, room: int, eased: float, size: tuple[int, int]
) -> Image.Image:
    middle = 0.5 * room
    shifts = [middle + (eased - 0.5) * room * depth for depth in np.asarray(depths).tolist()]
    picture = _shifted(canvas.planes[0], shifts[0], size)
    for plane, shift in zip(canvas.planes[1:], shifts[1:], strict=True):
        near = _shifted(plane, shift, size)
        picture.paste((0, 0, 0), (0, 0), near.getchannel("A"))
        picture = ImageChops.add(picture, near.convert("RGB"))
    return picture


def _shifted(plane: Image.Image, shift: float, size: tuple[int, int]) -> Image.Image:
    """Cut out a window at a fraction of a pixel, by blending two whole-pixel windows."""
    whole = int(shift)
    left = plane.crop((whole, 0, whole + size[0], size[1]))
    right = plane.crop((whole + 1, 0, whole + 1 + size[0], size[1]))
    return Image.blend(left, right, shift - whole)


class _Sparks:
    """Motes of light that rise and sway."""

    def __init__(
        self, size: tuple[int, int], colours: Palette, rng: np.random.Generator
    ) -> None:
        self._size = size
        self._colour = colours.light
        self._x = rng.uniform(0, size[0], _N_SPARKS)
        self._y = rng.uniform(0, size[1], _N_SPARKS)
        self._speed = rng.uniform(0.06, 0.3, _N_SPARKS) * size[1]
        self._phase = rng.uniform(0, 2 * math.pi, _N_SPARKS)
        self._masks = [_mote(int(r)) for r in rng.integers(3, 9, _N_SPARKS)]

    def over(self, picture: Image.Image, t: float) -> Image.Image:
        x = self._x + 14 * np.sin(3 * t + self._phase)
        y = (self._y - self._speed * t) % self._size[1]
        for mask, left, top in zip(self._masks, x.tolist(), y.tolist(), strict=True):
            picture.paste(self._colour, (round(left), round(top)), mask)
        return picture


def _mote(r: int) -> Image.Image:
    axis = np.linspace(-1, 1, 2 * r + 1)
    light = np.clip(1 - np.hypot(axis[:, None], axis[None, :]), 0, 1) ** 1.5
    return Image.fromarray((150 * light).astype(np.uint8))


def _sound(seconds: float, rng: np.random.Generator) -> Iterator[av.AudioFrame]:
    samples = (soft_tones(seconds, rng) * 32767).astype(np.int16)
    for start in range(0, len(samples), 1024):
        block = np.ascontiguousarray(samples[None, start : start + 1024])
        frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE, start
        frame.time_base = Fraction(1, SAMPLE_RATE)
        yield frame
