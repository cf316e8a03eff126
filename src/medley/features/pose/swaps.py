"""Left mistaken for right for a moment, as pose models do, and set right again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX
from medley.features.pose.body import torso_length

LONGEST_S = 0.5
"""What lasts longer is no mistake of a moment; somebody may have turned round."""
APART, NEARER = 0.4, 3.0
"""Torso lengths by which both limbs must have leapt together, and how many times as near they must
be to where the other one was."""
_ROWS = np.arange(INDEX["left_shoulder"], INDEX["left_hip"])
_TOLD_BY = ("elbow", "wrist")


def arms_unswapped(track: PoseTrack) -> PoseTrack:
    """Give arms back to their sides where both leap into each other's place and soon back.

    Parameters
    ----------
    track : PoseTrack

    Returns
    -------
    PoseTrack
        The same one where nothing leaps.
    """
    leaps = _leaps(track)
    wrong = np.zeros(len(track), np.bool_)
    number = 0
    while number < len(leaps) - 1:
        first, last = leaps[number], leaps[number + 1]
        if track.times_s[last] - track.times_s[first] <= LONGEST_S:
            wrong[first:last] = True
            number += 1
        number += 1
    return _with_arms_changed(track, wrong) if wrong.any() else track


def _leaps(track: PoseTrack) -> list[int]:
    """Frames in which both arms are where the other one was in the frame before."""
    seen = np.flatnonzero(track.seen)
    sides = [
        track.points[seen][:, [INDEX[f"{side}_{joint}"] for joint in _TOLD_BY], :2]
        for side in ("left", "right")
    ]
    left, right = (np.asarray(side, np.float64) for side in sides)
    long = float(np.nanmedian(torso_length(track))) if len(seen) else 1.0

    def moved(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.linalg.norm(one[1:] - other[:-1], axis=2).sum(axis=1) / long)

    stayed = moved(left, left) + moved(right, right)
    crossed = moved(left, right) + moved(right, left)
    leapt = stayed > np.maximum(APART, NEARER * crossed)
    places: list[int] = seen[1:][leapt].tolist()
    return places


def _with_arms_changed(track: PoseTrack, wrong: NDArray[np.bool_]) -> PoseTrack:
    # Left is odd, and right follows it.
    twins = np.where(_ROWS % 2, _ROWS + 1, _ROWS - 1)
    frames = np.flatnonzero(wrong)
    changed = {}
    for name in ("points", "world", "visibility"):
        values = getattr(track, name)
        if values is not None:
            values = values.copy()
            values[np.ix_(frames, _ROWS)] = values[np.ix_(frames, twins)]
            changed[name] = values
    return replace(track, **changed)
