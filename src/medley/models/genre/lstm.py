"""The original music classifier: two LSTM layers over MFCC frames, stopped in time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError
from medley.core.model import Progress, part_of
from medley.data.song_split import grouped_folds
from medley.data.songs import SongData
from medley.data.sound import N_MFCC, SEGMENT_FRAMES, Sound
from medley.features.audio import mfcc
from medley.models.genre.network_input import Heard, levels
from medley.models.genre.network_model import NetworkModel
from medley.models.genre.network_views import Views
from medley.models.network.descent import Descent


def _views() -> Views:
    return Views(pitch=1.0, pace=0.1, holes=0.3, mixing=0.0)


def _descent() -> Descent:
    return Descent(
        epochs=120, least_steps=1500, learning_rate=4e-3, reg=0.02, smoothing=0.05, dropout=0.3
    )


@dataclass(frozen=True, slots=True)
class LSTMConfig:
    """Settings of `LSTM`.

    Attributes
    ----------
    n_hidden : int
        Width of the layers.
    n_folds : int
        One of so many parts of the songs, by artist and album, says when to stop.
    patience : int
        It stops after so many rounds without a better answer on that part. A round
        shows every song once, and makes ten steps at least.
    most_segments : int
        Of a long song so many segments are learned, evenly spread; bounds the memory.
    views : Views
    descent : Descent
        Its number of steps is the most that is made; the rate is steady.

    Raises
    ------
    ConfigError
        If a setting is out of its range.
    """

    n_hidden: int = 64
    n_folds: int = 5
    patience: int = 20
    most_segments: int = 10
    views: Views = field(default_factory=_views)
    descent: Descent = field(default_factory=_descent)

    def __post_init__(self) -> None:
        for name in ("n_hidden", "patience", "most_segments"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)}; it must be at least 1")
        if self.n_folds < 2:
            raise ConfigError(f"n_folds is {self.n_folds}; it must be at least 2")


class LSTM(NetworkModel):
    """Reads 3 s of MFCC frames one after the other.

    The frames are made free of the song's loudness and normalised; dropout, weight
    decay, smoothed targets and small changes of pitch and pace keep the network from
    learning the songs by heart. How many rounds help is found on songs of other
    artists and albums; then it learns from all songs for as many.

    Fitting needs torch and onnx; answering needs onnxruntime alone.

    Parameters
    ----------
    config : LSTMConfig, optional
    """

    def __init__(self, config: LSTMConfig | None = None) -> None:
        super().__init__()
        self.config = config or LSTMConfig()

    def _heard(self, sound: Sound) -> NDArray[np.float32]:
        return mfcc(levels(sound))

    def _input_shape(self) -> tuple[int, int]:
        return SEGMENT_FRAMES, N_MFCC

    def _fitted_graph(
        self, songs: SongData, rng: np.random.Generator, progress: Progress
    ) -> NDArray[np.uint8]:
        from medley.models.genre.network_rounds import Rounds, rounds_to_make
        from medley.models.genre.network_sequences import write_sequences
        from medley.models.network.descending import repeatable

        config, n_genres = self.config, len(songs.genres)
        heard = Heard.of(songs, config.most_segments, part_of(progress, 0.0, 0.1))
        folds = grouped_folds(songs, config.n_folds, rng=rng)
        outside, apart = np.flatnonzero(folds != 0), np.flatnonzero(folds == 0)
        with repeatable(rng):
            rounds = Rounds(heard, np.arange(len(heard)), n_genres, config, rng)
            n_rounds = rounds.most
            if len(outside) and len(apart):
                tried = Rounds(heard, outside, n_genres, config, rng)
                step = part_of(progress, 0.1, 0.6)
                n_rounds = rounds_to_make(tried, apart, config.patience, step)
            for made in range(1, n_rounds + 1):
                rounds.make()
                progress(0.6 + 0.4 * made / n_rounds, f"round {made} of {n_rounds}")
            return write_sequences(rounds.network)
