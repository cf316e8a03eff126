"""Making an exercise's probability mean what it says, and knowing when it is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

REJECTED = 0.98
"""Share of the windows without an exercise in which none is to be seen."""
_TEMPERATURES = np.geomspace(0.3, 5.0, 25)
_BIASES = np.linspace(-1.0, 4.0, 51)
_BLEND = 0.01


@dataclass(frozen=True, slots=True)
class Calibration:
    r"""Cools or heats a model's log probabilities and lends weight to "none of these".

    .. math:: p = (1 - b)\,\text{softmax}(s / T + c\,[\text{none}]) + b\,\text{prior}

    Attributes
    ----------
    temperature : float
        *T*, above 0.
    none_bias : float
        *c*, the threshold that an exercise has to pass, in nats.
    blend : float
        *b*, in (0, 1); keeps every exercise possible.

    References
    ----------
    Guo et al., "On calibration of modern neural networks", ICML 2017.
    """

    temperature: float = 1.0
    none_bias: float = 0.0
    blend: float = _BLEND

    def apply(self, scores: Numbers, prior: Numbers) -> Numbers:
        """Turn scores, shape (n, n_classes), into probabilities; the last class is none."""
        moved = scores / self.temperature
        moved[:, -1] += self.none_bias
        moved -= moved.max(axis=1, keepdims=True)
        shares = np.exp(moved)
        shares /= shares.sum(axis=1, keepdims=True)
        return np.asarray((1 - self.blend) * shares + self.blend * prior)

    @classmethod
    def fitted(cls, scores: Numbers, prior: Numbers, labels: NDArray[np.int32]) -> Calibration:
        """Choose the temperature that loses least, then the least weight that rejects enough.

        Parameters
        ----------
        scores : ndarray of float64, shape (n, n_classes)
            Of people that the scores' model did not meet.
        prior : ndarray of float64, shape (n_classes,)
        labels : ndarray of int32, shape (n,)
        """
        if not len(labels):
            return cls()
        at = np.arange(len(labels)), labels

        def loss(tried: Calibration) -> float:
            return float(-np.log(tried.apply(scores, prior)[at]).mean())

        best = min((cls(float(t)) for t in _TEMPERATURES), key=loss)
        none = labels == scores.shape[1] - 1
        if not none.any():
            return best
        for bias in _BIASES.tolist():
            best = cls(best.temperature, bias)
            if (best.apply(scores[none], prior).argmax(axis=1) == labels[none]).mean() >= REJECTED:
                break
        return best
