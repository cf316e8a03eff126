"""What people counted is held against the counter, whichever model tells the exercise."""

from __future__ import annotations

import numpy as np
import pytest

from medley.coaching.coach import analyse
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.exercise_data import ExerciseData, labelled_windows
from medley.data.exercise_snapshot import exercise_hash
from medley.data.poses import NONE_OF_THESE
from medley.training.exercise_counts import count_agreement
from medley.training.exercise_examination import examine_same

N_MADE = 3


@pytest.fixture(scope="module")
def sit_ups() -> ExerciseData:
    """Recordings of sit-ups, which the counter counts exactly."""
    rng = np.random.default_rng(4)
    made = [make_workout(sample_spec(rng, "sit-up"), rng=rng) for _ in range(N_MADE)]
    return labelled_windows(
        (each.track, f"person {place}", ((0.0, 1e3, "sit-up"),)) for place, each in enumerate(made)
    )


def true_counts(data: ExerciseData) -> list[int]:
    """What the counter itself says, as if people had said the same."""
    return [len(analyse(track, exercise="sit-up").repetitions) for track in data.tracks]


def test_where_people_say_what_was_counted_all_agree(sit_ups: ExerciseData) -> None:
    counts = true_counts(sit_ups)
    assert min(counts) > 0
    found = count_agreement(sit_ups.counted(counts))
    assert found == {"recordings": N_MADE, "exact": 1, "off_by_at_most_one": 1, "error": 0}


def test_each_difference_is_told_by_its_size(sit_ups: ExerciseData) -> None:
    counts = true_counts(sit_ups)
    said = [counts[0] + 1, counts[1] + 5, None]
    found = count_agreement(sit_ups.counted(said))
    assert (found["recordings"], found["exact"], found["off_by_at_most_one"]) == (2, 0, 0.5)
    errors = [1 / (counts[0] + 1), 5 / (counts[1] + 5)]
    assert found["error"] == pytest.approx(np.mean(errors), abs=1e-3)


def test_what_is_no_exercise_or_was_not_counted_is_left_out(sit_ups: ExerciseData) -> None:
    assert count_agreement(sit_ups) == {}
    assert count_agreement(sit_ups.counted([0] * N_MADE)) == {}
    resting = labelled_windows([(sit_ups.tracks[0], "ann", ((0.0, 1e3, NONE_OF_THESE),))])
    assert count_agreement(resting.counted([4])) == {}


def test_counts_go_along_with_their_recordings(sit_ups: ExerciseData) -> None:
    counted = sit_ups.counted([3, None, 5])
    assert counted.take_groups({"person 0", "person 2"}).counts == (3, 5)
    assert sit_ups.joined(counted).counts == (None, None, None, 3, None, 5)
    assert exercise_hash(counted) != exercise_hash(sit_ups)
    assert examine_same(counted).facts["counts_by_people"]["recordings"] == 2
    assert "counts_by_people" not in examine_same(sit_ups).facts
