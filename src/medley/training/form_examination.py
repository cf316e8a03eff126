"""How models of form are examined: what is broken, in sets of bodies that were held out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.data.form_data import CONDITIONS, FormData
from medley.data.grouped_folds import drawn_groups, stable_groups
from medley.training.evaluation import Measured
from medley.training.grouped_evaluation import Figure, GroupedEvaluation, Numbers
from medley.training.groups import repetition_groups

SPLIT_SEED = 42
TEST_SHARE = 0.25
N_BINS = 10
N_RESAMPLES = 200
FEWEST_GROUPS = 5
"""People, or recordings, that must be held out: of fewer an interval tells nothing."""
MOST_HELD = 0.5
"""Share of the repetitions above which people are not held out whole."""
FEWEST = 5
"""Repetitions of either kind from which a condition has an AUC."""
FORM_METRICS: tuple[str, ...] = ("auc", "log_loss", "ece")
"""AUC is the mean over the conditions that were held and broken often enough. Log loss in
nats and the calibration error (ECE) are better when smaller."""


@dataclass(frozen=True, slots=True, eq=False)
class FormExamination:
    """One split, ready for every model of form.

    Attributes
    ----------
    train, test : FormData
        No group is on both sides; ``test`` may be empty.
    facts : mapping
        Plain values: how the split was made.
    """

    train: FormData
    test: FormData
    facts: Mapping[str, Any]

    @property
    def n_test(self) -> int:
        """How many repetitions are asked about."""
        return len(self.test)

    def measure(self, model: Any, *, progress: Progress | None = None) -> Measured:
        """Ask a fitted model what is broken.

        Raises
        ------
        DataError
            If there is no repetition to ask about.
        """
        found = measure_form(model, self.test)
        if progress is not None:
            progress(1.0, "asking about repetitions")
        return found


def measure_form(model: Any, data: FormData, *, seed: int = 0) -> Measured:
    """Measure a model on repetitions of which it is known what was wrong.

    Parameters
    ----------
    model : Model
        Fitted, with ``probabilities``.
    data : FormData
    seed : int
        Of the resampling behind the intervals.

    Returns
    -------
    Measured
        The details hold the AUC of each condition under ``conditions``.

    Raises
    ------
    DataError
        If there is no repetition to ask about.
    """
    if not len(data):
        raise DataError("there is no repetition to evaluate on; give more recordings")
    answers: Numbers = model.probabilities(data.queries())
    truth = data.broken.astype(np.float64)
    by_row = {"log_loss": _losses(answers, truth)}
    each = dict(zip(CONDITIONS, area_by_condition(answers, truth), strict=True))
    details = {"conditions": {name: round(a, 4) for name, a in each.items() if np.isfinite(a)}}
    found = GroupedEvaluation.of(
        _FIGURES,
        answers,
        truth,
        data.groups,
        by_row,
        seed=seed,
        n_resamples=N_RESAMPLES,
        groups_of=repetition_groups(data),
    )
    return Measured(found, details=details)


def examine_people(data: FormData, *, n_test: int | None = None) -> FormExamination:
    """Hold one group in four out, whole and by chance with seed 42.

    Where all are of one person, recordings are held out instead.

    Parameters
    ----------
    data : FormData
    n_test : int, optional
        About so many repetitions instead.

    Raises
    ------
    DataError
        If there is only one group, of one recording.
    """
    if len(set(data.groups)) < 2:
        data = data.by_session()
    if len(set(data.groups)) < 2:
        raise DataError("all repetitions are of one person or source; give others to hold out")
    share = TEST_SHARE if n_test is None else min(n_test / max(len(data), 1), 0.5)
    held = drawn_groups(data.groups, share, seed=SPLIT_SEED)
    return _examination(data, held, {"kind": "people", "seed": SPLIT_SEED})


def examine_same(data: FormData) -> FormExamination:
    """Hold out the same people in every training, by a hash of their names.

    Where that would be nobody, or most of what is known, recordings are held out whole: on a
    site of one or two people these are who will be judged. With fewer than `FEWEST_GROUPS`
    of them nothing is held out to be asked about, since no interval would mean anything.
    """
    held, whom = stable_groups(data.groups, TEST_SHARE), "groups"
    if not held or len(data.take_groups(held)) > MOST_HELD * len(data):
        data, whom = data.by_session(), "recordings"
        held = stable_groups(data.groups, TEST_SHARE)
    found = _examination(data, held, {"split": f"{whom} held out by a hash of their names"})
    return replace(found, test=_drawable(found.test))


def unseen_form(data: FormData, frozen: FormData) -> tuple[FormData, int]:
    """Leave out those whom a version was fitted on.

    Parameters
    ----------
    data : FormData
    frozen : FormData
        What the version was made from; of it `examine_same` held some out of the fit.

    Returns
    -------
    FormData, int
        The rest, and how many repetitions were left out: of people, or of recordings where
        the version held recordings out.
    """
    fitted = examine_same(frozen).train
    if fitted.groups == fitted.sessions:
        data = data.by_session()
    rest = data.take_groups(set(data.groups) - set(fitted.groups))
    return rest, len(data) - len(rest)


def area_by_condition(answers: Numbers, truth: Numbers) -> list[float]:
    """Area under each condition's ROC curve; NaN where too few are held or broken."""
    return [
        _area(answers[known, at], truth[known, at] > 0)
        for at, known in enumerate(np.isfinite(truth).T)
    ]


