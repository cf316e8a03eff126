"""A body before another camera: the picture changes, and what holds in space does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.poses import PoseTrack
from medley.features.pose.angles import joint_angle
from medley.features.pose.turning import turned
from medley.features.pose.view import turned_deg


@pytest.fixture(scope="module")
def track() -> PoseTrack:
    rng = np.random.default_rng(3)
    spec = sample_spec(
        rng, "squat", "front", repetitions=2, faults=False, others=False, noise=0.0, fps=15
    )
    return make_workout(spec, rng=rng).track


def test_joints_in_space_stay_as_they_are(track: PoseTrack) -> None:
    seen = turned(track, azimuth_deg=30, elevation_deg=-10, roll_deg=5)
    for points, other in ((track.points, seen.points), (track.world, seen.world)):
        if points is None or other is None:
            continue
        before, after = (joint_angle(each, "knee", "left", dims=3) for each in (points, other))
        np.testing.assert_allclose(after, before, atol=0.5)


def test_a_quarter_turn_shows_the_side(track: PoseTrack) -> None:
    flat = replace(track, world=None)
    assert np.nanmedian(turned_deg(flat)) < 30
    assert np.nanmedian(turned_deg(turned(flat, azimuth_deg=90))) > 60


def test_there_and_back_is_where_it_was(track: PoseTrack) -> None:
    back = turned(turned(track, azimuth_deg=40), azimuth_deg=-40)
    np.testing.assert_allclose(back.points, track.points, atol=1e-5)


def test_landmarks_are_misplaced_alike_in_every_frame(track: PoseTrack) -> None:
    off = np.random.default_rng(0).normal(0, 0.01, (33, 3))
    moved = turned(track, misplaced=off)
    np.testing.assert_allclose(moved.points - track.points, np.tile(off, (len(track), 1, 1)),
                               atol=1e-5)  # fmt: skip


def test_where_nobody_is_seen_nothing_is_turned() -> None:
    empty = np.full((4, 33, 3), np.nan, np.float32)
    track = PoseTrack(np.arange(4.0), empty, np.zeros((4, 33), np.float32))
    assert turned(track, azimuth_deg=20) is track
