"""A linear model of the log odds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.models.interests.classifier import ClassifierModel, softmax
from medley.models.state import take_array


@dataclass(frozen=True, slots=True)
class LogisticConfig:
    """Settings of `Logistic`; what is a tuple is chosen among.

    Attributes
    ----------
    inverse_reg : tuple of float
        Smaller keeps the coefficients closer to 0.
    copies : int
        Rows that an example becomes, its categories in their shares.
    """

    inverse_reg: tuple[float, ...] = (0.003, 0.03, 0.3)
    copies: int = 5


class Logistic(ClassifierModel):
    """Multinomial logistic regression on standardised features.

    Parameters
    ----------
    config : LogisticConfig, optional
    """

    def __init__(self, config: LogisticConfig | None = None) -> None:
        super().__init__()
        self.config = config or LogisticConfig()

    def _grid(self) -> Mapping[str, Sequence[Any]]:
        return {"logisticregression__C": self.config.inverse_reg}

    def _estimator(self, seed: int, **settings: Any) -> Any:
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        regression = LogisticRegression(max_iter=1000, random_state=seed)
        return make_pipeline(StandardScaler(), regression).set_params(**settings)

    def _export(self, estimator: Any) -> None:
        scaler, regression = estimator[0], estimator[1]
        self._mean = np.asarray(scaler.mean_, np.float64)
        self._scale = np.asarray(scaler.scale_, np.float64)
        coefficients = np.asarray(regression.coef_, np.float64)
        intercept = np.asarray(regression.intercept_, np.float64)
        if len(coefficients) == 1:
            # Two classes share one row: the log odds of the second.
            coefficients = np.vstack([np.zeros_like(coefficients), coefficients])
            intercept = np.concatenate([[0.0], intercept])
        self._coefficients, self._intercept = coefficients, intercept

    def _raw(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        scaled = (features - self._mean) / self._scale
        return softmax(scaled @ self._coefficients.T + self._intercept)

    def _arrays(self) -> Mapping[str, Array]:
        return {
            "mean": self._mean,
            "scale": self._scale,
            "coefficients": self._coefficients,
            "intercept": self._intercept,
        }

    def _take(self, state: Mapping[str, Array], n_classes: int, n_columns: int) -> None:
        self._mean = take_array(state, "mean", np.float64, (n_columns,))
        self._scale = take_array(state, "scale", np.float64, (n_columns,))
        self._coefficients = take_array(state, "coefficients", np.float64, (n_classes, n_columns))
        self._intercept = take_array(state, "intercept", np.float64, (n_classes,))
