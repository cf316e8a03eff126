"""How far predictions are moved away from their mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.state import take_array

Values = NDArray[np.float64]
Told = TypeVar("Told", float, Values)

_LEAST, _MOST = 0.8, 1.25
_EQUAL = 1e-9


@dataclass(frozen=True, slots=True)
class Stretch:
    """A line through the mean.

    Attributes
    ----------
    centre : float
        Mean of what was predicted.
    factor : float
        How many points of the score a point away from it stands for.
    """

    centre: float
    factor: float

    @classmethod
    def fitted(cls, told: Values, scores: Values) -> Stretch:
        """Fit on predictions of films by models that had not seen them."""
        centre = float(told.mean())
        away = told - centre
        spread = float((away**2).mean())
        factor = float((away * scores).mean()) / spread if spread > _EQUAL else 1.0
        return cls(centre, min(max(factor, _LEAST), _MOST))

    def apply(self, told: Told) -> Told:
        """Stretch predictions."""
        return self.centre + self.factor * (told - self.centre)

    def state(self) -> dict[str, Array]:
        """All arrays."""
        return {"stretch": np.array([self.centre, self.factor])}

    @classmethod
    def restored(cls, state: Mapping[str, Array]) -> Stretch:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If the array is missing or no line.
        """
        held = take_array(state, "stretch", np.float64, (2,))
        if not np.isfinite(held).all() or not _LEAST <= held[1] <= _MOST:
            raise ArtifactError("the saved model's stretch is corrupt; train it again")
        return cls(float(held[0]), float(held[1]))
