"""What can be computed of a poster and what a network sees in it, heard together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec

import numpy as np

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
    """The mean of the calibrated log odds of `PosterFeatures` and `PosterCNN`.

    Where torch or onnx is missing at the fit, the features answer alone. Answering
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

    def held_out(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> Scores:
        """Score films by members that did not see them; sets how members are weighed."""
        members = self._new_members()
        self._lines, odds = [], []
        for at, member in enumerate(members):
            step = part_of(progress, at / len(members), (at + 1) / len(members))
            scores = member.held_out(films, rng, step)
            self._lines.append(LabelCalibration.fitted(scores, films.labels))
            odds.append(self._lines[-1].log_odds(scores))
        # Not a number where one of them was not asked: the others are no measure of all.
        found: Scores = np.mean(odds, axis=0)
        return found

    def _learn(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> None:
        self._members = self._new_members()
        if not self._lines:
            self._lines = [LabelCalibration.plain(len(films.genres)) for _ in self._members]
        for at, member in enumerate(self._members):
            n = len(self._members)
            member._learn(films, rng, part_of(progress, at / n, (at + 1) / n))

    def _scores(self, queries: Sequence[FilmQuery]) -> Scores:
        odds = [
            line.log_odds(member._scores(queries))
            for line, member in zip(self._lines, self._members, strict=True)
        ]
        found: Scores = np.mean(odds, axis=0)
        return found

    def _state(self) -> Mapping[str, Array]:
        found: dict[str, Array] = {"n_members": np.array([len(self._members)], np.int64)}
        for at, (member, line) in enumerate(zip(self._members, self._lines, strict=True)):
            held = {**member._state(), **line.state()}
            found |= {f"member{at}_{name}": array for name, array in held.items()}
        return found

    def _restore(self, state: Mapping[str, Array], n_classes: int) -> None:
        n_members = int(take_array(state, "n_members", np.int64, (1,))[0])
        if not 1 <= n_members <= len(self._all_members()):
            raise ArtifactError(f"the saved model has {n_members} members; train it again")
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
        self._members, self._lines = members, lines

    def _all_members(self) -> list[PosterModel]:
        return [PosterFeatures(self.config.features), PosterCNN(self.config.network)]

    def _new_members(self) -> list[PosterModel]:
        missing = any(find_spec(name) is None for name in _TO_FIT)
        return self._all_members()[: 1 if missing else None]
