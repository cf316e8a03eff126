"""What a browser and the live coach send each other: a head in JSON, and bytes behind it.

A packet begins with the length of its head, four bytes, the lowest first. Frames are laid
out column by column: times as float64 seconds, landmarks as int16 in 1/4096 of the picture's
height (right, down, away; -32768 where nobody is seen), visibility as uint8 in 1/255; 239
bytes a frame.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.data.poses import EXERCISES

FRAME_BYTES = 8 + 33 * 3 * 2 + 33
MOST_HEAD = 64_000
_STEP = 1 / 4096
_UNSEEN = -(1 << 15)
_WIDEST = 8.0


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """Landmarks of one body as they come.

    Attributes
    ----------
    times_s : ndarray of float64, shape (n,)
    points : ndarray of float32, shape (n, 33, 3)
        As in `medley.data.poses.PoseTrack`.
    visibility : ndarray of float32, shape (n, 33)
    """

    times_s: NDArray[np.float64]
    points: NDArray[np.float32]
    visibility: NDArray[np.float32]


def read_packet(body: bytes) -> tuple[dict[str, Any], bytes]:
    """Take a packet apart.

    Raises
    ------
    DataError
        If it is none.
    """
    size = int.from_bytes(body[:4], "little")
    if len(body) < 4 or not 2 <= size <= min(MOST_HEAD, len(body) - 4):
        raise DataError(f"a packet of {len(body)} bytes has no head; expected length, JSON, bytes")
    try:
        head = json.loads(body[4 : 4 + size])
    except (ValueError, RecursionError):
        raise DataError("the head of a packet is no JSON") from None
    if not isinstance(head, dict):
        raise DataError("the head of a packet is no JSON object")
    return head, body[4 + size :]


def write_packet(head: dict[str, Any], rest: bytes) -> bytes:
    """Put a packet together."""
    text = json.dumps(head, ensure_ascii=False, allow_nan=False).encode()
    return len(text).to_bytes(4, "little") + text + rest


def read_frames(data: bytes, n: int) -> Frames:
    """Read the landmarks of some frames.

    Raises
    ------
    DataError
        If they are not as long as they are said to be.
    """
    if len(data) != n * FRAME_BYTES:
        raise DataError(
            f"{n} frames have {len(data)} bytes, expected {n * FRAME_BYTES}: times, 33 points, "
            "visibility"
        )
    times = np.frombuffer(data[: 8 * n], "<f8")
    whole = np.frombuffer(data[8 * n : n * (8 + 198)], "<i2").reshape(n, 33, 3)
    seen = np.frombuffer(data[n * (8 + 198) :], np.uint8).reshape(n, 33)
    points: NDArray[np.float32] = np.where(whole == _UNSEEN, np.nan, whole * _STEP).astype("f4")
    nobody = np.asarray(np.isnan(points).any(axis=(1, 2)))
    points[nobody] = np.nan
    visibility = np.where(nobody[:, None], 0, seen / 255).astype(np.float32)
    return Frames(np.array(times), points, visibility)


def write_frames(frames: Frames) -> bytes:
    """Lay frames out as a browser does."""
    whole = np.round(frames.points / _STEP)
    whole = np.where(np.isfinite(whole), np.clip(whole, 1 - (1 << 15), (1 << 15) - 1), _UNSEEN)
    seen = np.round(frames.visibility * 255).astype(np.uint8)
    times = frames.times_s.astype("<f8")
    return times.tobytes() + whole.astype("<i2").tobytes() + seen.tobytes()


def whole_number(head: dict[str, Any], name: str, least: int, most: int) -> int:
    """Read a whole number of a head; 0 where it is left out.

    Raises
    ------
    DataError
        If it is something else, or out of bounds.
    """
    value = head.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise DataError(f"{name} is {value!r}, expected a whole number from {least} to {most}")
    return value


def aspect_of(head: dict[str, Any]) -> float:
    """Read the width of the picture over its height.

    Raises
    ------
    DataError
        If it is none.
    """
    value = head.get("aspect")
    if isinstance(value, int | float) and 1 / _WIDEST <= value <= _WIDEST:
        return float(value)
    raise DataError(f"aspect is {value!r}, expected the picture's width over its height")


def exercise_of(head: dict[str, Any]) -> str | None:
    """Read the exercise; None where it is to be recognised.

    Raises
    ------
    DataError
        If it is unknown.
    """
    value = head.get("exercise", "")
    if value in EXERCISES:
        return str(value)
    if value == "":
        return None
    raise DataError(f"{value!r} is no exercise; expected one of {', '.join(EXERCISES)}, or none")
