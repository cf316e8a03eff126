"""A whole recording in numbers: of the set, and not of what is around it."""

from __future__ import annotations

import numpy as np
import pytest

from medley.coaching.coach import analyse
from medley.coaching.recording import N_RECORDED, recorded
from medley.coaching.repetition import Report
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.poses import PoseTrack
from medley.features.pose.body import mirrored


@pytest.fixture(scope="module")
def track() -> PoseTrack:
    rng = np.random.default_rng(5)
    spec = sample_spec(
        rng, "push-up", "side", repetitions=4, faults=False, partials=False, others=False,
        noise=0.2, fps=20,
    )  # fmt: skip
    return make_workout(spec, rng=rng).track


@pytest.fixture(scope="module")
def report(track: PoseTrack) -> Report:
    return analyse(track, exercise="push-up")


def test_every_column_is_told_of_a_body_that_is_seen(track: PoseTrack, report: Report) -> None:
    found = recorded(track, report.repetitions, "push-up")
    assert found.shape == (N_RECORDED,)
    assert np.isfinite(found).all()


def test_what_is_long_before_and_after_the_set_changes_nothing(
    track: PoseTrack, report: Report
) -> None:
    inner = report.repetitions[1:3]
    first, last = inner[0].start_s - 1.05, inner[-1].end_s + 1.05
    cut = track.take((track.times_s > first) & (track.times_s < last))
    np.testing.assert_allclose(
        recorded(track, inner, "push-up"), recorded(cut, inner, "push-up"), rtol=0.1, atol=0.1
    )


def test_left_and_right_change_nothing(track: PoseTrack, report: Report) -> None:
    plain, other = (
        recorded(each, report.repetitions, "push-up") for each in (track, mirrored(track))
    )
    np.testing.assert_allclose(other, plain, rtol=2e-2, atol=0.5)


def test_where_nothing_can_be_told_nothing_is(track: PoseTrack, report: Report) -> None:
    assert np.isnan(recorded(track, report.repetitions, "squat")).all()
    few = track.take(np.arange(len(track)) < 3)
    assert np.isnan(recorded(few, (), "push-up")).all()
