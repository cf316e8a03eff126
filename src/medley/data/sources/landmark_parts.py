"""Landmarks as others write them, brought to the form of `PoseTrack`.

MediaPipe gives x and z in widths and y in heights of the picture, and some files have only
some of the 33 landmarks, no times, or no depth.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.data.poses import LANDMARKS, PoseTrack

ASPECT = 16 / 9
"""Width over height where a file does not say it: most recordings lie."""
FPS = 30.0
"""Pictures a second where a file has no times."""
_FARTHEST = 20.0
"""Heights of the picture: what lies beyond are pixels, or no coordinates at all."""

_STANDS_AT = {
    "eye": "nose",
    "ear": "nose",
    "mouth": "nose",
    "pinky": "wrist",
    "index": "wrist",
    "thumb": "wrist",
    "wrist": "elbow",
    "elbow": "shoulder",
    "heel": "ankle",
    "foot_index": "ankle",
    "ankle": "knee",
    "knee": "hip",
}
"""The landmark that stands in for one that a file lacks."""
_NEEDED = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")


def track_of(
    rows: NDArray[np.float64],
    *,
    times_s: NDArray[np.float64] | None = None,
    world: NDArray[np.float64] | None = None,
    aspect: float | None = None,
    fps: float | None = None,
) -> PoseTrack:
    """Make a track of MediaPipe's landmarks.

    Parameters
    ----------
    rows : ndarray, shape (n, 33, 4)
        x, y, z and visibility as MediaPipe gives them; NaN for a landmark that is lacking
        or a frame without a body.
    times_s : ndarray of float64, shape (n,), optional
        By default even, at ``fps``.
    world : ndarray, shape (n, 33, 3), optional
    aspect : float, optional
        Width of the picture over its height; 16:9 if left out.
    fps : float, optional
        30 if left out.

    Raises
    ------
    DataError
        If there is no frame, no body, or numbers are no coordinates.
    """
    if not len(rows):
        raise DataError("holds no frame of landmarks")
    aspect = ASPECT if aspect is None else aspect
    filled = _filled(rows)
    seen = np.asarray(np.isfinite(filled[:, :, :3]).all(axis=(1, 2)), np.bool_)
    if not seen.any():
        raise DataError("holds no frame with shoulders and hips; expected landmarks of a body")
    points = filled[:, :, :3] * np.array([aspect, 1.0, aspect])
    if np.abs(points[seen][:, :, :2]).max() > _FARTHEST * max(aspect, 1.0):
        raise DataError(
            "has coordinates far outside the picture; expected x and y as shares of the "
            "picture's width and height, not pixels"
        )
    points[~seen] = np.nan
    visibility = np.where(seen[:, None], np.nan_to_num(filled[:, :, 3]), 0.0).clip(0, 1)
    if times_s is None:
        times_s = np.arange(len(rows)) / (fps or FPS)
    return PoseTrack(
        np.asarray(times_s, np.float64),
        points.astype(np.float32),
        visibility.astype(np.float32),
        None if world is None else world.astype(np.float32),
        float(aspect),
    )


def _filled(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put a landmark that the file lacks at its nearest known joint, unseen."""
    lacking = [name for name, column in zip(LANDMARKS, _all_nan(rows), strict=True) if column]
    if set(lacking) & set(_NEEDED):
        raise DataError(f"lacks the landmarks {', '.join(sorted(set(lacking) & set(_NEEDED)))}")
    filled = rows.copy()
    at = {name: place for place, name in enumerate(LANDMARKS)}
    if "nose" in lacking:
        filled[:, 0, :3] = rows[:, [at["left_shoulder"], at["right_shoulder"]], :3].mean(axis=1)
        filled[:, 0, 3] = 0.0
    # From the trunk outwards, so that a hand without an arm finds the shoulder.
    for name in sorted(lacking, key=_distance):
        if name != "nose":
            filled[:, at[name], :3] = filled[:, at[_stand_in(name)], :3]
            filled[:, at[name], 3] = 0.0
    return filled


def _all_nan(rows: NDArray[np.float64]) -> list[bool]:
    return [bool(np.isnan(rows[:, place, 0]).all()) for place in range(len(LANDMARKS))]


def _stand_in(name: str) -> str:
    side, _, part = name.partition("_")
    if name.startswith("mouth"):
        return "nose"
    joint = _STANDS_AT[part.split("_")[0] if part.startswith("eye") else part]
    return joint if joint == "nose" else f"{side}_{joint}"


def _distance(name: str) -> int:
    if name == "nose" or name in _NEEDED:
        return 0
    return 1 + _distance(_stand_in(name))


def seconds(values: NDArray[np.float64], unit: str) -> NDArray[np.float64]:
    """Turn times into seconds from the first.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
    unit : {"s", "ms"}

    Raises
    ------
    DataError
        If they do not increase.
    """
    times = np.asarray((values - values[0]) / (1000.0 if unit == "ms" else 1.0), np.float64)
    backwards = np.flatnonzero(~(np.diff(times) > 0))
    if len(backwards):
        raise DataError(f"has a time in frame {backwards[0] + 2} that is not after the one before")
    return times
