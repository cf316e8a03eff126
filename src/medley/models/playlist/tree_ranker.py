"""A forest of small boosted trees that says how likely a candidate belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.state import take_array

MAX_LEAVES = 16
"""Leaves of a tree: one bit each of a 16-bit mask."""

_ALL = np.uint16(0xFFFF)
_LOWEST_BIT = np.array([0, *((m & -m).bit_length() - 1 for m in range(1, 1 << 16))], np.uint8)


@dataclass(frozen=True, slots=True)
class TreeRankerConfig:
    """Settings of the boosting.

    Attributes
    ----------
    n_trees : int
    learning_rate : float
    n_leaves : int
        Of a tree, at most 16.
    min_rows : int
        Training rows in a leaf.
    reg : float
        Ridge penalty on the leaves.
    """

    n_trees: int = 120
    learning_rate: float = 0.06
    n_leaves: int = 12
    min_rows: int = 100
    reg: float = 10.0


class TreeRanker:
    """Scores rows of features by sums of leaves.

    Leaves are found without walking: each split that a row fails strikes out the
    leaves on its left, and the first leaf left standing is the row's. Lucchese et
    al., "QuickScorer", SIGIR 2015.

    Parameters
    ----------
    feature, threshold, mask : ndarray, shape (n_splits,)
        Of each tree's splits in turn; int32, float32 and uint16. A row whose
        feature exceeds the threshold keeps only the leaves of ``mask``.
    starts : ndarray of int64, shape (n_trees + 1,)
        Where each tree's splits begin; each has at least one.
    leaves : ndarray of float32, shape (n_trees, 16)
    """

    def __init__(
        self,
        feature: NDArray[np.int32],
        threshold: NDArray[np.float32],
        mask: NDArray[np.uint16],
        starts: NDArray[np.int64],
        leaves: NDArray[np.float32],
    ) -> None:
        self._feature, self._threshold, self._mask = feature, threshold, mask
        self._starts, self._leaves = starts, leaves

    def __len__(self) -> int:
        """How many trees there are."""
        return len(self._leaves)

    @classmethod
    def empty(cls) -> TreeRanker:
        """Make one that knows nothing."""
        nothing = np.empty(0, np.int32)
        return cls(
            nothing,
            nothing.astype(np.float32),
            nothing.astype(np.uint16),
            np.zeros(1, np.int64),
            np.empty((0, MAX_LEAVES), np.float32),
        )

    @classmethod
    def fit(
        cls,
        rows: NDArray[np.float32],
        held: NDArray[np.bool_],
        config: TreeRankerConfig,
    ) -> TreeRanker:
        """Boost trees on the logistic loss.

        Parameters
        ----------
        rows : ndarray of float32, shape (n_rows, n_features)
        held : ndarray of bool, shape (n_rows,)
            Both values must occur.
        config : TreeRankerConfig
        """
        # Imported here: it is slow to load, and serving does without it.
        from sklearn.ensemble import HistGradientBoostingClassifier

        boosted = HistGradientBoostingClassifier(
            max_iter=config.n_trees,
            learning_rate=config.learning_rate,
            max_leaf_nodes=min(config.n_leaves, MAX_LEAVES),
            min_samples_leaf=config.min_rows,
            l2_regularization=config.reg,
            max_bins=128,
            early_stopping=False,
            random_state=0,
        ).fit(rows, held)
        # The library shows its trees nowhere else; the tests compare the scores.
        trees = [predictor.nodes for (predictor,) in boosted._predictors]
        return cls._of([_splits(nodes) for nodes in trees if len(nodes) > 1])

    @classmethod
    def _of(cls, trees: list[tuple[list[tuple[int, float, int]], list[float]]]) -> TreeRanker:
        if not trees:
            return cls.empty()
        splits = [split for held, _ in trees for split in held]
        leaves = np.zeros((len(trees), MAX_LEAVES), np.float32)
        for row, (_, values) in zip(leaves, trees, strict=True):
            row[: len(values)] = values
        return cls(
            np.array([feature for feature, _, _ in splits], np.int32),
            np.array([threshold for _, threshold, _ in splits], np.float32),
            np.array([mask for _, _, mask in splits], np.uint16),
            np.concatenate([[0], np.cumsum([len(held) for held, _ in trees])]).astype(np.int64),
            leaves,
        )

    def scores(self, columns: NDArray[np.float32]) -> NDArray[np.float32]:
        """Score candidates.

        Parameters
        ----------
        columns : ndarray of float32, shape (n_features, n_candidates)

        Returns
        -------
        ndarray of float32, shape (n_candidates,)
            Log-odds but for a constant.
        """
        if not len(self) or not columns.shape[1]:
            return np.zeros(columns.shape[1], np.float32)
        failed = columns[self._feature] > self._threshold[:, None]
        standing = np.where(failed, self._mask[:, None], _ALL)
        left = np.bitwise_and.reduceat(standing, self._starts[:-1], axis=0)
        values = np.take_along_axis(self._leaves, _LOWEST_BIT[left].astype(np.intp), axis=1)
        return np.asarray(values.sum(axis=0), np.float32)

    def state(self, name: str) -> dict[str, Array]:
        """All trees as plain arrays whose names begin with ``name``."""
        return {
            f"{name}_feature": self._feature,
            f"{name}_threshold": self._threshold,
            f"{name}_mask": self._mask,
            f"{name}_starts": self._starts,
            f"{name}_leaves": self._leaves,
        }

    @classmethod
    def restore(cls, state: Mapping[str, Array], name: str, n_features: int) -> TreeRanker:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        leaves = take_array(state, f"{name}_leaves", np.float32, (None, MAX_LEAVES))
        starts = take_array(state, f"{name}_starts", np.int64, (len(leaves) + 1,))
        n_splits = (int(starts[-1]),)
        feature = take_array(state, f"{name}_feature", np.int32, n_splits)
        threshold = take_array(state, f"{name}_threshold", np.float32, n_splits)
        mask = take_array(state, f"{name}_mask", np.uint16, n_splits)
        sound = starts[0] == 0 and (np.diff(starts) > 0).all()
        if not sound or (len(feature) and not 0 <= feature.min() <= feature.max() < n_features):
            raise ArtifactError(f"the saved model's trees {name!r} are corrupt; train it again")
        return cls(feature, threshold, mask, starts, leaves)


def _splits(nodes: Array) -> tuple[list[tuple[int, float, int]], list[float]]:
    """Turn a tree's nodes into splits (feature, threshold, mask) and leaves from left to right."""
    splits: list[tuple[int, float, int]] = []
    leaves: list[float] = []

    def visit(at: int) -> None:
        node = nodes[at]
        if node["is_leaf"]:
            leaves.append(float(node["value"]))
            return
        first = len(leaves)
        visit(int(node["left"]))
        struck = (1 << len(leaves)) - (1 << first)
        splits.append((int(node["feature_idx"]), float(node["num_threshold"]), 0xFFFF & ~struck))
        visit(int(node["right"]))

    visit(0)
    return splits, leaves
