"""Baseline: each genre's share of the songs, whatever is heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from medley.core.model import Array, Progress
from medley.data.songs import SongData
from medley.data.sound import Sound
from medley.models.genre.genre_model import GenreModel, Scores


@dataclass(frozen=True, slots=True)
class PriorConfig:
    """`Prior` has no settings."""


class Prior(GenreModel):
    """Gives each genre its share of the songs that were fitted.

    Parameters
    ----------
    config : PriorConfig, optional
    """

    def __init__(self, config: PriorConfig | None = None) -> None:
        super().__init__(config or PriorConfig())

    def _hears(self, _sound: Sound) -> bool:
        return False

    def _calibrate(self, songs: SongData, rng: np.random.Generator, progress: Progress) -> None:
        """Shares need none."""

    def _learn(self, songs: SongData, rng: np.random.Generator, progress: Progress) -> None:
        """Fitted with the shares."""

    def _scores(self, sound: Sound) -> Scores:
        return np.zeros((len(sound), len(self._classes)))

    def _state(self) -> Mapping[str, Array]:
        return {}

    def _restore(self, state: Mapping[str, Array], n_classes: int) -> None:
        """The shares are restored already."""
