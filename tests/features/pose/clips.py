"""Made videos, and bodies that a detector might have found in them."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from medley.features.pose.landmarker import Pose

TICKS = 600


def write_video(
    path: Path, times_s: Iterable[float], *, size: tuple[int, int] = (96, 64), sound: bool = False
) -> Path:
    """A video whose picture number n is grey n, at the times given."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=30)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, TICKS)
        for n, time_s in enumerate(times_s):
            pixels = np.full((size[1], size[0], 3), n % 200, np.uint8)
            pixels[: size[1] // 4] = 255
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = round(time_s * TICKS), Fraction(1, TICKS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def write_sound(path: Path) -> Path:
    """A second of silence."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44_100, layout="mono")
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 44_100), np.float32), format="fltp", layout="mono"
        )
        frame.sample_rate = 44_100
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def note_turned(path: Path, degrees: int) -> Path:
    """Write a phone's note into an MP4 that it was held turned by a quarter or half."""
    cosine, sine = {90: (0, 1), 180: (-1, 0), 270: (0, -1)}[degrees]
    one = 1 << 16
    matrix = struct.pack(
        ">9i", cosine * one, sine * one, 0, -sine * one, cosine * one, 0, 0, 0, 1 << 30
    )
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 4 + 40
    content[at : at + len(matrix)] = matrix
    path.write_bytes(bytes(content))
    return path


STANDING: dict[int, tuple[float, float]] = {
    0: (0.0, -0.7), 11: (0.1, -0.5), 12: (-0.1, -0.5), 13: (0.12, -0.25), 14: (-0.12, -0.25),
    15: (0.12, 0.0), 16: (-0.12, 0.0), 23: (0.07, 0.0), 24: (-0.07, 0.0), 25: (0.07, 0.35),
    26: (-0.07, 0.35), 27: (0.07, 0.7), 28: (-0.07, 0.7),
}  # fmt: skip
"""Joints of somebody who stands, from the middle of the hips, in units of 1.4 heights."""


def body(
    x: float, y: float = 0.5, *, height: float = 0.6, knees: float = 0.0, visibility: float = 1.0
) -> Pose:
    """Somebody who stands with the hips at (x, y), or squats as deep as ``knees`` says."""
    points = np.zeros((33, 3), np.float32)
    for place in range(33):
        points[place, :2] = STANDING.get(place, (0.0, -0.7 if place < 11 else 0.0))
    points[29:33, :2] = points[[27, 28, 27, 28], :2]
    points[:25, 1] += 0.5 * knees
    points[[25, 26], 0] += 0.3 * knees * np.array([1, -1], np.float32)
    points[[25, 26], 1] += 0.1 * knees
    points[:, :2] = points[:, :2] * (height / 1.4) + np.array([x, y], np.float32)
    return Pose(points, np.full(33, visibility, np.float32), np.zeros((33, 3), np.float32))


def turned(pose: Pose, about: Sequence[float] = (0.5, 0.5)) -> Pose:
    """The body on its head."""
    points: NDArray[np.float32] = pose.points.copy()
    points[:, :2] = 2 * np.array(about, np.float32) - points[:, :2]
    return Pose(points, pose.visibility, pose.world)
