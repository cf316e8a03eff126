"""Boosted trees on what sums a repetition up, one set of trees for each condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.data.form_data import CONDITIONS, FormData, FormQuery
from medley.models.boosted_trees import BoostingSettings, TreeHead
from medley.models.form.form_model import FormModel
from medley.models.state import take_array

_MISSING = -999.0
"""Below all that is measured."""


@dataclass(frozen=True, slots=True)
class BoostingConfig:
    """Settings of `Boosting`.

    Attributes
    ----------
    boosting : BoostingSettings
    """

    boosting: BoostingSettings = field(
        default_factory=lambda: BoostingSettings(
            n_rounds=60, learning_rate=0.1, n_leaves=5, min_rows=6, columns=0.3
        )
    )


class Boosting(FormModel):
    """Boosts trees on all that is measured and on the rules' evidence.

    Parameters
    ----------
    config : BoostingConfig, optional
    """

    config: BoostingConfig

    def __init__(self, config: BoostingConfig | None = None) -> None:
        super().__init__(config or BoostingConfig())

    def _begin(self, n_measured: int) -> None:
        self._n_columns = n_measured + len(CONDITIONS)
        self._heads: dict[int, TreeHead] = {}

    def _learn(
        self,
        place: int,
        data: FormData,
        broken: NDArray[np.bool_],
        rng: np.random.Generator,
    ) -> None:
        rows = np.nan_to_num(np.hstack([data.measured, data.evidence]), nan=_MISSING)
        seed = int(rng.integers(2**31))
        settings = self.config.boosting
        self._heads[place] = TreeHead.fitted(rows, broken.astype(np.int32), settings, seed)

    def _probability(self, place: int, query: FormQuery) -> float:
        head = self._heads.get(place)
        if head is None or query.measured is None or query.evidence is None:
            return float("nan")
        row = np.nan_to_num(np.concatenate([query.measured, query.evidence]), nan=_MISSING)
        (scores,) = head.scores(row[None])
        return float(1 / (1 + np.exp(scores[0] - scores[1])))

    def _state(self) -> Mapping[str, Array]:
        found: dict[str, Array] = {
            "n_columns": np.array([self._n_columns], np.int64),
            "n_learned": np.array([len(self._heads)], np.int64),
            "learned": np.array(sorted(self._heads), np.int32),
        }
        for place, head in self._heads.items():
            found |= head.state(f"trees{place}")
        return found

    def _restore(self, state: Mapping[str, Array]) -> None:
        (n_columns,) = take_array(state, "n_columns", np.int64, (1,)).tolist()
        (n,) = take_array(state, "n_learned", np.int64, (1,)).tolist()
        places = take_array(state, "learned", np.int32, (n,)).tolist()
        if any(not 0 <= place < len(CONDITIONS) for place in places):
            raise ArtifactError("the saved model's conditions are corrupt; train it again")
        self._n_columns = n_columns
        self._heads = {
            place: TreeHead.restored(state, f"trees{place}", n_columns, 2) for place in places
        }
