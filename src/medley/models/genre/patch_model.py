"""What models that listen with learned dictionaries share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.data.songs import SongData
from medley.models.genre.covariance import N_COVARIANCE, log_covariance
from medley.models.genre.dictionary import Dictionary
from medley.models.genre.heads import Head, KernelHead, LinearHead, Rows
from medley.models.genre.song_rows import copies_of
from medley.models.genre.statistics import N_STATISTICS, statistics
from medley.models.genre.window_model import WindowModel
from medley.models.genre.windows import Changes, Window

PATCH_FRAMES = (4, 8, 16, 32)
"""Frames of the patches of each dictionary: 0.09 s to 0.74 s."""
_MOST_SONGS = 1_000
"""So many songs teach the dictionaries."""


@dataclass(frozen=True, slots=True)
class PatchConfig:
    """Settings of the models that listen with dictionaries.

    Attributes
    ----------
    n_words : int
        Of each dictionary.
    fit_copies : int
        Copies of a window that are fitted, the window itself among them.
    ask_copies : int
        Copies that are asked, and their answers averaged.
    semitones : float
        Most by which a copy is higher or lower, and faster or slower.
    shrinkage : float
        Of the discriminant's covariance.
    reg, width : float
        Of the support vector machines: C, and gamma times the number of columns.
    """

    n_words: int = 300
    fit_copies: int = 5
    ask_copies: int = 5
    semitones: float = 2.0
    shrinkage: float = 0.3
    reg: float = 3.0
    width: float = 0.3


class PatchModel(WindowModel):
    """Describes a window by its statistics, its covariance and the words of dictionaries.

    A part's name says what it reads, ``statistics``, ``covariance`` or ``patches`` (the
    words with the statistics), and which head judges that, ``linear`` or ``kernel``.

    Parameters
    ----------
    config : PatchConfig, optional
    """

    config: PatchConfig

    def __init__(self, config: PatchConfig | None = None) -> None:
        super().__init__(config or PatchConfig())

    def _prepare(self, songs: SongData, rng: np.random.Generator) -> None:
        order = rng.permutation(len(songs))[:_MOST_SONGS]
        windows = [
            copy
            for song in np.sort(order).tolist()
            for window in self._views(songs.sounds[song], 2)
            for copy in copies_of(window, min(2, self.config.fit_copies), self._changes(), rng)
        ]
        self._dictionaries = {
            n_frames: Dictionary.learned(windows, n_frames, self.config.n_words, rng=rng)
            for n_frames in PATCH_FRAMES
        }

    def _described(self, window: Window) -> Rows:
        pooled = [held.pooled(window) for held in self._dictionaries.values()]
        varies = [log_covariance(window)] if self._reads_covariance else []
        return np.concatenate([*varies, statistics(window), *pooled])

    def _columns(self, name: str) -> slice:
        start = N_COVARIANCE if self._reads_covariance else 0
        return {
            "covariance": slice(0, start),
            "statistics": slice(start, start + N_STATISTICS),
            "patches": slice(start, None),
        }[name.partition("_")[0]]

    @property
    def _reads_covariance(self) -> bool:
        return any(name.startswith("covariance") for name in self.parts)

    def _n_copies(self) -> tuple[int, int]:
        return self.config.fit_copies, self.config.ask_copies

    def _changes(self) -> Changes:
        return Changes(semitones=self.config.semitones)

    def _head(self, name: str, rows: Rows, labels: NDArray[np.int32], _seed: int) -> Head:
        if name.endswith("kernel"):
            return KernelHead.fitted(rows, labels, reg=self.config.reg, width=self.config.width)
        return LinearHead.fitted(rows, labels, shrinkage=self.config.shrinkage)

    def _restored_head(
        self, name: str, state: Mapping[str, Array], n_columns: int, n_classes: int
    ) -> Head:
        kind = KernelHead if name.endswith("kernel") else LinearHead
        return kind.restored(state, name, n_columns, n_classes)

    def _description_state(self) -> dict[str, Array]:
        return {
            name: array
            for n_frames, held in self._dictionaries.items()
            for name, array in held.state(f"words{n_frames}").items()
        }

    def _restore_description(self, state: Mapping[str, Array]) -> None:
        self._dictionaries = {
            n_frames: Dictionary.restored(state, f"words{n_frames}", n_frames)
            for n_frames in PATCH_FRAMES
        }
