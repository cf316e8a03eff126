"""What is answered from plain arrays is what scikit-learn answers."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.svm import SVC

from medley.models.boosted_trees import BoostingSettings, TreeHead
from medley.models.genre.calibration import Calibration, log_softmax, unsure_threshold
from medley.models.genre.heads import KernelHead, LinearHead


def rows(n_classes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Training rows of columns of very different widths, their classes, and others to ask."""
    rng = np.random.default_rng(n_classes)
    classes = (np.arange(120) % n_classes).astype(np.int32)
    widths = rng.uniform(0.01, 9, 8)
    centres = rng.standard_normal((n_classes, 8))
    given = (centres[classes] + rng.standard_normal((120, 8))) * widths + 3
    constant = np.full((120, 1), 5.0)
    held = np.hstack([given, constant]).astype(np.float32)
    asked = np.hstack([(rng.standard_normal((30, 8)) * 2) * widths + 3, constant[:30]])
    return held, classes, asked.astype(np.float32)


def standardised(held: np.ndarray, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    scale = np.where(held.std(axis=0) > 1e-6, held.std(axis=0), 1)
    return (held - held.mean(axis=0)) / scale, (asked - held.mean(axis=0)) / scale


@pytest.mark.parametrize("n_classes", [2, 3, 6])
def test_the_kernel_head_decides_like_the_estimator(n_classes: int) -> None:
    held, classes, asked = rows(n_classes)
    head = KernelHead.fitted(held, classes, reg=3.0, width=0.5)
    inputs, questions = standardised(held, asked)
    estimator = SVC(C=3.0, gamma=0.5 / 9).fit(inputs, classes)
    expected, found = estimator.decision_function(questions), head.scores(asked)
    if n_classes > 2:
        np.testing.assert_allclose(found, expected, atol=1e-3)
    else:
        np.testing.assert_array_equal(found[:, 1] > found[:, 0], expected > 0)
    restored = KernelHead.restored(head.state("svm"), "svm", 9, n_classes)
    np.testing.assert_array_equal(restored.scores(asked), head.scores(asked))


@pytest.mark.parametrize("n_classes", [2, 3, 6])
def test_the_linear_head_gives_the_estimators_probabilities(n_classes: int) -> None:
    held, classes, asked = rows(n_classes)
    head = LinearHead.fitted(held, classes, shrinkage=0.3)
    inputs, questions = standardised(held, asked)
    estimator = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.3).fit(inputs, classes)
    found = np.exp(log_softmax(head.scores(asked)))
    np.testing.assert_allclose(found, estimator.predict_proba(questions), atol=1e-4)
    restored = LinearHead.restored(head.state("lda"), "lda", 9, n_classes)
    np.testing.assert_array_equal(restored.scores(asked), head.scores(asked))


def test_with_fewer_rows_than_columns_the_linear_head_is_the_same() -> None:
    held, classes, _ = rows(3)
    wide = np.hstack([held, held**2, np.sin(held), np.cos(3 * held)])[:20]
    head = LinearHead.fitted(wide, classes[:20], shrinkage=0.3)
    estimator = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.3)
    estimator.fit(standardised(wide, wide)[0], classes[:20])
    found = np.exp(log_softmax(head.scores(wide)))
    expected = estimator.predict_proba(standardised(wide, wide)[0])
    np.testing.assert_allclose(found, expected, atol=1e-4)


@pytest.mark.parametrize("n_classes", [2, 3, 6])
def test_the_trees_give_the_estimators_probabilities(n_classes: int) -> None:
    held, classes, asked = rows(n_classes)
    head = TreeHead.fitted(held, classes, BoostingSettings(n_rounds=8, columns=1.0), 0)
    estimator = HistGradientBoostingClassifier(
        max_iter=8,
        max_leaf_nodes=6,
        min_samples_leaf=5,
        l2_regularization=1.0,
        max_bins=64,
        early_stopping=False,
    ).fit(held, classes)
    found = np.exp(log_softmax(head.scores(asked)))
    np.testing.assert_allclose(found, estimator.predict_proba(asked), atol=1e-6)
    restored = TreeHead.restored(head.state("trees"), "trees", 9, n_classes)
    np.testing.assert_array_equal(restored.scores(asked), head.scores(asked))


def test_calibration_tempers_what_was_said_too_loudly() -> None:
    rng = np.random.default_rng(2)
    honest = rng.standard_normal((4000, 3))
    labels = (honest + rng.gumbel(size=honest.shape)).argmax(axis=1).astype(np.int32)
    found = Calibration.fitted(5 * honest, np.full(3, 1 / 3), labels)
    assert found.temperature == pytest.approx(5, rel=0.2)
    assert found.blend <= 0.05


def test_a_genre_never_met_keeps_its_share_of_the_blend() -> None:
    scores = np.array([[0.0, -np.inf]])
    given = Calibration(blend=0.1).apply(scores, np.array([0.7, 0.3]))
    assert given == pytest.approx(np.array([[0.97, 0.03]]))


def test_the_unsure_are_as_few_as_nine_in_ten_right_allows() -> None:
    highest = np.linspace(0.5, 0.99, 50)
    said = np.stack([highest, 1 - highest], axis=1)
    labels = (highest < 0.6).astype(np.int32)
    threshold = unsure_threshold(said, labels)
    sure = highest >= threshold
    assert (labels[sure] == 0).mean() >= 0.9
    assert (labels[highest >= threshold - 0.011] == 0).mean() < 0.9


def test_no_more_than_half_of_the_songs_go_unanswered() -> None:
    highest = np.linspace(0.5, 0.99, 50)
    said = np.stack([highest, 1 - highest], axis=1)
    threshold = unsure_threshold(said, np.ones(50, np.int32))
    assert (highest >= threshold).mean() == pytest.approx(0.5)
