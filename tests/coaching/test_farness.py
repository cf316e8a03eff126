"""How far a repetition goes is told evenly, also where the recording cuts it off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from medley.coaching.farness import shares_gone
from medley.coaching.kinship import Family, once_each
from medley.coaching.repetition import Repetition
from medley.data.demo.kinematics import MadeWorkout, make_workout, sample_spec
from medley.data.demo.kinematics.camera import Camera
from medley.data.demo.kinematics.noise import Noise
from medley.data.demo.kinematics.sets import STYLES, SetPlan

EXTENTS = (1.0, 0.5, 1.0, 0.35, 1.0)


def pressed(azimuth_deg: float) -> MadeWorkout:
    style = {name: sum(span) / 2 for name, span in STYLES["shoulder-press"].items()}
    presses = SetPlan("shoulder-press", ("both",) * 5, EXTENTS, {}, style, lead_s=1.0)
    rng = np.random.default_rng(4)
    spec = replace(sample_spec(rng, "shoulder-press", fps=30.0), parts=(presses,))
    spec = replace(spec, camera=Camera(azimuth_deg), noise=Noise(0.5), dropped=0.0)
    return make_workout(spec, rng=rng)


def gone(workout: MadeWorkout, since_s: float = 0.0) -> np.ndarray:
    track = workout.track.take(workout.track.times_s >= since_s)
    found = [
        Repetition(max(one.start_s, since_s), one.bottom_s, one.end_s)
        for one in workout.repetitions
    ]
    ones = np.ones(len(found))
    family = Family(ones > 0, ones, ones, ones, len(found), ones)
    return shares_gone(
        track, "shoulder-press", [replace(one, side="both") for one in found], family, ones
    )


@pytest.mark.parametrize("azimuth_deg", [5.0, 45.0, 65.0, 88.0])
def test_a_press_goes_as_far_from_every_side(azimuth_deg: float) -> None:
    assert gone(pressed(azimuth_deg)) == pytest.approx(EXTENTS, abs=0.2)


def test_one_that_the_recording_cuts_off_is_told_by_the_way_that_is_seen() -> None:
    workout = pressed(30.0)
    first = workout.repetitions[0]
    assert gone(workout, (first.start_s + first.bottom_s) / 2)[0] == pytest.approx(1.0, abs=0.1)


def test_a_movement_that_is_possible_in_three_ways_counts_once() -> None:
    values, shares = np.array([1.0, 1.0, 1.0, 2.0, 2.0]), np.array([1 / 3, 1 / 3, 1 / 3, 1.0, 1.0])
    assert once_each(values, shares) == 2.0
