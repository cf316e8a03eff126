"""The figures of several labels agree with their definitions and with scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from medley.metrics.multilabel import (
    MULTILABEL_METRICS,
    Judged,
    errors_together,
    multilabel_differences,
    multilabel_intervals,
)

RNG = np.random.default_rng(0)
N, N_LABELS = 200, 5
PROBABILITIES = RNG.random((N, N_LABELS)).round(1)
TRUTH = RNG.random((N, N_LABELS)) < PROBABILITIES * 0.8 + 0.02
SAID = PROBABILITIES >= 0.5
GROUPS = np.arange(N) // 2
JUDGED = Judged(PROBABILITIES, TRUTH, SAID)


def one(figures: dict[str, np.ndarray]) -> dict[str, float]:
    return {name: float(value[0]) for name, value in figures.items()}


def test_precision_f1_and_log_loss_agree_with_scikit_learn_ties_included() -> None:
    found = one(JUDGED.figures())
    assert tuple(found) == MULTILABEL_METRICS
    assert found["map"] == pytest.approx(
        metrics.average_precision_score(TRUTH, PROBABILITIES, average="macro")
    )
    for average in ("micro", "macro"):
        assert found[f"{average}_f1"] == pytest.approx(
            metrics.f1_score(TRUTH, SAID, average=average)
        )
    some = TRUTH.any(axis=1) | SAID.any(axis=1)
    by_row = Judged(PROBABILITIES[some], TRUTH[some], SAID[some]).figures()["sample_f1"][0]
    assert by_row == pytest.approx(metrics.f1_score(TRUTH[some], SAID[some], average="samples"))
    inside = PROBABILITIES.clip(0.01, 0.99)
    losses = [metrics.log_loss(TRUTH[:, label], inside[:, label]) for label in range(N_LABELS)]
    assert Judged(inside, TRUTH, SAID).figures()["log_loss"][0] == pytest.approx(np.mean(losses))


def test_each_label_has_its_own_figures() -> None:
    counts = JUDGED.counts()
    for name, figure in (("precision", counts.precision), ("recall", counts.recall)):
        asked = getattr(metrics, f"{name}_score")(TRUTH, SAID, average=None)
        assert figure[0] == pytest.approx(asked)
    average = metrics.average_precision_score(TRUTH, PROBABILITIES, average=None)
    assert JUDGED.average_precision()[0] == pytest.approx(average)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_a_weighting_is_a_repetition_of_rows(seed: int) -> None:
    drawn = np.random.default_rng(seed).integers(N, size=N)
    weights = np.bincount(drawn, minlength=N)[None].astype(np.float64)
    repeated = Judged(PROBABILITIES[drawn], TRUTH[drawn], SAID[drawn])
    assert one(JUDGED.figures(weights)) == pytest.approx(one(repeated.figures()))


def test_labels_that_never_were_do_not_count() -> None:
    truth = TRUTH.copy()
    truth[:, 0] = False
    said = SAID.copy()
    said[:, 0] = False
    held = Judged(PROBABILITIES, truth, said)
    rest = Judged(PROBABILITIES[:, 1:], truth[:, 1:], said[:, 1:])
    assert np.isnan(held.average_precision()[0, 0])
    for name in ("map", "macro_f1", "micro_f1"):
        assert held.figures()[name] == pytest.approx(rest.figures()[name])


def test_nothing_said_of_nothing_is_right_and_nothing_said_is_no_coverage() -> None:
    nothing = np.zeros((3, 2), np.bool_)
    found = one(Judged(np.zeros((3, 2)), nothing, nothing).figures())
    assert found == {
        "map": 0, "macro_f1": 0, "micro_f1": 0, "sample_f1": 1, "log_loss": 0, "ece": 0,
        "coverage": 0,
    }  # fmt: skip


def test_calibrated_probabilities_have_a_small_error_and_boasts_a_large_one() -> None:
    rng = np.random.default_rng(1)
    honest = rng.random((20_000, 2))
    truth = rng.random(honest.shape) < honest
    boasting = np.stack([honest[:, 0], 1 - (1 - honest[:, 1]) / 2], axis=1)
    errors = Judged(boasting, truth, truth).calibration_errors()[0]
    assert errors[0] < 0.02
    assert errors[1] == pytest.approx(0.25, abs=0.02)


def test_intervals_hold_the_figure_and_narrow_with_the_number_of_groups() -> None:
    rng = np.random.default_rng(2)
    paired = multilabel_intervals(JUDGED, GROUPS, rng=rng)
    crowded = multilabel_intervals(JUDGED, np.arange(N) // 40, rng=rng)
    alone = multilabel_intervals(JUDGED, np.zeros(N, np.int32), rng=rng)
    for name in MULTILABEL_METRICS:
        assert paired[name].low <= paired[name].value <= paired[name].high
        assert alone[name].low == pytest.approx(alone[name].high)
    assert paired["map"].high - paired["map"].low > 0
    assert crowded["map"].low != paired["map"].low


def test_a_better_model_is_told_from_a_worse_one_and_equal_ones_are_not() -> None:
    better = Judged(np.where(TRUTH, 0.8, 0.2), TRUTH, TRUTH)
    found = multilabel_differences(better, JUDGED, GROUPS, rng=np.random.default_rng(3))
    assert found["map"].low > 0
    assert found["map"].p_value < 0.01
    assert found["log_loss"].high < 0
    same = multilabel_differences(JUDGED, JUDGED, GROUPS, rng=np.random.default_rng(3))
    assert all((d.value, d.low, d.high, d.p_value) == (0, 0, 0, 1) for d in same.values())


def test_models_of_different_things_are_not_compared() -> None:
    other = Judged(PROBABILITIES, ~TRUTH, SAID)
    with pytest.raises(ValueError, match="same things"):
        multilabel_differences(JUDGED, other, GROUPS, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="shapes"):
        Judged(PROBABILITIES, TRUTH[:, :2], SAID)


def test_what_was_missed_is_counted_beside_what_was_said_instead() -> None:
    truth = np.array([[1, 1, 0], [0, 0, 1], [1, 0, 0]], np.bool_)
    said = np.array([[0, 1, 1], [1, 0, 0], [0, 0, 1]], np.bool_)
    assert errors_together(truth, said).tolist() == [[0, 0, 2], [0, 0, 0], [1, 0, 0]]
