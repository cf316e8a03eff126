"""The rules' own evidence, turned into probabilities: nothing else is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.data.form_data import ALL_IN_ALL, CONDITIONS, FormData, FormQuery, Rows, columns_of
from medley.models.form.form_model import FEWEST, FormModel
from medley.models.state import take_array


@dataclass(frozen=True, slots=True)
class RulesConfig:
    """Settings of `Rules`.

    Attributes
    ----------
    reg : float
        Ridge penalty on the slope of the logistic curve.
    """

    reg: float = 1.0


class Rules(FormModel):
    """Fits a logistic curve to how far each condition is beyond its rule's limit.

    A condition that its rule cannot judge, from this view or with a hidden limb, keeps
    the share of all. Whether anything at all is wrong is told by the condition that is
    furthest beyond its limit, each in units of its own spread.

    Parameters
    ----------
    config : RulesConfig, optional
    """

    config: RulesConfig

    def __init__(self, config: RulesConfig | None = None) -> None:
        super().__init__(config or RulesConfig())

    def _begin(self, _n_measured: int) -> None:
        self._scale = np.full(len(CONDITIONS), np.nan)
        self._slope = np.full(len(CONDITIONS), np.nan)
        self._shift = np.full(len(CONDITIONS), np.nan)

    def _learn(
        self,
        place: int,
        data: FormData,
        broken: NDArray[np.bool_],
        _rng: np.random.Generator,
    ) -> None:
        whole = CONDITIONS[place].endswith(f"/{ALL_IN_ALL}")
        columns = self._parts(place) if whole else [place]
        for column in columns:
            seen = data.evidence[:, column]
            known = seen[np.isfinite(seen)]
            if len(known) >= FEWEST:
                self._scale[column] = max(float(known.std()), 1e-3)
        values = np.array([self._value(place, row) for row in data.evidence])
        told = np.isfinite(values)
        if min(broken[told].sum(), (~broken[told]).sum()) < FEWEST:
            return
        from sklearn.linear_model import LogisticRegression

        curve = LogisticRegression(C=1 / self.config.reg).fit(values[told, None], broken[told])
        self._slope[place] = float(curve.coef_[0, 0])
        self._shift[place] = float(curve.intercept_[0])

    def _parts(self, place: int) -> list[int]:
        return [at for at in columns_of(CONDITIONS[place].split("/")[0]) if at != place]

    def _value(self, place: int, evidence: Rows) -> float:
        if not CONDITIONS[place].endswith(f"/{ALL_IN_ALL}"):
            return float(evidence[place] / self._scale[place])
        parts = self._parts(place)
        values = evidence[parts] / self._scale[parts]
        known = values[np.isfinite(values)]
        return float(known.max()) if len(known) else float("nan")

    def _probability(self, place: int, query: FormQuery) -> float:
        assert query.evidence is not None
        value = self._slope[place] * self._value(place, query.evidence) + self._shift[place]
        return float(1 / (1 + np.exp(-np.clip(value, -30, 30))))

    def _state(self) -> Mapping[str, Array]:
        return {"scale": self._scale, "slope": self._slope, "shift": self._shift}

    def _restore(self, state: Mapping[str, Array]) -> None:
        held = [
            take_array(state, name, np.float64, (len(CONDITIONS),))
            for name in ("scale", "slope", "shift")
        ]
        if any(np.isinf(each).any() for each in held) or (held[0] <= 0).any():
            raise ArtifactError("the saved model's curves are corrupt; train it again")
        self._scale, self._slope, self._shift = held
