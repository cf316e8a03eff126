"""Trees with thresholds drawn at random on what sums a repetition up, averaged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.data.form_data import CONDITIONS, FormData, FormQuery
from medley.models.form.form_model import FormModel
from medley.models.state import take_array
from medley.models.tree_nodes import TreeNodes, nodes_of_trees, restored_nodes

_MISSING = -999.0
"""Below all that is measured."""


@dataclass(frozen=True, slots=True)
class ForestConfig:
    """Settings of `Forest`.

    Attributes
    ----------
    n_trees : int
    min_rows : int
        Training repetitions in a leaf.
    columns : float
        Share of the columns that a split may choose from.
    """

    n_trees: int = 300
    min_rows: int = 1
    columns: float = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class _Grown(TreeNodes):
    """Trees of one condition.

    Attributes
    ----------
    share : ndarray of float64, shape (n_nodes,)
        Of a node's training repetitions, those that break the condition.
    """

    share: NDArray[np.float64]


class Forest(FormModel):
    """Averages extremely randomised trees, a forest for each condition.

    Few people are recorded with a verdict, and what boosting adds step by step it learns
    from single ones of them: many trees that each guess differently err less on others. A
    recording of many repetitions counts as much as one of few.

    Geurts, Ernst and Wehenkel, "Extremely randomized trees", Machine Learning 2006.

    Parameters
    ----------
    config : ForestConfig, optional
    """

    config: ForestConfig

    def __init__(self, config: ForestConfig | None = None) -> None:
        super().__init__(config or ForestConfig())

    def _begin(self, n_measured: int) -> None:
        self._n_columns = n_measured + len(CONDITIONS)
        self._grown: dict[int, _Grown] = {}

    def _learn(
        self,
        place: int,
        data: FormData,
        broken: NDArray[np.bool_],
        rng: np.random.Generator,
    ) -> None:
        from sklearn.ensemble import ExtraTreesClassifier

        forest = ExtraTreesClassifier(
            self.config.n_trees,
            min_samples_leaf=self.config.min_rows,
            max_features=self.config.columns,
            random_state=int(rng.integers(2**31)),
        ).fit(_filled(np.hstack([data.measured, data.evidence])), broken, _weights(data.sessions))
        trees = [tree.tree_ for tree in forest.estimators_]
        share = np.concatenate([_share(tree) for tree in trees])
        self._grown[place] = _Grown(*nodes_of_trees(trees).arrays, share)

    def _probability(self, place: int, query: FormQuery) -> float:
        grown = self._grown.get(place)
        if grown is None or query.measured is None or query.evidence is None:
            return float("nan")
        row = _filled(np.concatenate([query.measured, query.evidence]))
        return float(grown.share[grown.leaves(row[None])].mean())

    def _state(self) -> Mapping[str, Array]:
        found: dict[str, Array] = {
            "n_columns": np.array([self._n_columns], np.int64),
            "n_learned": np.array([len(self._grown)], np.int64),
            "learned": np.array(sorted(self._grown), np.int32),
        }
        for place, grown in self._grown.items():
            found |= {**grown.state(f"trees{place}"), f"trees{place}_share": grown.share}
        return found

    def _restore(self, state: Mapping[str, Array]) -> None:
        (n_columns,) = take_array(state, "n_columns", np.int64, (1,)).tolist()
        (n,) = take_array(state, "n_learned", np.int64, (1,)).tolist()
        places = take_array(state, "learned", np.int32, (n,)).tolist()
        if any(not 0 <= place < len(CONDITIONS) for place in places):
            raise ArtifactError("the saved model's conditions are corrupt; train it again")
        self._n_columns = n_columns
        self._grown = {place: _restored(state, f"trees{place}", n_columns) for place in places}


def _restored(state: Mapping[str, Array], name: str, n_columns: int) -> _Grown:
    nodes = restored_nodes(state, name, n_columns)
    share = take_array(state, f"{name}_share", np.float64, (len(nodes.column),))
    if not ((share >= 0) & (share <= 1)).all():
        raise ArtifactError(f"the saved model's trees {name!r} are corrupt; train it again")
    return _Grown(*nodes.arrays, share)


def _weights(sessions: tuple[str, ...]) -> NDArray[np.float64]:
    """Each recording's repetitions weigh as much together as another's; 1 on average."""
    _, members, counts = np.unique(sessions, return_inverse=True, return_counts=True)
    weights = 1.0 / counts[members]
    return np.asarray(weights / weights.mean(), np.float64)


def _filled(rows: NDArray[np.floating]) -> NDArray[np.float32]:
    return np.nan_to_num(np.asarray(rows, np.float32), nan=_MISSING)


def _share(tree: Any) -> NDArray[np.float64]:
    counts = tree.value[:, 0, :]
    return np.asarray(counts[:, 1] / counts.sum(axis=1), np.float64)
