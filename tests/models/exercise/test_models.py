"""The models of exercises on made bodies."""

from __future__ import annotations

import numpy as np
from tests.models.exercise import made
from tests.models.exercise.contract import ExerciseContract

from medley.data.exercise_data import CLASSES
from medley.features.pose.body import mirrored
from medley.models.exercise.calibration import Calibration
from medley.models.exercise.network import Network


class TestPrior(ExerciseContract):
    name = "prior"
    quality_bound = 0.1


class TestKNN(ExerciseContract):
    name = "knn"
    quality_bound = 0.6


class TestBoosting(ExerciseContract):
    name = "boosting"
    quality_bound = 0.6


class TestKernels(ExerciseContract):
    name = "kernels"
    quality_bound = 0.55


class TestNetwork(ExerciseContract):
    name = "network"
    quality_bound = 0.7

    def test_a_mirror_changes_nothing(self, model: Network) -> None:
        track = made.split()[1].tracks[0]
        starts = track.times_s[0] + np.arange(4.0)
        np.testing.assert_allclose(
            model.over_time(mirrored(track), starts), model.over_time(track, starts), atol=1e-3
        )


def test_the_threshold_of_none_rejects_rest_at_the_price_of_weak_answers() -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 10], 200).astype(np.int32)
    scores = rng.normal(0, 1, (400, len(CLASSES)))
    scores[np.arange(400), labels] += 3
    prior = np.full(len(CLASSES), 1 / len(CLASSES))
    found = Calibration.fitted(scores, prior, labels)
    said = found.apply(scores, prior).argmax(axis=1)
    assert (said[200:] == 10).mean() >= 0.98
    assert found.none_bias > 0
