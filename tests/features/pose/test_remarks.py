"""What hinders the coach is said before anything is counted."""

from __future__ import annotations

import numpy as np
import pytest
from tests.features.pose.clips import body

from medley.data.poses import NOTES, PoseTrack
from medley.features.pose.remarks import remarks


def track_of(
    *, fps: float = 30.0, y: float = 0.5, height: float = 0.6, seen: float = 1.0
) -> PoseTrack:
    n = 60
    points = np.repeat(body(0.8, y, height=height).points[None], n, axis=0)
    points[round(n * seen) :] = np.nan
    visibility = np.isfinite(points[:, :, 0]).astype(np.float32)
    return PoseTrack(np.arange(n) / fps, points, visibility, aspect=16 / 9)


@pytest.mark.parametrize(
    ("track", "said"),
    [
        (track_of(), ()),
        (track_of(fps=2), ("few-frames",)),
        (track_of(seen=0), ("nobody-seen",)),
        (track_of(seen=0.3), ("seldom-seen",)),
        (track_of(y=0.0, height=1.0), ("only-legs",)),
        (track_of(y=0.95, height=1.0), ("only-trunk",)),
        (track_of(fps=2, seen=0), ("few-frames", "nobody-seen")),
    ],
)
def test_what_is_seen_is_remarked(track: PoseTrack, said: tuple[str, ...]) -> None:
    assert remarks(track) == said
    assert set(said) <= set(NOTES)


def test_a_track_without_frames_shows_nobody() -> None:
    assert remarks(track_of().take(slice(0, 0))) == ("nobody-seen",)
