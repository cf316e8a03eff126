"""Boosted regression trees as arrays, and what each fact adds to their sum.

What a fact adds is its Shapley value: the mean, over all orders in which the facts of a
film may become known, of how far the sum moves when this one does. A fact that is not
known yet sends a film both ways at a split, in the shares of the training films there
(Lundberg et al., "From local explanations to global understanding with explainable AI
for trees", 2020, but for whole facts). A leaf's value then is a product over facts, so
the mean over orders is an integral along the diagonal of its multilinear extension
(Owen, 1972), a polynomial that a few nodes of Gauss and Legendre integrate exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.models.state import take_array
from medley.models.tree_nodes import (
    TreeNodes,
    corrupt_trees,
    nodes_of_boosted,
    nodes_of_trees,
    restored_nodes,
)

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TreeSettings:
    """Settings of the boosting.

    Attributes
    ----------
    n_rounds : int
        Each grows one tree.
    learning_rate : float
    n_leaves : int
        Of a tree, at most.
    min_rows : int
        Training films in a leaf.
    reg : float
        Ridge penalty on the leaves.
    columns : float
        Share of the columns that a split may choose from.
    loss : {"squared_error", "absolute_error"}
        The first leads towards the mean, the second towards the median.
    """

    n_rounds: int = 250
    learning_rate: float = 0.025
    n_leaves: int = 20
    min_rows: int = 10
    reg: float = 10.0
    columns: float = 0.15
    loss: Literal["squared_error", "absolute_error"] = "squared_error"


@dataclass(frozen=True, slots=True)
class DrawnSettings:
    """Settings of trees with thresholds drawn at random.

    Attributes
    ----------
    n_trees : int
    min_rows : int
        Training films in a leaf.
    columns : float
        Share of the columns that a split may choose from.
    """

    n_trees: int = 80
    min_rows: int = 6
    columns: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Trees(TreeNodes):
    """Sums of leaves.

    Attributes
    ----------
    start : float
    value : ndarray of float64, shape (n_nodes,)
        0 but at leaves.
    count : ndarray of float64, shape (n_nodes,)
        Training films that came here.
    """

    start: float
    value: Values
    count: Values

    @classmethod
    def fitted(cls, rows: Values, targets: Values, settings: TreeSettings, seed: int) -> Trees:
        """Boost; nothing in ``rows`` may be missing."""
        from sklearn.ensemble import HistGradientBoostingRegressor

        boosted = HistGradientBoostingRegressor(
            loss=settings.loss,
            max_iter=settings.n_rounds,
            learning_rate=settings.learning_rate,
            max_leaf_nodes=settings.n_leaves,
            min_samples_leaf=settings.min_rows,
            l2_regularization=settings.reg,
            max_features=settings.columns,
            early_stopping=False,
            random_state=seed,
        ).fit(rows, targets)
        nodes, held = nodes_of_boosted(boosted)
        return cls(
            *nodes.arrays,
            float(np.ravel(boosted._baseline_prediction)[0]),
            np.where(held["is_leaf"], held["value"], 0.0).astype(np.float64),
            held["count"].astype(np.float64),
        )

    @classmethod
    def drawn(cls, rows: Values, targets: Values, settings: DrawnSettings, seed: int) -> Trees:
        """Average trees whose thresholds are drawn at random (extremely randomised trees)."""
        from sklearn.ensemble import ExtraTreesRegressor

        forest = ExtraTreesRegressor(
            settings.n_trees,
            min_samples_leaf=settings.min_rows,
            max_features=settings.columns,
            random_state=seed,
        ).fit(rows, targets)
        trees = [tree.tree_ for tree in forest.estimators_]
        nodes, mean = nodes_of_trees(trees), float(targets.mean())
        value = np.concatenate([np.ravel(tree.value) for tree in trees])
        count = np.concatenate([tree.n_node_samples for tree in trees])
        return cls(
            *nodes.arrays,
            mean,
            np.where(nodes.column < 0, (value - mean) / len(trees), 0.0).astype(np.float64),
            count.astype(np.float64),
        )

    def values(self, rows: Values) -> Values:
        """Sum the leaves that each row comes to, shape (n,)."""
        found: Values = self.start + self.value[self.leaves(rows)].sum(axis=1)
        return found

    def shares(self, row: Values, fact_of: NDArray[np.intp], n_facts: int) -> tuple[float, Values]:
        """Say what each fact adds.

        Parameters
        ----------
        row : ndarray of float64, shape (n_columns,)
        fact_of : ndarray of int, shape (n_columns,)
            Which fact a column belongs to.
        n_facts : int

        Returns
        -------
        base : float
            What the trees say when nothing is known.
        shares : ndarray of float64, shape (n_facts,)
            They sum to the row's value less the base.
        """
        goes, share = self._reached(row, fact_of, n_facts)
        leaf = self.column < 0
        value, goes, share = self.value[leaf], goes[leaf], share[leaf]
        base = self.start + float(value @ share.prod(axis=1))
        nodes, weights = np.polynomial.legendre.leggauss(n_facts // 2 + 1)
        gained = np.zeros(n_facts)
        for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
            mixed = share + node * (goes - share)
            others = mixed.prod(axis=1, keepdims=True) / mixed
            gained += weight * (value @ ((goes - share) * others))
        return base, gained

    def _reached(
        self, row: Values, fact_of: NDArray[np.intp], n_facts: int
    ) -> tuple[Values, Values]:
        """Whether each fact lets the row come to a node, and the share of films it lets come."""
        goes = np.ones((len(self.column), n_facts))
        share = np.ones((len(self.column), n_facts))
        parents = self.roots[self.column[self.roots] >= 0]
        while len(parents):
            fact = fact_of[self.column[parents]]
            left = row[self.column[parents]] <= self.threshold[parents]
            for side, taken in ((self.left, left), (self.right, ~left)):
                children = side[parents]
                goes[children], share[children] = goes[parents], share[parents]
                goes[children, fact] *= taken
                share[children, fact] *= self.count[children] / self.count[parents]
            children = np.concatenate([self.left[parents], self.right[parents]])
            parents = children[self.column[children] >= 0]
        return goes, share

    def state(self, name: str, column: str = "column") -> dict[str, Array]:
        """All arrays, their names beginning with ``name``."""
        return {
            **TreeNodes.state(self, name, column),
            f"{name}_start": np.array([self.start]),
            f"{name}_value": self.value,
            f"{name}_count": self.count,
        }

    @classmethod
    def restored(cls, state: Mapping[str, Array], name: str, n_columns: int) -> Trees:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing, or a walk could leave the trees or not end.
        """
        nodes = restored_nodes(state, name, n_columns)
        n_nodes = len(nodes.column)
        start = float(take_array(state, f"{name}_start", np.float64, (1,))[0])
        value = take_array(state, f"{name}_value", np.float64, (n_nodes,))
        count = take_array(state, f"{name}_count", np.float64, (n_nodes,))
        if not ((count > 0).all() and np.isfinite([*value, *nodes.threshold, start]).all()):
            raise corrupt_trees(name)
        return cls(*nodes.arrays, start, value, count)
