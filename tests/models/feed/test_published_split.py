"""Figures on the published split of MovieLens 1M, that no change may lose."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from medley.data.builder import build_feed_data
from medley.data.feed import FeedData
from medley.data.sources import read_source
from medley.data.splits import strong_generalisation
from medley.models.feed.ease import EASE, EASEConfig
from medley.models.feed.hybrid import Hybrid
from medley.training.evaluate import evaluate

pytestmark = pytest.mark.real_data
NAMES = ("ndcg@100", "recall@20", "recall@50")


@cache
def _data(folder: Path) -> FeedData:
    return build_feed_data(read_source(folder))


def figures(model: Any, real_data: Path) -> list[float]:
    """Fit on all but 1,000 people and measure on those."""
    data = _data(real_data / "movielens-1m-implicit")
    split = strong_generalisation(data, n_test=1000, rng=np.random.default_rng(42))
    model.fit(split.train, rng=np.random.default_rng(0))
    found = evaluate(model, split.cases, data.catalogue.items)
    return [found.metrics[name].value for name in NAMES]


def test_ease_gives_the_figures_of_the_closed_form(real_data: Path) -> None:
    found = figures(EASE(EASEConfig(reg=1000.0, keep=10_000)), real_data)
    np.testing.assert_allclose(found, [0.4846, 0.4255, 0.4873], atol=0.0006)


def test_the_default_model_keeps_its_lead(real_data: Path) -> None:
    found = figures(Hybrid(), real_data)
    assert (np.array(found) >= np.array([0.495, 0.435, 0.495]) - 0.003).all(), found
