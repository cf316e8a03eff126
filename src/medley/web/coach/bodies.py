"""The body of a workout as browsers draw it: small numbers, read for a moment at a time.

The landmarks themselves stay as they were found; this file holds what is drawn of them,
in rows of one size, so that a minute of three hours is read without the rest.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from medley.data.poses import PoseTrack

SCALE = 10_000
"""Steps in a picture's height."""
UNSEEN = -32_768
MINUTE_S = 60.0
_FURTHEST = 3.2
_ROW = np.dtype([("ms", "<u4"), ("points", "<i2", (33, 2)), ("seen", "u1", (33,))])


def write_body(path: Path, track: PoseTrack) -> None:
    """Write what is drawn of a track."""
    rows = np.zeros(len(track), _ROW)
    rows["ms"] = np.rint(track.times_s * 1000)
    flat = np.clip(track.points[:, :, :2], -_FURTHEST, _FURTHEST) * SCALE
    rows["points"] = np.where(np.isfinite(flat), np.rint(flat), UNSEEN)
    rows["seen"] = np.rint(np.clip(track.visibility, 0, 1) * 255)
    part = path.with_suffix(".part")
    part.write_bytes(rows.tobytes())
    part.replace(path)


def body_around(path: Path, time_s: float, within_s: float = 0.5) -> PoseTrack:
    """Read the body around a moment; only x and y of its points are known.

    Parameters
    ----------
    path : Path
        Written by `write_body`.
    time_s, within_s : float
    """
    rows = _between(path, time_s - within_s, time_s + within_s)
    points = np.zeros((len(rows), 33, 3), np.float32)
    points[:, :, :2] = rows["points"].astype(np.float32) / SCALE
    points[rows["points"][:, :, 0] == UNSEEN] = np.nan
    seen = np.asarray(rows["seen"].astype(np.float32) / 255, np.float32)
    times_s = np.asarray(rows["ms"] / 1000.0, np.float64)
    return PoseTrack(times_s, points, seen)


def minute_of(path: Path, minute: int) -> bytes:
    """Pack the body of one minute.

    Returns
    -------
    bytes
        The number of pictures and their milliseconds as 32-bit, then x and y of 33
        landmarks each as 16-bit in `SCALE`, then their visibility as 8-bit numbers;
        little-endian.
    """
    rows = _between(path, minute * MINUTE_S, (minute + 1) * MINUTE_S)
    parts = (np.array([len(rows)], "<u4"), rows["ms"], rows["points"], rows["seen"])
    return b"".join(np.ascontiguousarray(part).tobytes() for part in parts)


def _between(path: Path, start_s: float, end_s: float) -> NDArray[np.void]:
    if not path.stat().st_size:
        return np.zeros(0, _ROW)
    rows = np.memmap(path, _ROW, "r")
    first, last = np.searchsorted(rows["ms"], [max(start_s, 0) * 1000, max(end_s, 0) * 1000])
    return np.array(rows[first:last])
