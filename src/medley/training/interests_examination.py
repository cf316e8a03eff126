"""How models of interests are examined: on later likes of people that they never saw.

Every figure is a mean over people, each counting once with all their examples,
but for macro-F1 and the calibration error, which are taken over all examples;
what is drawn for their intervals are people all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.core.vocabulary import Vocabulary
from medley.data.cases import without_people
from medley.data.feed import FeedData
from medley.data.holdout import held_people
from medley.data.interests import (
    InterestsData,
    hold_out_people,
    interests_after,
    interests_data,
)
from medley.data.splits import time_cutoff
from medley.metrics.labelling import (
    Reliability,
    confusion,
    correct,
    grouped_difference,
    grouped_interval,
    log_loss,
    macro_f1,
    top_reliability,
)
from medley.metrics.uncertainty import Difference, Estimate, mean_interval
from medley.training.evaluation import Evaluation, Measured
from medley.training.groups import activity_groups

SPLIT_SEED = 42
TEST_SHARE = 0.2
MOST_TEST_PEOPLE = 1000
N_BINS = 10
INTERESTS_METRICS: tuple[str, ...] = ("accuracy", "top3", "macro_f1", "log_loss", "ece")
"""Log loss in nats and the calibration error (ECE) are better when smaller."""

_Rows = NDArray[np.intp]
_Figure = Callable[[NDArray[np.float64], NDArray[np.float64]], float]


@dataclass(frozen=True, slots=True, eq=False)
class InterestsEvaluation(Evaluation):
    """What was measured, with the answers that it was measured on.

    Attributes
    ----------
    people : tuple of str, length n_examples
    probabilities, truth : ndarray of float64, shape (n_examples, n_categories)
    """

    people: tuple[str, ...]
    probabilities: NDArray[np.float64]
    truth: NDArray[np.float64]

    def against(self, other: Evaluation, *, seed: int = 0) -> dict[str, Difference]:
        """Compare with another model on the same examples; see `Evaluation.against`."""
        found = Evaluation.against(self, other, seed=seed)
        if isinstance(other, InterestsEvaluation):
            found |= {name: self._gain(other, figure, seed) for name, figure in _FIGURES.items()}
        return {name: found[name] for name in INTERESTS_METRICS if name in found}

    def _gain(self, other: InterestsEvaluation, figure: _Figure, seed: int) -> Difference:
        def of_rows(probabilities: NDArray[np.float64], rows: _Rows) -> float:
            return figure(probabilities[rows], self.truth[rows])

        return grouped_difference(
            of_rows,
            self.probabilities,
            other.probabilities,
            self.people,
            rng=np.random.default_rng(seed),
        )


@dataclass(frozen=True, slots=True, eq=False)
class InterestsExamination:
    """One split, ready for every model of interests.

    Attributes
    ----------
    train, test : InterestsData
        Nobody has examples on both sides, unless the split is by time.
    facts : mapping
        Plain values: how the split was made.
    """

    train: InterestsData
    test: InterestsData | None
    facts: Mapping[str, Any]

    @property
    def n_test(self) -> int:
        """How many people are asked about."""
        return len(set(self.test.people)) if self.test is not None else 0

    def measure(self, model: Any, *, progress: Progress | None = None) -> Measured:
        """Ask a fitted model for the probabilities of every category.

        Raises
        ------
        DataError
            If there is nobody to ask about.
        """
        if self.test is None:
            raise DataError("there is nobody to evaluate on; give a data set with more people")
        found = measure_interests(model, self.test)
        if progress is not None:
            progress(1.0, "asking about interests")
        return found


def measure_interests(model: Any, test: InterestsData, *, seed: int = 0) -> Measured:
    """Measure a model on examples.

    Parameters
    ----------
    model : Model
        Fitted, with a ``vocabulary`` and ``probabilities``. A category that it
        does not know has the probability 0.
    test : InterestsData
    seed : int
        Of the resampling behind the intervals.

    Returns
    -------
    Measured
        The details hold ``categories``, the ``confusion`` counts (rows are the
        main category of the later likes, columns the most probable one) and the
        ``reliability`` of the most probable category's probability.
    """
    probabilities = _laid_over(model, test)
    truth = test.later.astype(np.float64)
    _, person = np.unique(test.people, return_inverse=True)
    by_person = {
        "accuracy": _person_means(correct(probabilities, truth), person),
        "top3": _person_means(correct(probabilities, truth, k=3), person),
        "log_loss": _person_means(log_loss(probabilities, truth), person),
    }
    rng = np.random.default_rng(seed)
    estimates = {name: mean_interval(values, rng=rng) for name, values in by_person.items()}
    for name, figure in _FIGURES.items():
        estimates[name] = _grouped(figure, probabilities, truth, test.people, rng)
    ordered = {name: estimates[name] for name in INTERESTS_METRICS}
    # One after another of a person's examples, more of what they liked was there to see.
    liked = np.bincount(person, test.liked.sum(axis=1)) / np.bincount(person)
    evaluation = InterestsEvaluation(
        ordered, by_person, test.people, probabilities, truth, groups_of=activity_groups(liked)
    )
    details = {
        "categories": list(test.categories),
        "confusion": confusion(probabilities, truth).tolist(),
        "reliability": _plain(top_reliability(probabilities, truth, n_bins=N_BINS)),
    }
    return Measured(evaluation, details=details)


def examine_people(data: FeedData, *, n_test: int | None = None) -> InterestsExamination:
    """Hold a fifth of the people out, seed 42; each example is cut in time.

    Raises
    ------
    DataError
        If there are too few people with later likes.
    """
    examples = interests_data(data)
    n_people = len(set(examples.people))
    wanted = n_test or max(1, min(MOST_TEST_PEOPLE, round(TEST_SHARE * n_people)))
    if wanted >= n_people:
        raise DataError(
            f"cannot hold out {wanted} people: only {n_people} have likes at known times; "
            "ask for fewer test people or import more events"
        )
    rng = np.random.default_rng(SPLIT_SEED)
    train, test = hold_out_people(examples, wanted / n_people, rng=rng)
    facts = {"kind": "people", "test_people": wanted, "seed": SPLIT_SEED}
    return InterestsExamination(train, test, facts | _sizes(train, test))


def examine_time(data: FeedData, *, cutoff_ms: int | None = None) -> InterestsExamination:
    """Fit on what came before a date, ask what everybody liked after it.

    Without a date it is the one before which 80% of the entries lie.

    Raises
    ------
    DataError
        If the data knows no times, or nothing was liked on one side.
    """
    cutoff = time_cutoff(data) if cutoff_ms is None else cutoff_ms
    train = interests_data(data.take(data.time_ms < cutoff))
    test = interests_after(data, cutoff)
    facts = {"kind": "time", "cutoff_ms": cutoff, "test_people": len(test)}
    return InterestsExamination(train, test, facts | _sizes(train, test))


def examine_same(data: FeedData) -> InterestsExamination:
    """Hold out the same people in every training, see `held_people`.

    Raises
    ------
    DataError
        If nobody else's likes can be learned from.
    """
    held = held_people(data)
    kept = without_people(data, held)
    others = np.setdiff1d(np.arange(len(data.people), dtype=np.int32), held)
    train = interests_data(kept)
    try:
        test = interests_data(without_people(data, others)) if len(held) else None
    except DataError:
        # Whoever is held out liked nothing at a known time.
        test = None
    facts = {
        "events": len(kept),
        "people": len(kept.people),
        "items": len(data.catalogue),
        "test_people": len(set(test.people)) if test is not None else 0,
        "examples": len(train),
        "split": "people held out by a hash of their key, their events cut in time",
    }
    return InterestsExamination(train, test, facts)


def _sizes(train: InterestsData, test: InterestsData) -> dict[str, int]:
    return {"train_examples": len(train), "test_examples": len(test)}


def _laid_over(model: Any, test: InterestsData) -> NDArray[np.float64]:
    given: NDArray[np.float64] = model.probabilities(test.queries())
    vocabulary: Vocabulary = model.vocabulary
    if vocabulary == test.categories:
        return given
    found = np.zeros(test.later.shape)
    for column, slug in enumerate(test.categories):
        place = vocabulary.position(slug)
        if place is not None:
            found[:, column] = given[:, place]
    return found


def _person_means(values: NDArray[Any], person: NDArray[np.intp]) -> NDArray[np.float64]:
    sums = np.bincount(person, values.astype(np.float64))
    found: NDArray[np.float64] = sums / np.bincount(person)
    return found


def _macro_f1(probabilities: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    return macro_f1(confusion(probabilities, truth))


def _calibration_error(probabilities: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    return top_reliability(probabilities, truth, n_bins=N_BINS).error


_FIGURES: dict[str, _Figure] = {
    "macro_f1": _macro_f1,
    "ece": _calibration_error,
}


def _grouped(
    figure: _Figure,
    probabilities: NDArray[np.float64],
    truth: NDArray[np.float64],
    people: tuple[str, ...],
    rng: np.random.Generator,
) -> Estimate:
    def of_rows(rows: _Rows) -> float:
        return figure(probabilities[rows], truth[rows])

    return grouped_interval(of_rows, people, rng=rng)


def _plain(found: Reliability) -> dict[str, list[float | None] | list[int]]:
    def values(column: NDArray[np.float64]) -> list[float | None]:
        return [None if np.isnan(value) else float(value) for value in column]

    return {
        "edges": values(found.edges),
        "said": values(found.said),
        "was": values(found.was),
        "counts": [int(count) for count in found.counts],
    }
