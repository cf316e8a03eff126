"""Tags for a title, seeds and tags: what alike playlists have, and what the title says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.data.playlists import PlaylistQuery
from medley.features.titles import plain
from medley.models.playlist.signals import Signals
from medley.models.playlist.sparse_state import spread

LITERAL = 1.0
"""What a tag gets that stands in the title, and as much again for its part of the title."""

PRIOR = 0.3
"""Weight of a tag's popularity."""


class TagScores:
    """Scores a collection's tags.

    Parameters
    ----------
    signals : Signals
    """

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._plain = [plain(tag).replace(" ", "") for tag in signals.known.tags]

    def scores(self, query: PlaylistQuery) -> NDArray[np.float32]:
        """Score all tags, shape (n_tags,).

        A tag of the query itself comes first, then what alike playlists have and
        what the title says in so many letters.
        """
        known = self._signals.known
        found = np.float32(PRIOR) * known.tag_share
        alike = self._signals.title_similarities(query)
        found = found + spread(_shared(alike * known.weights), known.tag_rows)
        seeds = self._signals.seeds_of(query)
        if len(seeds):
            close = self._signals.seed_similarities(seeds)
            found = found + spread(_shared(close**2 * known.weights), known.tag_rows)
        found = found + np.float32(LITERAL) * self._said(query.title)
        found[known.tags.positions(query.tags)] += 10
        return np.asarray(found, np.float32)

    def _said(self, title: str) -> NDArray[np.float32]:
        """1.3 for a tag that is the whole title, less for a part of it, 0 for none."""
        whole = plain(title).replace(" ", "")
        words = set(plain(title).split())
        found = np.zeros(len(self._plain), np.float32)
        for at, tag in enumerate(self._plain):
            if tag and ((len(tag) > 1 and tag in whole) or tag in words):
                found[at] = 0.3 + len(tag) / len(whole)
        return found


def _shared(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Divide by the sum of the 50 largest."""
    n = min(50, len(weights))
    top = np.partition(weights, len(weights) - n)[len(weights) - n :].sum() if n else 0.0
    return np.asarray(weights / max(float(top), 1e-9), np.float32)
