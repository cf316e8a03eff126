"""Rounds of descent for the recurrent network, and when to stop them (torch)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Progress
from medley.data.sound import N_MELS, SEGMENT_FRAMES
from medley.features.audio import mfcc
from medley.models.genre.network_input import Heard
from medley.models.genre.network_sequences import SequenceNetwork
from medley.models.genre.network_views import Viewer
from medley.models.network.descending import Descending, answers

if TYPE_CHECKING:
    from medley.models.genre.lstm import LSTMConfig

_LEAST_STEPS = 10
_SAMPLE = 500


class Rounds:
    """A network that learns from some of the songs, round by round.

    Parameters
    ----------
    heard : Heard
    songs : ndarray of int
        Positions of those that it learns from.
    n_genres : int
    config : LSTMConfig
    rng : numpy.random.Generator
    """

    def __init__(
        self,
        heard: Heard,
        songs: NDArray[np.intp],
        n_genres: int,
        config: LSTMConfig,
        rng: np.random.Generator,
    ) -> None:
        self._heard, self._rng = heard, rng
        self._viewer = Viewer(config.views, N_MELS, SEGMENT_FRAMES, rng)
        self._truth = np.eye(n_genres, dtype=np.float32)
        sample = heard.read(rng.permutation(heard.segments(songs))[:_SAMPLE])
        frames = mfcc(sample).reshape(sample.shape[0] * sample.shape[1], -1)
        self.network: Any = SequenceNetwork(
            n_genres,
            sample.shape[1],
            config.n_hidden,
            config.descent.dropout,
            frames.mean(axis=0),
            np.maximum(frames.std(axis=0), np.float32(1e-6)),
        )
        self._descending = Descending.begin(self.network, config.descent, None)
        self._batches = config.descent.batches(songs, rng)
        self.n_steps = max(-(-len(songs) // config.descent.batch_size), _LEAST_STEPS)
        self.most = -(-config.descent.n_steps(len(songs)) // self.n_steps)

    def make(self) -> None:
        """Make a round."""
        for _, drawn in zip(range(self.n_steps), self._batches, strict=False):
            segments, labels = self._heard.drawn(drawn, self._rng)
            views, targets = self._viewer.mix(self._viewer.view(segments), self._truth[labels])
            self._descending.step(mfcc(views), targets)

    def loss_on(self, songs: NDArray[np.intp]) -> float:
        """Mean negative log probability of the right genre of a song's segments."""
        losses = []
        for song in songs.tolist():
            segments = mfcc(self._heard.read(self._heard.segments([song])))
            scores = answers(self.network, segments).astype(np.float64)
            scores -= scores.max(axis=1, keepdims=True)
            logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
            losses.append(-logs[:, self._heard.labels[song]].mean())
        return float(np.mean(losses))


def rounds_to_make(
    rounds: Rounds, apart: NDArray[np.intp], patience: int, progress: Progress
) -> int:
    """Go on until songs kept apart are answered no better; say which round was best.

    Parameters
    ----------
    rounds : Rounds
    apart : ndarray of int
        Songs by artists and of albums that `rounds` does not learn from.
    patience : int
    progress : Progress
    """
    best, lowest = 1, np.inf
    for made in range(1, rounds.most + 1):
        rounds.make()
        loss = rounds.loss_on(apart)
        progress(made / rounds.most, f"round {made}, loss {loss:.2f} on songs kept apart")
        if loss < lowest:
            best, lowest = made, loss
        elif made - best >= patience:
            break
    return best
