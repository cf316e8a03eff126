"""Tags for a title, seeds and tags: what alike playlists have, and what the title says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.model import Array
from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistQuery
from medley.features.titles import plain
from medley.models.playlist.signals import Signals
from medley.models.playlist.sparse_state import spread
from medley.models.state import take_array

PRIOR = 0.3
"""Weight of a tag's popularity."""

TRUST = 2.0
"""Weight of how often a tag that a title says is one of its tags."""

LENGTH = 0.5
"""Weight of the part of the title that the tag makes."""

DOUBT = 3.0
"""So many titles' worth of the average trust are added to each tag's own."""

BESIDE = 30
"""So many of the first tags bring others that stand beside them."""


class TagScores:
    """Scores a collection's tags.

    Parameters
    ----------
    signals : Signals
    trust : ndarray of float32, shape (n_tags,)
        How often a playlist whose title says the tag has it, in [0, 1].
    """

    def __init__(self, signals: Signals, trust: NDArray[np.float32]) -> None:
        self._signals, self.trust = signals, trust
        self._spelled = Spelled(signals.known.tags)
        self._beside = _beside(signals.known.tag_rows)

    @classmethod
    def of(cls, signals: Signals, titles: Sequence[str]) -> TagScores:
        """Count how far titles' words can be trusted, over the collection's own titles."""
        known = signals.known
        spelled = Spelled(known.tags)
        said, had = np.zeros((2, len(known.tags)))
        for row, title in enumerate(titles):
            tags = np.array([*spelled.said(title)], np.int32)
            held = known.tag_rows.indices[slice(*known.tag_rows.indptr[row : row + 2])]
            said[tags] += 1
            had[tags[np.isin(tags, held)]] += 1
        average = had.sum() / max(said.sum(), 1)
        return cls(signals, ((had + DOUBT * average) / (said + DOUBT)).astype(np.float32))

    def scores(self, query: PlaylistQuery) -> NDArray[np.float32]:
        """Score all tags, shape (n_tags,).

        A tag of the query itself comes first; then what the title says, what alike
        playlists have, and what often stands beside those.
        """
        known = self._signals.known
        alike = self._signals.title_similarities(query)
        found = PRIOR * known.tag_share + spread(_shared(alike * known.weights), known.tag_rows)
        seeds = self._signals.seeds_of(query)
        if len(seeds):
            close = self._signals.seed_similarities(seeds)
            found += spread(_shared(close**2 * known.weights), known.tag_rows)
        said = np.zeros(len(known.tags), np.float32)
        for tag, part in self._spelled.said(query.title).items():
            said[tag] = TRUST * self.trust[tag] + LENGTH * part
        asked = known.tags.positions(query.tags)
        said[asked] += 2
        found = found + said + self._standing_beside(found + 2 * said)
        found[asked] += 10
        return np.asarray(found, np.float32)

    def _standing_beside(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the first tags bring: the chance that a playlist with them has another."""
        n = min(BESIDE, len(scores))
        if not n or not scores.any():
            return np.zeros_like(scores)
        first = np.where(scores >= np.partition(scores, len(scores) - n)[-n], scores, 0)
        return spread((first / first.sum()).astype(np.float32), self._beside)

    def state(self) -> dict[str, Array]:
        """What was counted, as plain arrays."""
        return {"tag_trust": self.trust}

    @classmethod
    def restore(cls, state: Mapping[str, Array], signals: Signals) -> TagScores:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        return cls(signals, take_array(state, "tag_trust", np.float32, (len(signals.known.tags),)))


class Spelled:
    """Finds tags that a title says in so many letters, spaces left out.

    Parameters
    ----------
    tags : Vocabulary

    Examples
    --------
    >>> Spelled(Vocabulary(["비오는날", "봄", "love"])).said("비 오는 날의 봄바람")
    {0: 0.5}
    """

    def __init__(self, tags: Vocabulary) -> None:
        self._at: dict[str, int] = {}
        for position, tag in enumerate(tags):
            letters = plain(tag).replace(" ", "")
            if letters:
                self._at.setdefault(letters, position)
        self._longest = max(map(len, self._at), default=0)

    def said(self, title: str) -> dict[int, float]:
        """Give the positions of tags that a title says, and the part of its letters they make.

        A tag of one letter or emoji must be a word of its own.
        """
        words = plain(title).split()
        whole = "".join(words)
        parts = {
            whole[start:end]
            for start in range(len(whole))
            for end in range(start + 2, min(start + self._longest, len(whole)) + 1)
        }
        held = sorted(part for part in parts | set(words) if part in self._at)
        return {self._at[part]: len(part) / len(whole) for part in held}


def _beside(tag_rows: sparse.csr_array) -> sparse.csr_array:
    """Chance that a playlist with one tag has another, shape (n_tags, n_tags)."""
    together = sparse.csr_array(tag_rows.T @ tag_rows, dtype=np.float32)
    counts = np.bincount(tag_rows.indices, minlength=tag_rows.shape[1])
    row = np.repeat(np.arange(together.shape[0]), np.diff(together.indptr))
    together.data /= (counts[row] + 1).astype(np.float32)
    together.data[row == together.indices] = 0
    return together


def _shared(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Divide by the sum of the 50 largest."""
    n = min(50, len(weights))
    top = np.partition(weights, len(weights) - n)[len(weights) - n :].sum() if n else 0.0
    return np.asarray(weights / max(float(top), 1e-9), np.float32)
