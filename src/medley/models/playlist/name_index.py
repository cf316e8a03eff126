"""Artists whom a title names, and tracks whose names share its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.model import Array
from medley.core.vocabulary import Vocabulary
from medley.features.titles import plain, title_words
from medley.models.playlist.sparse_state import (
    pack_matrix,
    rarity,
    spread,
    take_matrix,
    unit_rows,
)
from medley.models.state import take_vocabulary

LONGEST_NAME = 6
"""Words of a title that are read as one artist's name, at most."""

DOUBT = 20.0
"""As many playlists' worth of doubt whether a word means an artist at all."""


class NameIndex:
    """Looks the words of a title up among the names of artists and tracks.

    Parameters
    ----------
    artists : Vocabulary
    words : Vocabulary
        Words that names of tracks hold.
    postings : csr_array, shape (n_words, n_tracks)
    """

    def __init__(self, artists: Vocabulary, words: Vocabulary, postings: sparse.csr_array) -> None:
        self._words, self._postings = words, postings
        self._n_artists = len(artists)
        self._by_name: dict[str, list[int]] = {}
        self._by_word: dict[str, list[tuple[int, int]]] = {}
        for position, artist in enumerate(artists):
            name = plain(artist)
            if len(name) > 1:
                self._by_name.setdefault(name, []).append(position)
            parts = name.split()
            for word in set(parts):
                self._by_word.setdefault(word, []).append((position, len(parts)))

    @classmethod
    def of(cls, artists: Vocabulary, names: Sequence[str]) -> NameIndex:
        """Index the artists and the names of tracks."""
        held = [Counter(title_words(name)) for name in names]
        words = Vocabulary(sorted({word for counts in held for word in counts}))
        starts = np.concatenate([[0], np.cumsum([len(counts) for counts in held])])
        columns = [words.positions(counts) for counts in held]
        at = np.concatenate([np.empty(0, np.int32), *columns])
        ones = np.ones(len(at), np.float32)
        counted = sparse.csr_array((ones, at, starts), (len(names), len(words)))
        rare = rarity(len(names), np.bincount(at, minlength=len(words)))
        return cls(artists, words, unit_rows(counted * rare[None, :]).T.tocsr())

    def artists_in(self, title: str) -> NDArray[np.float32]:
        """Say which artists a title names.

        Returns
        -------
        ndarray of float32, shape (n_artists,)
            Square of the part of the title's words that the name makes, else 0.
        """
        found = np.zeros(self._n_artists, np.float32)
        words = title_words(title)
        for start in range(len(words)):
            for end in range(start + 1, min(start + LONGEST_NAME, len(words)) + 1):
                part = np.float32(((end - start) / len(words)) ** 2)
                for artist in self._by_name.get(" ".join(words[start:end]), ()):
                    found[artist] = max(found[artist], part)
        return found

    def artists_hinted(self, title: str, popularity: NDArray[np.float32]) -> NDArray[np.float32]:
        """Guess which artists the single words of a title mean: "kanye" and the like.

        Parameters
        ----------
        title : str
        popularity : ndarray of float32, shape (n_artists,)
            The more popular of those who bear a word in their name are likelier.

        Returns
        -------
        ndarray of float32, shape (n_artists,)
            Chances that sum to less than 1; a name of n words that bears one counts
            by 1 / n^2.
        """
        found = np.zeros(self._n_artists, np.float32)
        words = title_words(title)
        for word in words:
            bearers = self._by_word.get(word)
            if bearers:
                at, lengths = np.array(bearers).T
                amounts = popularity[at] / lengths**2
                found[at] += amounts / (amounts.sum() + DOUBT) / len(words)
        return found

    def tracks_named(self, title: str) -> NDArray[np.float32]:
        """Compare a title with the names of all tracks, shape (n_tracks,), in [0, 1]."""
        asked = np.zeros(len(self._words), np.float32)
        words = Counter(title_words(title))
        asked[self._words.positions(words)] = 1 / np.sqrt(max(len(words), 1))
        return np.clip(spread(asked, self._postings), 0, 1)

    def state(self) -> dict[str, Array]:
        """All but the artists, as plain arrays."""
        return {"name_words": self._words.encode(), **pack_matrix("names", self._postings)}

    @classmethod
    def restore(cls, state: Mapping[str, Array], artists: Vocabulary, n_tracks: int) -> NameIndex:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        words = take_vocabulary(state, "name_words")
        return cls(artists, words, take_matrix(state, "names", (len(words), n_tracks)))
