"""What can be said of a recording before anything is counted: who is seen, and how much."""

from __future__ import annotations

import numpy as np

from medley.data.poses import PoseTrack

SURE = 0.5
_FEW_FPS = 8.0
_NEVER, _SELDOM = 0.03, 0.5
_HEAD = [0, 11, 12]
_LEGS = [25, 26, 27, 28]
_TRUNK = [11, 12, 23, 24]
_SHOULDERS, _HIPS, _ANKLES = [11, 12], [23, 24], [27, 28]
_TURNED = 0.8
"""Share of the pictures in which a body must stand on its head for the camera to do so."""


def remarks(track: PoseTrack) -> tuple[str, ...]:
    """Name what hinders the coach, as codes of `medley.data.poses.NOTES`.

    Parameters
    ----------
    track : PoseTrack

    Returns
    -------
    tuple of str
        Beside those that the track carries already.
    """
    found = []
    if 0 < track.fps < _FEW_FPS:
        found.append("few-frames")
    share = float(track.seen.mean()) if len(track) else 0.0
    if share < _NEVER:
        return (*found, "nobody-seen")
    if share < _SELDOM:
        found.append("seldom-seen")
    head, legs, trunk = (_in_picture(track, part) for part in (_HEAD, _LEGS, _TRUNK))
    if legs >= SURE > head:
        found.append("only-legs")
    elif trunk >= SURE and legs < _NEVER:
        found.append("only-trunk")
    return tuple(found)


def stands_on_head(track: PoseTrack) -> bool:
    """Tell whether ankles are above hips and hips above shoulders all the time.

    Somebody who lies down lifts the legs no higher than that for a moment; a camera that
    hangs upside down shows nothing else.
    """
    seen = track.take(track.seen & (track.visibility[:, _TRUNK].min(axis=1) >= SURE))
    if len(seen) < 2:
        return False
    high = [seen.points[:, part, 1].mean(axis=1) for part in (_ANKLES, _HIPS, _SHOULDERS)]
    long = np.abs(high[2] - high[1])
    across = np.abs(np.diff(seen.points[:, [11, 23], 0], axis=1)[:, 0])
    turned = (high[0] < high[1]) & (high[1] < high[2]) & (long > across)
    return bool(turned.mean() >= _TURNED)


def _in_picture(track: PoseTrack, part: list[int]) -> float:
    """Share of the part's landmarks that are seen and inside the picture."""
    rows = track.seen
    x, y = track.points[rows][:, part, 0], track.points[rows][:, part, 1]
    inside = (x >= 0) & (x <= track.aspect) & (y >= 0) & (y <= 1)
    return float((inside & (track.visibility[rows][:, part] >= SURE)).mean())
