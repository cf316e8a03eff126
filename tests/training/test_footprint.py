"""What a model costs is measured with questions of its own examination."""

from __future__ import annotations

from itertools import count

import numpy as np

from medley.data.demo.made_exercises import made_exercises
from medley.data.feed import FeedData
from medley.models.exercise.prior import Prior
from medley.models.feed.item_knn import ItemKNN
from medley.training.examinations import examiner
from medley.training.footprint import LONGEST_S, N_QUESTIONS, footprint, sample


def fitted(data: FeedData) -> ItemKNN:
    model = ItemKNN()
    model.fit(data, rng=np.random.default_rng(0))
    return model


def test_single_answers_are_timed_and_arrays_weighed(data: FeedData) -> None:
    examination = examiner("feed").same(data)
    ticks = count()
    found = footprint(fitted(examination.train), examination, clock=lambda: next(ticks) * 0.001)
    assert found is not None
    assert found.n_asked == min(N_QUESTIONS, examination.n_test)
    assert (found.latency_ms, found.slow_ms) == (1.0, 1.0)
    assert found.arrays_mb > 0


def test_a_slow_model_is_asked_less(data: FeedData) -> None:
    examination = examiner("feed").same(data)
    ticks = count()
    found = footprint(fitted(examination.train), examination, clock=lambda: next(ticks) * LONGEST_S)
    assert found is not None
    assert found.n_asked == 1


def test_where_nothing_is_held_out_nothing_is_measured() -> None:
    data = made_exercises(1)
    examination = examiner("exercise").same(data)
    assert examination.n_test == 0
    model = Prior()
    model.fit(examination.train, rng=np.random.default_rng(0))
    assert sample(examination, 5) == []
    assert footprint(model, examination) is None
