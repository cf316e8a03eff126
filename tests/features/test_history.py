from __future__ import annotations

import numpy as np
from tests.models.feed import made

from medley.core.vocabulary import Vocabulary
from medley.data.feed import History
from medley.features.history import known_history, liking_matrix


def test_what_is_unknown_or_weightless_is_left_out() -> None:
    history = History(("a", "x", "b"), np.float32([0.0, 1.0, -0.3]), np.zeros(3, np.int64))
    positions, strengths = known_history(history, Vocabulary(["b", "a"]))
    assert positions.tolist() == [0]
    np.testing.assert_allclose(strengths, [-0.6], rtol=1e-6)


def test_an_empty_history_is_empty() -> None:
    positions, strengths = known_history(History(), Vocabulary(["a"]))
    assert positions.dtype == np.int32
    assert strengths.dtype == np.float32
    assert len(positions) == len(strengths) == 0


def test_damping_activity_keeps_the_mean_weight_of_an_event() -> None:
    data = made.training()
    plain, damped = liking_matrix(data), liking_matrix(data, activity_power=0.5)
    ratio = (damped.data / plain.data) ** 2
    np.testing.assert_allclose(ratio.mean(), 1, rtol=1e-5)
    counts = np.repeat(np.diff(plain.indptr), np.diff(plain.indptr))
    assert np.corrcoef(counts, ratio)[0, 1] < -0.9
