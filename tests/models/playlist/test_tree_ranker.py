from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingClassifier

from medley.core.errors import ArtifactError
from medley.models.playlist.tree_ranker import TreeRanker, TreeRankerConfig

CONFIG = TreeRankerConfig(n_trees=30, n_leaves=16, min_rows=20)


def made(n: int = 3000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(n, 6)).astype(np.float32)
    held = rows[:, 0] * rows[:, 1] + rows[:, 2] + rng.normal(size=n) > 0
    return rows, held


RANKER = TreeRanker.fit(*made(), CONFIG)


@given(st.integers(0, 2**32 - 1))
def test_it_scores_as_the_library_does(seed: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(50, 6)).astype(np.float32)
    boosted = LIBRARY.decision_function(rows)
    ours = RANKER.scores(np.ascontiguousarray(rows.T))
    np.testing.assert_allclose(ours - ours.mean(), boosted - boosted.mean(), atol=1e-4)


LIBRARY = HistGradientBoostingClassifier(
    max_iter=30,
    learning_rate=CONFIG.learning_rate,
    max_leaf_nodes=16,
    min_samples_leaf=20,
    l2_regularization=CONFIG.reg,
    max_bins=128,
    early_stopping=False,
    random_state=0,
).fit(*made())


def test_it_learns_what_decides() -> None:
    rows, held = made()
    scores = RANKER.scores(np.ascontiguousarray(rows.T))
    assert scores[held].mean() > scores[~held].mean() + 1


def test_what_cannot_be_split_leaves_no_tree() -> None:
    rows = np.ones((100, 2), np.float32)
    ranker = TreeRanker.fit(rows, np.arange(100) % 2 == 0, CONFIG)
    assert len(ranker) == 0
    assert ranker.scores(rows.T).tolist() == [0.0] * 100
    assert len(TreeRanker.restore(TreeRanker.empty().state("t"), "t", 2)) == 0


def test_saved_trees_of_other_features_are_refused() -> None:
    with pytest.raises(ArtifactError, match="corrupt"):
        TreeRanker.restore(RANKER.state("t"), "t", 2)


def test_no_candidates_get_no_scores() -> None:
    assert RANKER.scores(np.empty((6, 0), np.float32)).shape == (0,)
