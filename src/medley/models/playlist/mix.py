"""What speaks for a track, and how it is mixed before the trees are asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VOICES = ("title", "close", "seeds", "same", "kin", "echo")
"""Groups of playlists that speak: by title, by the closest titles, by seeds and title
together, by the seeds' tracks, by the seeds' artists, by what the first answer holds."""

PARTS = (
    *VOICES,
    "title-artist",
    "seeds-artist",
    "echo-artist",
    "kin-artist",
    "named",
    "hinted",
    "word",
)
"""One score of each track: a voice's, a voice's by artist, the seeds' artists, the
artists whom the title names or whom its words hint at, the words that title and track share."""

_AT = {part: at for at, part in enumerate(PARTS)}
_FIRST = 500


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """Weights of parts and of popularity, whose sum picks the candidates.

    Attributes
    ----------
    weights : ndarray of float32, shape (n_parts,)
    prior : float
        Weight of popularity.
    """

    weights: NDArray[np.float32]
    prior: float

    @classmethod
    def none(cls) -> Mix:
        """Make one that hears nothing."""
        return cls(np.zeros(len(PARTS), np.float32), 0.0)

    def of(self, parts: NDArray[np.float32], share: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mix the parts of tracks.

        Parameters
        ----------
        parts : ndarray of float32, shape (n_parts, n_tracks)
        share : ndarray of float32, shape (n_tracks,)
            Popularity, in [0, 1].

        Returns
        -------
        ndarray of float32, shape (n_tracks,)
        """
        return np.asarray(self.weights @ parts + np.float32(self.prior) * share, np.float32)


def first_mix(
    parts: NDArray[np.float32], share: NDArray[np.float32], seeded: bool, alike: float
) -> Mix:
    """Mix before there is an echo: by seeds where there are, by title else.

    Parameters
    ----------
    parts : ndarray of float32, shape (n_parts, n_tracks)
    share : ndarray of float32, shape (n_tracks,)
    seeded : bool
    alike : float
        Similarity of the closest title, in [0, 1].
    """
    voice = "seeds" if seeded else "title"
    # The weaker the likeness of titles, the more popularity counts.
    prior = 0.02 if seeded else min(0.05 / max(alike, 0.05), 0.5)
    mix = Mix(np.zeros(len(PARTS), np.float32), prior)
    mix.weights[_AT[voice]], mix.weights[_AT[f"{voice}-artist"]] = 1, 0.5
    named = float(parts[_AT["named"]].max(initial=0))
    if named > 0:
        mix.weights[_AT["named"]] = 0.5 * mix.of(parts, share).max() / named
    return mix


def whole_mix(first: Mix, scores: NDArray[np.float32], parts: NDArray[np.float32]) -> Mix:
    """Mix the first answer with its echo, each relative to its best tracks.

    Parameters
    ----------
    first : Mix
    scores : ndarray of float32, shape (n_tracks,)
        What ``first`` makes of the parts.
    parts : ndarray of float32, shape (n_parts, n_tracks)
    """
    echo = parts[_AT["echo"]] + np.float32(0.5) * parts[_AT["echo-artist"]]
    of_first = 1 / max(top_mean(scores, _FIRST), 1e-9)
    of_echo = 0.8 / max(top_mean(echo, _FIRST), 1e-9)
    mix = Mix((first.weights * of_first).astype(np.float32), first.prior * of_first)
    mix.weights[_AT["echo"]] += of_echo
    mix.weights[_AT["echo-artist"]] += of_echo / 2
    mix.weights[_AT["named"]] += 1.5
    mix.weights[_AT["hinted"]] += 6
    return mix


def top_mean(scores: NDArray[np.float32], n: int = 20) -> float:
    """Mean of the ``n`` largest."""
    n = min(n, len(scores))
    return float(np.partition(scores, len(scores) - n)[len(scores) - n :].mean()) if n else 0.0
