"""Trees with thresholds drawn at random, averaged: of repetitions, and of whole recordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.data.form_data import ALL_IN_ALL, CONDITIONS, FormData, FormQuery
from medley.models.form.condition_trees import ConditionTrees, Rows, filled
from medley.models.form.form_model import FEWEST
from medley.models.state import take_array
from medley.models.tree_nodes import TreeNodes, nodes_of_trees, restored_nodes


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
    again : bool
        Whether to learn from what other cameras would see, too, if anything is wrong at all.
    recordings : bool
        Whether a second forest, of whole recordings, is asked that as well.
    """

    n_trees: int = 300
    min_rows: int = 1
    columns: float = 0.3
    again: bool = True
    recordings: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class _Grown(TreeNodes):
    """Trees of one condition.

    Attributes
    ----------
    share : ndarray of float64, shape (n_nodes,)
        Of a node's training repetitions, those that break the condition.
    """

    share: NDArray[np.float64]


class Forest(ConditionTrees[_Grown]):
    """Averages extremely randomised trees, a forest for each condition.

    Few people are recorded with a verdict, and what boosting adds step by step it learns
    from single ones of them: many trees that each guess differently err less on others. A
    recording of many repetitions counts as much as one of few.

    Whether anything is wrong all in all is the mean of two forests, of which one sees the
    repetition and the other the recording that it lies in, where that is known.

    Geurts, Ernst and Wehenkel, "Extremely randomized trees", Machine Learning 2006.

    Parameters
    ----------
    config : ForestConfig, optional
    """

    config: ForestConfig

    def __init__(self, config: ForestConfig | None = None) -> None:
        super().__init__(config or ForestConfig())

    def _begin(self, n_measured: int) -> None:
        super()._begin(n_measured)
        self._whole: dict[int, _Grown] = {}
        self._n_recorded = 0

    def _learn(
        self,
        place: int,
        data: FormData,
        broken: NDArray[np.bool_],
        rng: np.random.Generator,
    ) -> None:
        if not _is_all_in_all(place):
            super()._learn(place, data, broken, rng)
            return
        known = np.asarray(np.isfinite(data.recordings).any(axis=1), np.bool_)
        is_told = self.config.recordings and _enough(broken[known])
        if self.config.again:
            times = 1 + data.again.shape[1]
            broken, known, data = np.tile(broken, times), np.tile(known, times), data.with_again()
        super()._learn(place, data, broken, rng)
        if is_told:
            self._n_recorded = data.recordings.shape[1]
            # A stream of its own: other conditions are learned the same with and without it.
            seed = int(rng.spawn(1)[0].integers(2**31))
            rows, sessions = filled(data.recordings[known]), data.take(known).sessions
            self._whole[place] = self._grow(rows, broken[known], sessions, seed)

    def _probability(self, place: int, query: FormQuery) -> float:
        said, whole = super()._probability(place, query), self._whole.get(place)
        if whole is None or query.recording is None or not np.isfinite(query.recording).any():
            return said
        return (said + self._asked(whole, filled(query.recording)[None])) / 2

    def _state(self) -> Mapping[str, Array]:
        found = dict(super()._state())
        if self._whole:
            found["whole_columns"] = np.array([self._n_recorded], np.int64)
            found["whole_n"] = np.array([len(self._whole)], np.int64)
            found["whole"] = np.array(sorted(self._whole), np.int32)
        for place, trees in self._whole.items():
            found |= self._saved(trees, f"whole{place}")
        return found

    def _restore(self, state: Mapping[str, Array]) -> None:
        super()._restore(state)
        self._whole, self._n_recorded = {}, 0
        if not any(name.startswith("whole") for name in state):
            return
        (self._n_recorded,) = take_array(state, "whole_columns", np.int64, (1,)).tolist()
        (n,) = take_array(state, "whole_n", np.int64, (1,)).tolist()
        places = take_array(state, "whole", np.int32, (n,)).tolist()
        if any(not 0 <= place < len(CONDITIONS) for place in places):
            raise ArtifactError("the saved model's conditions are corrupt; train it again")
        self._whole = {
            place: self._restored(state, f"whole{place}", self._n_recorded) for place in places
        }

    def _grow(
        self, rows: Rows, broken: NDArray[np.bool_], sessions: tuple[str, ...], seed: int
    ) -> _Grown:
        from sklearn.ensemble import ExtraTreesClassifier

        forest = ExtraTreesClassifier(
            self.config.n_trees,
            min_samples_leaf=self.config.min_rows,
            max_features=self.config.columns,
            random_state=seed,
        ).fit(rows, broken, _weights(sessions))
        trees = [tree.tree_ for tree in forest.estimators_]
        share = np.concatenate([_share(tree) for tree in trees])
        return _Grown(*nodes_of_trees(trees).arrays, share)

    def _asked(self, trees: _Grown, row: Rows) -> float:
        return float(trees.share[trees.leaves(row)].mean())

    def _saved(self, trees: _Grown, name: str) -> Mapping[str, Array]:
        return {**trees.state(name), f"{name}_share": trees.share}

    def _restored(self, state: Mapping[str, Array], name: str, n_columns: int) -> _Grown:
        nodes = restored_nodes(state, name, n_columns)
        share = take_array(state, f"{name}_share", np.float64, (len(nodes.column),))
        if not ((share >= 0) & (share <= 1)).all():
            raise ArtifactError(f"the saved model's trees {name!r} are corrupt; train it again")
        return _Grown(*nodes.arrays, share)


def _is_all_in_all(place: int) -> bool:
    return CONDITIONS.ids[place].endswith(f"/{ALL_IN_ALL}")


def _enough(broken: NDArray[np.bool_]) -> bool:
    return bool(min(broken.sum(), (~broken).sum()) >= FEWEST)


def _weights(sessions: tuple[str, ...]) -> NDArray[np.float64]:
    """Each recording's repetitions weigh as much together as another's; 1 on average."""
    _, members, counts = np.unique(sessions, return_inverse=True, return_counts=True)
    weights = 1.0 / counts[members]
    return np.asarray(weights / weights.mean(), np.float64)


def _share(tree: Any) -> NDArray[np.float64]:
    counts = tree.value[:, 0, :]
    return np.asarray(counts[:, 1] / counts.sum(axis=1), np.float64)