def _area(answers: Numbers, broken: NDArray[np.bool_]) -> float:
    wrong, right = answers[broken], answers[~broken]
    if min(len(wrong), len(right)) < FEWEST:
        return float("nan")
    above = (wrong[:, None] > right).mean() + 0.5 * (wrong[:, None] == right).mean()
    return float(above)


def _mean_area(answers: Numbers, truth: Numbers) -> float:
    areas = np.array(area_by_condition(answers, truth))
    known = areas[np.isfinite(areas)]
    return float(known.mean()) if len(known) else 0.5


def _surprise(answers: Numbers, truth: Numbers) -> Numbers:
    likely = np.where(truth > 0, answers, 1 - answers)
    return np.asarray(np.where(np.isfinite(truth), -np.log(np.maximum(likely, 1e-9)), np.nan))


def _losses(answers: Numbers, truth: Numbers) -> Numbers:
    """Mean over the conditions known of each repetition, 0 where none is."""
    known = np.isfinite(truth)
    sums = np.where(known, _surprise(answers, truth), 0.0).sum(axis=1)
    return np.asarray(sums / np.maximum(known.sum(axis=1), 1))


def _calibration_error(answers: Numbers, truth: Numbers) -> float:
    known = np.isfinite(truth)
    said, was = answers[known], truth[known]
    bins = np.minimum((said * N_BINS).astype(int), N_BINS - 1)
    gaps = [abs(float((said - was)[bins == at].sum())) for at in range(N_BINS)]
    return sum(gaps) / max(len(said), 1)


_FIGURES: dict[str, Figure] = {
    "auc": _mean_area,
    "log_loss": lambda answers, truth: float(_losses(answers, truth).mean()),
    "ece": _calibration_error,
}


def _drawable(test: FormData) -> FormData:
    """Let intervals be drawn over people, over recordings where people are few, or not at all."""
    if len(set(test.groups)) < FEWEST_GROUPS:
        test = test.by_session()
    few = len(set(test.groups)) < FEWEST_GROUPS
    return test.take_groups(()) if few else test


def _examination(data: FormData, held: set[str], facts: Mapping[str, Any]) -> FormExamination:
    train, test = data.take_groups(set(data.groups) - held), data.take_groups(held)
    sizes = {
        "repetitions": len(train),
        "groups": len(set(train.groups)),
        "test_repetitions": len(test),
        "test_groups": len(set(test.groups)),
        "made_bodies": int(data.made),
    }
    return FormExamination(train, test, {**facts, **sizes})
