"""Trees added one after another along the gradient of the log loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.interests.classifier import ClassifierModel, softmax
from medley.models.interests.trees import Trees
from medley.models.state import take_array


@dataclass(frozen=True, slots=True)
class BoostingConfig:
    """Settings of `Boosting`; what is a tuple is chosen among.

    Attributes
    ----------
    n_rounds : tuple of int
        Each round grows one tree a category.
    learning_rate : float
    max_depth : int
    subsample : float
        Share of the rows that a tree sees.
    copies : int
        Rows that an example becomes, its categories in their shares.
    """

    n_rounds: tuple[int, ...] = (30,)
    learning_rate: float = 0.1
    max_depth: int = 3
    subsample: float = 0.5
    copies: int = 5


class Boosting(ClassifierModel):
    """Sums small regression trees for each category (gradient boosting).

    Parameters
    ----------
    config : BoostingConfig, optional

    References
    ----------
    Friedman, "Greedy function approximation: a gradient boosting machine",
    Annals of Statistics 2001.
    """

    def __init__(self, config: BoostingConfig | None = None) -> None:
        super().__init__()
        self.config = config or BoostingConfig()

    def _grid(self) -> Mapping[str, Sequence[Any]]:
        return {"n_estimators": self.config.n_rounds}

    def _estimator(self, seed: int, **settings: Any) -> Any:
        from sklearn.ensemble import GradientBoostingClassifier

        return GradientBoostingClassifier(
            learning_rate=self.config.learning_rate,
            max_depth=self.config.max_depth,
            subsample=self.config.subsample,
            max_features="sqrt",
            random_state=seed,
            **settings,
        )

    def _export(self, estimator: Any) -> None:
        # One tree a round for each category, for two categories one in all.
        self._trees = Trees.of([tree.tree_ for tree in estimator.estimators_.ravel()])
        self._rate = np.array([estimator.learning_rate], np.float64)
        n_outputs = estimator.estimators_.shape[1]
        self._start = np.zeros(n_outputs)
        # The start is what the decision holds beyond the trees.
        nothing = np.zeros((1, estimator.n_features_in_), np.float32)
        whole = np.asarray(estimator.decision_function(nothing), np.float64).reshape(n_outputs)
        self._start = whole - self._decision(nothing)[0]

    def _decision(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        values = self._trees.leaf_values(features)[:, :, 0]
        by_round = values.reshape(len(features), -1, len(self._start))
        found: NDArray[np.float64] = self._start + self._rate * by_round.sum(axis=1)
        return found

    def _raw(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        decision = self._decision(features)
        if decision.shape[1] == 1:
            decision = np.hstack([np.zeros_like(decision), decision])
        return softmax(decision)

    def _arrays(self) -> Mapping[str, Array]:
        return {**self._trees.state(), "start": self._start, "rate": self._rate}

    def _take(self, state: Mapping[str, Array], n_classes: int, n_columns: int) -> None:
        self._trees = Trees.take(state, n_columns, 1)
        n_outputs = n_classes if n_classes > 2 else 1
        self._start = take_array(state, "start", np.float64, (n_outputs,))
        self._rate = take_array(state, "rate", np.float64, (1,))
        if len(self._trees) % n_outputs:
            raise ArtifactError("the saved model lacks a tree of a category; train it again")
