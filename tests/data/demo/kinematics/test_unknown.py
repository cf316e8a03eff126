"""What no coach knows can be made too: named exercises, and any movement by chance."""

from __future__ import annotations

import numpy as np
import pytest

from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.demo.kinematics.body import sample_body
from medley.data.demo.kinematics.free import FREE
from medley.data.demo.kinematics.posture import landmarks
from medley.data.demo.kinematics.unknown import UNKNOWN, again_and_again
from medley.data.demo.kinematics.unknown_late import UNKNOWN_LATE
from medley.data.poses import EXERCISES, NONE_OF_THESE

AGAIN = {**UNKNOWN, **UNKNOWN_LATE, **FREE}


@pytest.mark.parametrize("name", AGAIN)
def test_it_moves_and_its_bones_keep_their_lengths(name: str) -> None:
    for seed in range(4):
        rng = np.random.default_rng(seed)
        body = sample_body(rng)
        points = landmarks(body, AGAIN[name](body, np.arange(120) / 15, 8.0, rng))
        assert np.isfinite(points).all()
        upper = np.linalg.norm(points[:, 13] - points[:, 11], axis=1)
        thigh = np.linalg.norm(points[:, 25] - points[:, 23], axis=1)
        assert upper == pytest.approx(np.full(120, body.upper_arm))
        assert thigh == pytest.approx(np.full(120, body.thigh), rel=1e-3)
        assert np.ptp(points, axis=0).max() > 0.001


@pytest.mark.parametrize("name", AGAIN)
def test_a_workout_of_it_is_none_of_the_exercises(name: str) -> None:
    rng = np.random.default_rng(1)
    made = make_workout(sample_spec(rng, again=name, fps=15.0), rng=rng)
    assert name not in EXERCISES
    assert made.exercise == NONE_OF_THESE
    assert made.repetitions == ()
    assert {doing for _, _, doing in made.segments} == {NONE_OF_THESE}


def test_it_goes_there_and_back_again_and_again() -> None:
    way = again_and_again(np.arange(600) / 30, np.random.default_rng(0), 2.0)
    tops = (way[1:-1] > way[:-2]) & (way[1:-1] >= way[2:]) & (way[1:-1] > 0.8)
    assert 8 <= tops.sum() <= 12
    assert way.min() == pytest.approx(0.0, abs=0.02)
