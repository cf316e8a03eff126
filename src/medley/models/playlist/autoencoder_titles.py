"""Titles as hashed words and n-grams: only those met in the fit have a vector."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from medley.features.titles import title_grams, title_words


def hashed_grams(title: str) -> NDArray[np.uint32]:
    """Hash a title's words and their character n-grams, the same on every machine.

    Thirty-two bits hold a million n-grams with one clash in five thousand, so no
    table of strings needs to be kept.

    Returns
    -------
    ndarray of uint32
        CRC-32 of each different one, rising.

    Examples
    --------
    >>> hashed_grams("Rainy day").tolist() == hashed_grams("RAINY  day!").tolist()
    True
    >>> hashed_grams(" ").tolist()
    []
    """
    words = (f"{word}\n" for word in title_words(title))
    grams = {gram.encode("utf-8") for gram in chain(words, title_grams(title))}
    return np.unique(np.fromiter(map(zlib.crc32, grams), np.uint32, len(grams)))


def common_grams(grams: Sequence[NDArray[np.uint32]], least: int) -> NDArray[np.uint32]:
    """Keep the n-grams that at least so many titles hold, rising."""
    counts = Counter(chain.from_iterable(held.tolist() for held in grams))
    return np.array(sorted(gram for gram, n in counts.items() if n >= least), np.uint32)


def gram_rows(grams: NDArray[np.uint32], known: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Find where n-grams stand among the rising known ones; others are left out."""
    if not len(known):
        return np.empty(0, np.int64)
    at = np.minimum(np.searchsorted(known, grams), len(known) - 1)
    rows: NDArray[np.int64] = at[known[at] == grams].astype(np.int64)
    return rows
