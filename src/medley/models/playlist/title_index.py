"""Which known titles are like a title: an inverted index of words and n-grams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.model import Array
from medley.core.vocabulary import Vocabulary
from medley.features.titles import title_grams, title_words
from medley.models.playlist.sparse_state import pack_matrix, rarity, spread, take_matrix
from medley.models.state import take_array, take_vocabulary

WORD_SHARE = 0.3
"""Part of a similarity that whole words make; n-grams make the rest."""


class TitleIndex:
    """Titles as weighted tokens, by token.

    A similarity is ``WORD_SHARE`` times the cosine of the words plus the rest
    times that of the n-grams, both with logarithmic counts and inverse
    frequencies. What no known title holds lengthens the query, so that only an
    equal title reaches 1.
    """

    def __init__(
        self, tokens: Vocabulary, idf: NDArray[np.float32], postings: sparse.csr_array
    ) -> None:
        self.tokens = tokens
        self._idf = idf
        self._postings = postings

    @classmethod
    def of(cls, titles: Sequence[str]) -> TitleIndex:
        """Index titles; their positions are the index's columns."""
        counted = [_counts(title) for title in titles]
        holding = Counter(token for counts in counted for token in counts)
        tokens = Vocabulary(sorted(holding))
        idf = rarity(len(titles), np.array([holding[t] for t in tokens], np.float32))
        index = cls(tokens, idf, sparse.csr_array((len(tokens), len(titles)), dtype=np.float32))
        rows = [index._weighted(counts) for counts in counted]
        starts = np.concatenate([[0], np.cumsum([len(at) for at, _ in rows], dtype=np.int64)])
        columns = np.concatenate([np.empty(0, np.int32), *(at for at, _ in rows)])
        values = np.concatenate([np.empty(0, np.float32), *(amount for _, amount in rows)])
        shape = (len(titles), len(tokens))
        index._postings = sparse.csr_array(
            (values, columns.astype(np.int32), starts), shape
        ).T.tocsr()
        return index

    def similarities(self, text: str) -> NDArray[np.float32]:
        """Compare a text with every title.

        Returns
        -------
        ndarray of float32, shape (n_titles,)
            In [0, 1].
        """
        weights = np.zeros(len(self.tokens), np.float32)
        at, amounts = self._weighted(_counts(text))
        weights[at] = amounts
        return np.clip(spread(weights, self._postings), 0, 1)

    def _weighted(self, counts: Mapping[str, int]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Positions of a text's known tokens, and weights whose products are similarities."""
        shares = {"w": WORD_SHARE, "g": 1 - WORD_SHARE}
        unknown = np.float32(np.log(1 + self._postings.shape[1]) + 1)
        at = [self.tokens.position(token) for token in counts]
        idf = np.array([unknown if p is None else self._idf[p] for p in at], np.float32)
        amounts = idf * (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts))))
        kinds = np.array([token[0] for token in counts], "U1")
        for kind, share in shares.items():
            held = kinds == kind
            length = float(np.sqrt((amounts[held] ** 2).sum()))
            amounts[held] *= np.sqrt(share) / max(length, 1e-12)
        known = np.array([p is not None for p in at], bool)
        return np.array([p for p in at if p is not None], np.int32), amounts[known]

    def state(self) -> dict[str, Array]:
        """All of the index, as plain arrays."""
        return {
            "title_tokens": self.tokens.encode(),
            "title_idf": self._idf,
            **pack_matrix("titles", self._postings),
        }

    @classmethod
    def restore(cls, state: Mapping[str, Array], n_titles: int) -> TitleIndex:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        tokens = take_vocabulary(state, "title_tokens")
        idf = take_array(state, "title_idf", np.float32, (len(tokens),))
        return cls(tokens, idf, take_matrix(state, "titles", (len(tokens), n_titles)))


def _counts(text: str) -> Counter[str]:
    counts = Counter("w" + word for word in title_words(text))
    counts.update("g" + gram for gram in title_grams(text))
    return counts
