"""The figures of classifiers agree with their definitions and with scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn import metrics

from medley.metrics.labelling import (
    class_reliability,
    confusion,
    correct,
    grouped_difference,
    grouped_interval,
    log_loss,
    macro_f1,
    normalised,
    top_reliability,
)

RNG = np.random.default_rng(0)
PROBABILITIES = RNG.dirichlet(np.ones(5), 300)
CLASSES = np.array([RNG.choice(5, p=p) for p in PROBABILITIES])
TRUTH = np.eye(5)[CLASSES]


def test_accuracy_top_three_f1_and_log_loss_agree_with_scikit_learn() -> None:
    best = PROBABILITIES.argmax(axis=1)
    labels = np.arange(5)
    assert correct(PROBABILITIES, TRUTH).mean() == metrics.accuracy_score(CLASSES, best)
    top3 = metrics.top_k_accuracy_score(CLASSES, PROBABILITIES, k=3, labels=labels)
    assert correct(PROBABILITIES, TRUTH, k=3).mean() == pytest.approx(top3)
    counts = confusion(PROBABILITIES, TRUTH)
    assert (counts == metrics.confusion_matrix(CLASSES, best, labels=labels)).all()
    assert macro_f1(counts) == pytest.approx(metrics.f1_score(CLASSES, best, average="macro"))
    assert log_loss(PROBABILITIES, TRUTH).mean() == pytest.approx(
        metrics.log_loss(CLASSES, PROBABILITIES, labels=labels)
    )


def test_a_mixed_truth_counts_in_shares() -> None:
    said = np.array([[0.5, 0.25, 0.25]])
    was = np.array([[0.5, 0.5, 0.0]])
    assert log_loss(said, was) == pytest.approx(0.5 * np.log(2) + 0.5 * np.log(4))
    assert correct(said, was).tolist() == [True]
    assert top_reliability(said, was).error == pytest.approx(0)


def test_classes_that_never_were_do_not_count() -> None:
    counts = np.array([[3, 0, 0], [1, 2, 0], [0, 0, 0]])
    assert macro_f1(counts) == pytest.approx((6 / 7 + 4 / 5) / 2)
    assert normalised(counts)[2].tolist() == [0, 0, 0]
    assert normalised(counts)[1].tolist() == pytest.approx([1 / 3, 2 / 3, 0])
    assert macro_f1(np.zeros((2, 2), np.int64)) == 0


def test_calibrated_probabilities_have_a_small_error_and_boasts_a_large_one() -> None:
    rng = np.random.default_rng(1)
    honest = rng.dirichlet(np.ones(4), 20_000)
    truth = np.eye(4)[[rng.choice(4, p=p) for p in honest]]
    assert top_reliability(honest, truth).error < 0.015
    assert class_reliability(honest, truth).error < 0.01
    boast = honest**4 / (honest**4).sum(axis=1, keepdims=True)
    assert top_reliability(boast, truth).error > 0.15
    bins = top_reliability(boast, truth)
    assert bins.counts.sum() == 20_000
    assert np.isnan(bins.said[0])


def test_rows_of_one_person_are_drawn_together() -> None:
    rng = np.random.default_rng(2)
    values = np.repeat(rng.random(40), 5)
    people = tuple(f"p{i // 5}" for i in range(200))

    def mean(rows: np.ndarray) -> float:
        return float(values[rows].mean())

    grouped = grouped_interval(mean, people, rng=np.random.default_rng(3))
    blind = grouped_interval(mean, np.arange(200), rng=np.random.default_rng(3))
    assert grouped.value == blind.value == pytest.approx(values.mean())
    assert grouped.high - grouped.low > 1.6 * (blind.high - blind.low)
    with pytest.raises(ValueError, match="no row"):
        grouped_interval(mean, (), rng=rng)


def test_a_difference_of_whole_groups_is_sure_only_with_enough_groups() -> None:
    right, wrong = np.ones(40), np.zeros(40)

    def mean(answers: NDArray[np.float64], rows: NDArray[np.intp]) -> float:
        return float(answers[rows].mean())

    many = grouped_difference(
        mean, right, wrong, tuple(map(str, range(40))), rng=np.random.default_rng(0)
    )
    one = grouped_difference(mean, right, wrong, ("a",) * 40, rng=np.random.default_rng(0))
    assert (many.value, many.low, many.high) == (1, 1, 1)
    assert many.p_value < 0.01
    # Exchanging the only group changes the sign, never the size.
    assert one.p_value == 1
    same = grouped_difference(
        mean, right, right, tuple(map(str, range(40))), rng=np.random.default_rng(0)
    )
    assert (same.value, same.p_value) == (0, 1)


def test_answers_of_different_sizes_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="against"):
        grouped_difference(
            lambda _answers, _rows: 0.0,
            np.ones(3),
            np.ones(2),
            ("a", "b", "c"),
            rng=np.random.default_rng(0),
        )
