"""Words and character n-grams of titles, hashed; Korean and English alike."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_WORD = re.compile(r"[^\W_]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")


def words(text: str) -> list[str]:
    """Split text into case-folded words, Hangul composed (NFC).

    A file name from a Mac holds Hangul as separate jamo; composed, it equals
    what a keyboard types.

    Examples
    --------
    >>> words("Toy Story 2 — 장난감 이야기!")
    ['toy', 'story', '2', '장난감', '이야기']
    """
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def grams(word: str) -> list[str]:
    """Cut a word into character n-grams: 2 syllables of Hangul, 4 letters of the rest.

    Korean glues particles to words, so that 등산을 and 등산은 meet only in
    their parts.

    Examples
    --------
    >>> grams("등산을"), grams("mountain"), grams("cat")
    (['등산', '산을'], ['moun', 'ount', 'unta', 'ntai', 'tain'], [])
    """
    size = 2 if _HANGUL.search(word) else 4
    if len(word) <= size:
        return []
    return [word[i : i + size] for i in range(len(word) - size + 1)]


def tokens(text: str) -> list[str]:
    """List a text's words and n-grams, told apart by a prefix.

    Examples
    --------
    >>> tokens("요리 교실은")
    ['w:요리', 'w:교실은', 'g:교실', 'g:실은']
    """
    found = []
    for word in words(text):
        found.append("w:" + word)
        found.extend("g:" + gram for gram in grams(word))
    return found


def bucket(token: str, n_buckets: int) -> int:
    """Hash a token, the same on every machine and in every run."""
    return zlib.crc32(token.encode("utf-8", "surrogatepass")) % n_buckets


def hashed_counts(texts: Iterable[Sequence[str]], n_buckets: int) -> sparse.csr_matrix:
    """Count hashed tokens.

    Parameters
    ----------
    texts : iterable of sequence of str, length n
        Tokens of each text.
    n_buckets : int

    Returns
    -------
    csr_matrix of float32, shape (n, n_buckets)
    """
    starts: list[int] = [0]
    columns: list[int] = []
    for held in texts:
        columns.extend(bucket(token, n_buckets) for token in held)
        starts.append(len(columns))
    values = np.ones(len(columns), np.float32)
    counts = sparse.csr_matrix(
        (values, np.array(columns, np.int32), np.array(starts, np.int64)),
        shape=(len(starts) - 1, n_buckets),
    )
    counts.sum_duplicates()
    return counts


def rarity(counts: sparse.csr_matrix) -> NDArray[np.float32]:
    """Inverse document frequency of each bucket, ``log((1 + n) / (1 + n_holding))``.

    Returns
    -------
    ndarray of float32, shape (n_buckets,)
        At least 0; highest for what no text holds.
    """
    n_texts, n_buckets = counts.shape
    holding = np.bincount(counts.indices, minlength=n_buckets)
    idf: NDArray[np.float32] = np.log((1 + n_texts) / (1 + holding)).astype(np.float32)
    return idf


def unit_rows(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Scale each row to length 1; rows of zeros stay."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = 1 / np.maximum(lengths, 1e-12)
    scaled = matrix.copy()
    scaled.data = (matrix.data * np.repeat(scale, np.diff(matrix.indptr))).astype(np.float32)
    return scaled
