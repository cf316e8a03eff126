"""How models of exercises are examined: on people that they never met.

Figures are over windows; what is drawn for their intervals are groups, such as
persons or sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.data.exercise_data import CLASSES, ExerciseData
from medley.data.grouped_folds import drawn_groups, stable_groups
from medley.data.poses import NONE_OF_THESE
from medley.metrics.labelling import (
    confusion,
    correct,
    log_loss,
    macro_f1,
    top_reliability,
)
from medley.training.evaluation import Measured
from medley.training.exercise_counts import count_agreement
from medley.training.grouped_evaluation import Figure, GroupedEvaluation
from medley.training.groups import window_groups

SPLIT_SEED = 42
TEST_SHARE = 0.2
N_BINS = 10
N_RESAMPLES = 200
EXERCISE_METRICS: tuple[str, ...] = ("macro_f1", "accuracy", "rejection", "log_loss", "ece")
"""Rejection is the share of windows without an exercise in which none is seen. Log loss in
nats and the calibration error (ECE) are better when smaller."""

_NONE = CLASSES.ids.index(NONE_OF_THESE)


@dataclass(frozen=True, slots=True, eq=False)
class ExerciseExamination:
    """One split, ready for every model of exercises.

    Attributes
    ----------
    train, test : ExerciseData
        No group is on both sides; ``test`` may be empty.
    facts : mapping
        Plain values: how the split was made.
    """

    train: ExerciseData
    test: ExerciseData
    facts: Mapping[str, Any]

    @property
    def n_test(self) -> int:
        """How many windows are asked about."""
        return len(self.test)

    def measure(self, model: Any, *, progress: Progress | None = None) -> Measured:
        """Ask a fitted model for the probabilities of every exercise.

        Raises
        ------
        DataError
            If there is no window to ask about.
        """
        found = measure_exercises(model, self.test)
        if progress is not None:
            progress(1.0, "asking about windows")
        return found


def measure_exercises(model: Any, data: ExerciseData, *, seed: int = 0) -> Measured:
    """Measure a model on windows whose exercise is known.

    Parameters
    ----------
    model : Model
        Fitted, with ``probabilities``.
    data : ExerciseData
    seed : int
        Of the resampling behind the intervals.

    Returns
    -------
    Measured
        The details hold ``labels`` (the exercises), the ``confusion`` counts (rows are
        the truth) and the ``reliability`` of the most probable exercise.

    Raises
    ------
    DataError
        If there is no window to ask about.
    """
    if not len(data):
        raise DataError("there is no window to evaluate on; give more recordings")
    answers: NDArray[np.float64] = model.probabilities(data.queries())
    truth = np.eye(len(CLASSES))[data.labels]
    by_window = {
        "accuracy": correct(answers, truth).astype(np.float64),
        "log_loss": log_loss(answers, truth),
    }
    details = {
        "labels": list(CLASSES),
        "confusion": confusion(answers, truth).tolist(),
        "reliability": top_reliability(answers, truth, n_bins=N_BINS).as_dict(),
    }
    found = GroupedEvaluation.of(
        _FIGURES,
        answers,
        truth,
        data.window_groups,
        by_window,
        seed=seed,
        n_resamples=N_RESAMPLES,
        groups_of=window_groups(data),
    )
    return Measured(found, details=details)


def examine_people(data: ExerciseData, *, n_test: int | None = None) -> ExerciseExamination:
    """Hold one group in five out, whole and by chance with seed 42.

    Parameters
    ----------
    data : ExerciseData
    n_test : int, optional
        About so many windows instead.

    Raises
    ------
    DataError
        If there is only one group.
    """
    if len(set(data.groups)) < 2:
        raise DataError("all recordings are of one person or source; give others to hold out")
    share = TEST_SHARE if n_test is None else min(n_test / max(len(data), 1), 0.5)
    held = drawn_groups(data.groups, share, seed=SPLIT_SEED)
    return _examination(data, held, {"kind": "people", "seed": SPLIT_SEED})


def examine_same(data: ExerciseData) -> ExerciseExamination:
    """Hold out the same groups in every training, by a hash of their names."""
    held = stable_groups(data.groups, TEST_SHARE)
    return _examination(data, held, {"split": "groups held out by a hash of their names"})


def _examination(
    data: ExerciseData, held: set[str], facts: Mapping[str, Any]
) -> ExerciseExamination:
    train, test = data.take_groups(set(data.groups) - held), data.take_groups(held)
    sizes = {
        "windows": len(train),
        "recordings": len(train.tracks),
        "groups": len(set(train.groups)),
        "test_windows": len(test),
        "test_groups": len(set(test.groups)),
        "made_bodies": int(data.made),
    }
    agreement = count_agreement(data)
    counts = {"counts_by_people": agreement} if agreement else {}
    return ExerciseExamination(train, test, {**facts, **sizes, **counts})


def _rejection(answers: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    none = truth[:, _NONE] > 0
    return float((answers[none].argmax(axis=1) == _NONE).mean()) if none.any() else 1.0


_FIGURES: dict[str, Figure] = {
    "macro_f1": lambda answers, truth: macro_f1(confusion(answers, truth)),
    "accuracy": lambda answers, truth: float(correct(answers, truth).mean()),
    "rejection": _rejection,
    "log_loss": lambda answers, truth: float(log_loss(answers, truth).mean()),
    "ece": lambda answers, truth: top_reliability(answers, truth, n_bins=N_BINS).error,
}
