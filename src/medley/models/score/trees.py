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

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.state import take_array

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
class Trees:
    """Sums of leaves.

    Attributes
    ----------
    start : float
    roots : ndarray of int32, shape (n_trees,)
    column : ndarray of int32, shape (n_nodes,)
        -1 at a leaf.
    threshold : ndarray of float64, shape (n_nodes,)
        To the left where the column is at most this.
    left, right : ndarray of int32, shape (n_nodes,)
        Nodes, after their parent; a leaf points at itself.
    value : ndarray of float64, shape (n_nodes,)
        0 but at leaves.
    count : ndarray of float64, shape (n_nodes,)
        Training films that came here.
    """

    start: float
    roots: NDArray[np.int32]
    column: NDArray[np.int32]
    threshold: Values
    left: NDArray[np.int32]
    right: NDArray[np.int32]
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
        # The library shows its trees nowhere else; the tests compare the sums.
        trees = [tree.nodes for held in boosted._predictors for tree in held]
        sizes = [len(nodes) for nodes in trees]
        roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
        nodes = np.concatenate(trees)
        leaf = nodes["is_leaf"].astype(bool)
        own, base = np.arange(len(nodes)), np.repeat(roots, sizes)
        return cls(
            float(np.ravel(boosted._baseline_prediction)[0]),
            roots,
            np.where(leaf, -1, nodes["feature_idx"].astype(np.int64)).astype(np.int32),
            np.where(leaf, 0.0, nodes["num_threshold"]).astype(np.float64),
            np.where(leaf, own, nodes["left"] + base).astype(np.int32),
            np.where(leaf, own, nodes["right"] + base).astype(np.int32),
            np.where(leaf, nodes["value"], 0.0).astype(np.float64),
            nodes["count"].astype(np.float64),
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
        sizes = [tree.node_count for tree in trees]
        roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
        base, own = np.repeat(roots, sizes), np.arange(sum(sizes))
        left, right, column, threshold, value, count = (
            np.concatenate([np.ravel(getattr(tree, name)) for tree in trees])
            for name in (
                "children_left",
                "children_right",
                "feature",
                "threshold",
                "value",
                "n_node_samples",
            )
        )
        leaf, mean = left < 0, float(targets.mean())
        return cls(
            mean,
            roots,
            np.where(leaf, -1, column).astype(np.int32),
            np.where(leaf, 0.0, threshold).astype(np.float64),
            np.where(leaf, own, left + base).astype(np.int32),
            np.where(leaf, own, right + base).astype(np.int32),
            np.where(leaf, (value - mean) / len(trees), 0.0).astype(np.float64),
            count.astype(np.float64),
        )

    def values(self, rows: Values) -> Values:
        """Sum the leaves that each row comes to, shape (n,)."""
        at = np.tile(self.roots, (len(rows), 1))
        number = np.arange(len(rows))[:, None]
        while (self.column[at] >= 0).any():
            goes_left = rows[number, np.maximum(self.column[at], 0)] <= self.threshold[at]
            at = np.where(goes_left, self.left[at], self.right[at])
        found: Values = self.start + self.value[at].sum(axis=1)
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

    def state(self, name: str) -> dict[str, Array]:
        """All arrays, their names beginning with ``name``."""
        return {
            f"{name}_sizes": np.array([len(self.roots), len(self.column)], np.int64),
            f"{name}_start": np.array([self.start]),
            f"{name}_roots": self.roots,
            f"{name}_column": self.column,
            f"{name}_threshold": self.threshold,
            f"{name}_left": self.left,
            f"{name}_right": self.right,
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
        n_trees, n_nodes = take_array(state, f"{name}_sizes", np.int64, (2,)).tolist()
        found = cls(
            float(take_array(state, f"{name}_start", np.float64, (1,))[0]),
            take_array(state, f"{name}_roots", np.int32, (n_trees,)),
            take_array(state, f"{name}_column", np.int32, (n_nodes,)),
            take_array(state, f"{name}_threshold", np.float64, (n_nodes,)),
            take_array(state, f"{name}_left", np.int32, (n_nodes,)),
            take_array(state, f"{name}_right", np.int32, (n_nodes,)),
            take_array(state, f"{name}_value", np.float64, (n_nodes,)),
            take_array(state, f"{name}_count", np.float64, (n_nodes,)),
        )
        inner = found.column >= 0
        own = np.arange(n_nodes)[inner]
        sides = (found.left, found.right)
        sound = (
            (found.column < n_columns).all()
            and ((found.roots >= 0) & (found.roots < n_nodes)).all()
            and (found.count > 0).all()
            and np.isfinite([*found.value, *found.threshold, found.start]).all()
            # Children come after their parent, so every walk ends.
            and all((side[inner] > own).all() and (side < n_nodes).all() for side in sides)
        )
        if not sound:
            raise ArtifactError(f"the saved model's trees {name!r} are corrupt; train it again")
        return found
