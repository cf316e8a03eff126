"""What can be computed of a poster and what a network sees in it, heard together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from medley.core.errors import ArtifactError
from medley.core.model import Array, Progress, part_of
from medley.data.films import FilmData, FilmQuery
from medley.models.film.film_model import PosterModel, Scores
from medley.models.film.label_calibration import LabelCalibration
from medley.models.film.poster_cnn import PosterCNN, PosterCNNConfig
from medley.models.film.poster_features import PosterFeatures, PosterFeaturesConfig
from medley.models.state import take_array

_TO_FIT = ("torch", "onnx")


@dataclass(frozen=True, slots=True)
class PosterEnsembleConfig:
    """Settings of `PosterEnsemble`.

    Attributes
    ----------
    features : PosterFeaturesConfig
    network : PosterCNNConfig
    """

    features: PosterFeaturesConfig = field(default_factory=PosterFeaturesConfig)
    network: PosterCNNConfig = field(default_factory=PosterCNNConfig)


class PosterEnsemble(PosterModel):
    """A weighted sum of the calibrated log odds of `PosterFeatures` and `PosterCNN`.

    The weights, one each for all genres, are those of a logistic regression on films that
    neither saw. Where torch or onnx is missing at the fit, the features answer alone. Answering
    needs onnxruntime only where the network took part.

    Parameters
    ----------
    config : PosterEnsembleConfig, optional
    """

    def __init__(self, config: PosterEnsembleConfig | None = None) -> None:
        super().__init__()
        self.config = config or PosterEnsembleConfig()
        self._members: list[PosterModel] = []
        self._lines: list[LabelCalibration] = []
        self._weights: Scores = np.empty(0)

    def held_out(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> Scores:
        """Score films by members that did not see them; sets how members are weighed."""
        members = self._new_members()
        self._lines, odds = [], []
        for at, member in enumerate(members):
            step = part_of(progress, at / len(members), (at + 1) / len(members))
            scores = member.held_out(films, rng, step)
            self._lines.append(LabelCalibration.fitted(scores, films.labels))
            odds.append(self._lines[-1].log_odds(scores))
        self._weights = joint_weights(np.array(odds), films.labels)
        return self._joined(odds)

    def _learn(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> None:
        self._members = self._new_members()
        if not self._lines:
            self._lines = [LabelCalibration.plain(len(films.genres)) for _ in self._members]
            self._weights = np.full(len(self._members), 1 / len(self._members))
        for at, member in enumerate(self._members):
            n = len(self._members)
            member._learn(films, rng, part_of(progress, at / n, (at + 1) / n))

    def _scores(self, queries: Sequence[FilmQuery]) -> Scores:
        return self._joined(
            [
                line.log_odds(member._scores(queries))
                for line, member in zip(self._lines, self._members, strict=True)
            ]
        )

    def _state(self) -> Mapping[str, Array]:
        found: dict[str, Array] = {
            "n_members": np.array([len(self._members)], np.int64),
            "weights": self._weights,
        }
        for at, (member, line) in enumerate(zip(self._members, self._lines, strict=True)):
            held = {**member._state(), **line.state()}
            found |= {f"member{at}_{name}": array for name, array in held.items()}
        return found

    def _restore(self, state: Mapping[str, Array], n_classes: int) -> None:
        n_members = int(take_array(state, "n_members", np.int64, (1,))[0])
        if not 1 <= n_members <= len(self._all_members()):
            raise ArtifactError(f"the saved model has {n_members} members; train it again")
        weights = take_array(state, "weights", np.float64, (n_members,))
        if not (np.isfinite(weights).all() and (weights >= 0).all() and weights.any()):
            raise ArtifactError("the saved model's weights are corrupt; train it again")
        members, lines = self._all_members()[:n_members], []
        for at, member in enumerate(members):
            prefix = f"member{at}_"
            own = {
                name.removeprefix(prefix): array
                for name, array in state.items()
                if name.startswith(prefix)
            }
            lines.append(LabelCalibration.restored(own, n_classes))
            member._restore(own, n_classes)
        self._members, self._lines, self._weights = members, lines, weights

    def _joined(self, odds: Sequence[Scores]) -> Scores:
        # Not a number where one of them was not asked: the others are no measure of all.
        found: Scores = np.einsum("m,mij->ij", self._weights, np.array(odds))
        return found

    def _all_members(self) -> list[PosterModel]:
        return [PosterFeatures(self.config.features), PosterCNN(self.config.network)]

    def _new_members(self) -> list[PosterModel]:
        missing = any(find_spec(name) is None for name in _TO_FIT)
        return self._all_members()[: 1 if missing else None]


def joint_weights(odds: Scores, labels: NDArray[np.bool_]) -> Scores:
    """How much each model's log odds count, so that their sum is likeliest.

    Parameters
    ----------
    odds : ndarray of float64, shape (n_models, n, n_classes)
        Of films that no model saw; NaN where one was not asked.
    labels : ndarray of bool, shape (n, n_classes)

    Returns
    -------
    ndarray of float64, shape (n_models,)
        At least 0, and not all 0; even where nothing is known.
    """
    known = np.isfinite(odds).all(axis=0)
    seen, truth = odds[:, known], labels[known]
    even = np.full(len(odds), 1 / len(odds))
    if not truth.any() or truth.all():
        return even

    def loss(weights: Scores) -> tuple[float, Scores]:
        scores = weights @ seen
        lost = np.logaddexp(0, scores) - truth * scores
        return float(lost.mean()), seen @ (expit(scores) - truth) / len(truth)

    bounds = [(0.0, None)] * len(odds)
    found = np.asarray(minimize(loss, even, jac=True, bounds=bounds, method="L-BFGS-B").x)
    return found if found.any() else even
