"""The nodes of any number of decision trees as arrays, all walked at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.state import take_array


@dataclass(frozen=True, slots=True, eq=False)
class TreeNodes:
    """Where rows go in several trees, whose nodes stand one tree after another.

    Attributes
    ----------
    roots : ndarray of int32, shape (n_trees,)
    column : ndarray of int32, shape (n_nodes,)
        -1 at a leaf.
    threshold : ndarray of float64, shape (n_nodes,)
        To the left where the column is at most this.
    left, right : ndarray of int32, shape (n_nodes,)
        Nodes, after their parent; a leaf points at itself.
    """

    roots: NDArray[np.int32]
    column: NDArray[np.int32]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]

    @property
    def arrays(self) -> tuple[Array, Array, Array, Array, Array]:
        """All five, in their order."""
        return self.roots, self.column, self.threshold, self.left, self.right

    def leaves(self, rows: NDArray[np.floating]) -> NDArray[np.int32]:
        """Walk every row down every tree.

        Parameters
        ----------
        rows : ndarray of float, shape (n, n_columns)

        Returns
        -------
        ndarray of int32, shape (n, n_trees)
            Nodes.
        """
        at = np.tile(self.roots, (len(rows), 1))
        number = np.arange(len(rows))[:, None]
        while ((split := self.column[at]) >= 0).any():
            goes_left = rows[number, np.maximum(split, 0)] <= self.threshold[at]
            at = np.where(goes_left, self.left[at], self.right[at])
        return at

    def state(self, name: str, column: str = "column") -> dict[str, Array]:
        """All arrays, their names beginning with ``name``; ``column`` is that of the columns."""
        return {
            f"{name}_sizes": np.array([len(self.roots), len(self.column)], np.int64),
            f"{name}_roots": self.roots,
            f"{name}_{column}": self.column,
            f"{name}_threshold": self.threshold,
            f"{name}_left": self.left,
            f"{name}_right": self.right,
        }


def nodes_of_boosted(boosted: Any) -> tuple[TreeNodes, Array]:
    """Copy the trees of scikit-learn's histogram boosting.

    Returns
    -------
    nodes : TreeNodes
    fitted : structured ndarray, shape (n_nodes,)
        The library's own nodes, with ``value``, ``count`` and ``is_leaf``.
    """
    # The library shows its trees nowhere else; the tests compare the sums.
    trees = [tree.nodes for held in boosted._predictors for tree in held]
    held = np.concatenate(trees)
    nodes = _placed(
        [len(tree) for tree in trees],
        held["is_leaf"].astype(bool),
        held["feature_idx"].astype(np.int64),
        held["num_threshold"],
        held["left"],
        held["right"],
    )
    return nodes, held


def nodes_of_trees(fitted: Sequence[Any]) -> TreeNodes:
    """Copy the ``tree_`` objects of fitted scikit-learn trees."""
    names = ("feature", "threshold", "children_left", "children_right")
    column, threshold, left, right = (
        np.concatenate([getattr(tree, name) for tree in fitted]) for name in names
    )
    return _placed([tree.node_count for tree in fitted], left < 0, column, threshold, left, right)


def restored_nodes(
    state: Mapping[str, Array], name: str, n_columns: int, column: str = "column"
) -> TreeNodes:
    """Take back what `TreeNodes.state` gave.

    Raises
    ------
    ArtifactError
        If an array is missing, or a walk could leave the trees or not end.
    """
    n_trees, n_nodes = take_array(state, f"{name}_sizes", np.int64, (2,)).tolist()
    found = TreeNodes(
        take_array(state, f"{name}_roots", np.int32, (n_trees,)),
        take_array(state, f"{name}_{column}", np.int32, (n_nodes,)),
        take_array(state, f"{name}_threshold", np.float64, (n_nodes,)),
        take_array(state, f"{name}_left", np.int32, (n_nodes,)),
        take_array(state, f"{name}_right", np.int32, (n_nodes,)),
    )
    inner = found.column >= 0
    own = np.arange(n_nodes)[inner]
    sound = (
        (found.column < n_columns).all()
        and ((found.roots >= 0) & (found.roots < n_nodes)).all()
        # Children come after their parent, so every walk ends.
        and all(
            (side[inner] > own).all() and (side < n_nodes).all()
            for side in (found.left, found.right)
        )
    )
    if not sound:
        raise corrupt_trees(name)
    return found


def corrupt_trees(name: str) -> ArtifactError:
    """Say that saved trees cannot be used."""
    return ArtifactError(f"the saved model's trees {name!r} are corrupt; train it again")


def _placed(
    sizes: list[int], leaf: Array, column: Array, threshold: Array, left: Array, right: Array
) -> TreeNodes:
    """Lay trees out whose children are numbered within each of them."""
    roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
    own, base = np.arange(len(leaf)), np.repeat(roots, sizes)
    return TreeNodes(
        roots,
        np.where(leaf, -1, column).astype(np.int32),
        np.where(leaf, 0.0, threshold).astype(np.float64),
        np.where(leaf, own, left + base).astype(np.int32),
        np.where(leaf, own, right + base).astype(np.int32),
    )
