"""What is of one kind looks alike: where arms are, in a mirror, and as far as it is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from medley.coaching.repetition import Side
from medley.coaching.repetitions import find_repetitions
from medley.coaching.shapes import Look, Shapes, shapes_of
from medley.data.demo.kinematics import MadeWorkout, make_workout, sample_spec
from medley.data.demo.kinematics.camera import Camera
from medley.data.demo.kinematics.noise import Noise
from medley.data.demo.kinematics.sets import STYLES, SetPlan
from medley.data.poses import PoseTrack


def raises(n: int, *, plane_deg: float = 80.0, side: Side = "both") -> SetPlan:
    style = {name: sum(span) / 2 for name, span in STYLES["lateral-raise"].items()}
    style["plane"] = plane_deg
    return SetPlan("lateral-raise", (side,) * n, (1.0,) * n, {}, style)


def filmed(*sets: SetPlan, azimuth_deg: float) -> MadeWorkout:
    rng = np.random.default_rng(8)
    spec = replace(sample_spec(rng, "lateral-raise", fps=30.0), parts=sets)
    spec = replace(spec, camera=Camera(azimuth_deg), noise=Noise(0.5), dropped=0.0)
    return make_workout(spec, rng=rng)


def one_after_the_other(tracks: Sequence[PoseTrack]) -> PoseTrack:
    first, second = tracks
    later = first.times_s[-1] + 0.5 + second.times_s
    names = ("points", "visibility", "world")
    joined = {name: np.concatenate([getattr(one, name) for one in tracks]) for name in names}
    return replace(first, times_s=np.concatenate([first.times_s, later]), **joined)


def counted(track: PoseTrack) -> int:
    return sum(one.complete for one in find_repetitions(track, "lateral-raise")[0])


@pytest.mark.parametrize("azimuth_deg", [5.0, 80.0])
def test_arms_raised_ahead_are_none_of_those_raised_to_the_side(azimuth_deg: float) -> None:
    sets = raises(6), raises(2, plane_deg=5.0)
    assert counted(filmed(*sets, azimuth_deg=azimuth_deg).track) == 6


def test_who_turns_between_two_sets_does_the_same_again() -> None:
    tracks = [filmed(raises(5), azimuth_deg=azimuth).track for azimuth in (0.0, 85.0)]
    assert counted(one_after_the_other(tracks)) == 10


def test_in_a_mirror_the_other_arm_does_the_same() -> None:
    workout = filmed(raises(3, side="left"), raises(3, side="right"), azimuth_deg=0.0)
    found = [one for one in find_repetitions(workout.track, "lateral-raise")[0] if one.complete]
    shapes = shapes_of(workout.track, found, arms=True)
    assert shapes.apart(shapes.look(0)).max() < 10
    assert shapes.same_way(shapes.look(0)).tolist() == [True] * 3 + [False] * 3


def shapes(rows: list[list[float]], mirrored: list[list[float]], *, cut: bool = False) -> Shapes:
    n, k = np.shape(rows)
    across = np.tile([1.0, 0.0], (n, 1))
    flags = np.zeros(k, np.bool_), np.full(n, cut)
    return Shapes(np.array(rows), np.array(mirrored), across, *flags)


def look(*row: float) -> Look:
    return Look(np.array(row), np.array([1.0, 0.0]))


def test_a_hidden_arm_is_not_like_any_other() -> None:
    hidden = shapes([[40.0, 40.0, 0.0]], [[np.nan, np.nan, 0.0]])
    assert hidden.apart(look(0.0, 0.0, 0.0))[0] > 30
    seen = shapes([[40.0, 40.0, 0.0]], [[1.0, 1.0, 0.0]])
    assert seen.apart(look(0.0, 0.0, 0.0))[0] < 1


def test_what_the_recording_cuts_off_took_at_least_so_long() -> None:
    short, long = [[0.0, 0.0, 50.0]] * 2, [[0.0, 0.0, 150.0]] * 2
    usual = look(0.0, 0.0, 100.0)
    assert shapes(short, short, cut=True).apart(usual).max() == 0
    assert shapes(short, short).apart(usual).min() > 20
    assert shapes(long, long, cut=True).apart(usual).min() > 20


def test_only_arms_that_do_the_exercise_are_looked_at_in_the_picture() -> None:
    workout = filmed(raises(3), azimuth_deg=0.0)
    found = list(find_repetitions(workout.track, "lateral-raise")[0])
    alone, whole = (shapes_of(workout.track, found, arms=arms) for arms in (False, True))
    assert not alone.pictured.any()
    assert alone.rows.shape[1] + whole.pictured.sum() == whole.rows.shape[1]
