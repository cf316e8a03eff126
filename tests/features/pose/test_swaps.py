"""Left taken for right for a moment is set right; what lasts is left as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.demo.kinematics.camera import Camera
from medley.data.demo.kinematics.noise import Noise
from medley.data.poses import PoseTrack
from medley.features.pose.swaps import arms_unswapped

ARMS = np.arange(11, 23)
TWINS = np.array([row + 1 if row % 2 else row - 1 for row in ARMS])


@pytest.fixture(scope="module")
def track() -> PoseTrack:
    rng = np.random.default_rng(3)
    spec = sample_spec(rng, "curl", repetitions=3, others=False, fps=30.0)
    spec = replace(spec, camera=Camera(15.0), noise=Noise(0.8), unevenness=0.0, dropped=0.0)
    return make_workout(spec, rng=rng).track


def swapped(track: PoseTrack, first: int, last: int) -> PoseTrack:
    """The same track with left and right arms mistaken for each other in some frames."""
    rows = slice(first, last)
    points, visibility = track.points.copy(), track.visibility.copy()
    points[rows, ARMS] = track.points[rows, TWINS]
    visibility[rows, ARMS] = track.visibility[rows, TWINS]
    return replace(track, points=points, visibility=visibility, world=None)


def test_arms_come_back_to_their_sides(track: PoseTrack) -> None:
    mended = arms_unswapped(swapped(track, 40, 47))
    assert np.array_equal(mended.points, track.points, equal_nan=True)
    assert np.array_equal(mended.visibility, track.visibility)


def test_nothing_is_changed_where_nothing_leaps(track: PoseTrack) -> None:
    assert arms_unswapped(track) is track


def test_what_lasts_is_no_mistake_of_a_moment(track: PoseTrack) -> None:
    turned = swapped(track, 40, 80)
    assert arms_unswapped(turned) is turned
