"""How long a plank is held."""

from __future__ import annotations

import numpy as np
import pytest

from medley.coaching.holding import find_holds
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.demo.kinematics.camera import View


@pytest.mark.parametrize("view", ["side", "oblique"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_plank_lasts_as_long_as_it_was_held(view: View, seed: int) -> None:
    rng = np.random.default_rng(seed)
    made = make_workout(sample_spec(rng, "plank", view, fps=20), rng=rng)
    found, _ = find_holds(made.track)
    assert len(found) == len(made.holds)
    for one, truth in zip(found, made.holds, strict=True):
        assert one.start_s == pytest.approx(truth.start_s, abs=0.5)
        assert one.end_s == pytest.approx(truth.end_s, abs=0.5)


def test_a_part_that_cannot_be_seen_for_a_plank_is_held_where_nobody_moved() -> None:
    rng = np.random.default_rng(1)
    made = make_workout(sample_spec(rng, "plank", "side", fps=20), rng=rng)
    truth = made.holds[0]
    track = made.track
    middle = (truth.start_s + truth.end_s) / 2
    hidden = np.abs(track.times_s - middle) < 1.0
    track.points[np.ix_(hidden, [13, 14, 15, 16])] = track.points[np.ix_(hidden, [11, 12, 11, 12])]
    found, _ = find_holds(track)
    assert found[0].start_s < middle < found[0].end_s


def test_walking_in_and_lying_down_is_no_hold() -> None:
    rng = np.random.default_rng(4)
    made = make_workout(sample_spec(rng, "plank", "oblique", fps=20), rng=rng)
    found, _ = find_holds(made.track)
    for one in found:
        assert any(one.start_s < h.end_s and one.end_s > h.start_s for h in made.holds)
