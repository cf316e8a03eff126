"""Words of titles and overviews, weighted by how rare they are, in hashed columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.features.text import grams, hashed_counts, rarity, unit_rows, words
from medley.models.state import take_array

N_BUCKETS = 1 << 16
"""Of each of both parts."""
LONGEST = 20_000
"""Letters of an overview that are read."""
_LEAST_TEXTS = 2
_TITLE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """How rare each word is in titles and in overviews.

    Attributes
    ----------
    rare : ndarray of float32, shape (2, N_BUCKETS)
        Inverse document frequency; 0 for a word that a single text held.
    """

    rare: NDArray[np.float32]

    @classmethod
    def fitted(cls, titles: Sequence[str], overviews: Sequence[str]) -> Wording:
        """Count in how many texts each word stands."""
        return cls(np.stack([_rare(_counts(texts)) for texts in (titles, overviews)]))

    def rows(self, titles: Sequence[str], overviews: Sequence[str]) -> sparse.csr_matrix:
        """Weigh words and pairs of words.

        Returns
        -------
        csr_matrix of float32, shape (n, 2 * N_BUCKETS)
            Titles in the first half, overviews in the second; each half a unit long
            (the titles' one shorter), or empty.
        """
        parts = []
        for texts, rare, weight in zip(
            (titles, overviews), self.rare, (_TITLE_WEIGHT, 1.0), strict=True
        ):
            counts = _counts(texts)
            counts.data = 1 + np.log(counts.data)
            parts.append(unit_rows((counts @ sparse.diags(rare)).tocsr()) * np.float32(weight))
        return sparse.hstack(parts, format="csr", dtype=np.float32)

    def state(self) -> dict[str, Array]:
        """All arrays."""
        return {"word_rarity": self.rare}

    @classmethod
    def restored(cls, state: Mapping[str, Array]) -> Wording:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If the array is missing or holds what no rarity can be.
        """
        rare = take_array(state, "word_rarity", np.float32, (2, N_BUCKETS))
        if not np.isfinite(rare).all() or (rare < 0).any():
            raise ArtifactError("the saved model's words are corrupt; train it again")
        return cls(rare)


def _counts(texts: Sequence[str]) -> sparse.csr_matrix:
    return hashed_counts([_tokens(text[:LONGEST]) for text in texts], N_BUCKETS)


def _tokens(text: str) -> list[str]:
    """List words, pairs of neighbours, and the parts of Korean words."""
    held = words(text)
    pairs = [f"{one} {other}" for one, other in pairwise(held)]
    parts = [f"g:{gram}" for word in held if not word.isascii() for gram in grams(word)]
    return held + pairs + parts


def _rare(counts: sparse.csr_matrix) -> NDArray[np.float32]:
    found = rarity(counts)
    holding = np.bincount(counts.indices, minlength=N_BUCKETS)
    found[holding < _LEAST_TEXTS] = 0
    return found
