"""A film's title and overview as sparse vectors whose every part has a place in the text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.vocabulary import Vocabulary

Part: TypeAlias = Literal["title", "overview"]

LONGEST_TEXT = 20_000
"""Characters of an overview that are read; what follows is not."""
_LONGEST_WORD = 40
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_MARKUP = re.compile(r"<[^<>]{1,400}>|&#?\w{1,8};")
_HANGUL = re.compile(r"[\u1100-\u11ff\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a film's text, with its place.

    Attributes
    ----------
    part : {"title", "overview"}
    start, end : int
        Characters of that text as it was given.
    text : str
        Case-folded, composed (NFC).
    """

    part: Part
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """One kind of token, weighed by itself.

    Attributes
    ----------
    part : {"title", "overview"}
    sign : str
        Begins the field's tokens.
    words : int
        Words in a row that make a token; 0 for letters of one word.
    letters : tuple of int
        Lengths of those, the word's edges marked by a blank.
    share : float
        Of the squared length of a text that has all fields.
    min_films : int
        A token of fewer films is not kept.
    """

    part: Part
    sign: str
    words: int
    letters: tuple[int, ...]
    share: float
    min_films: int


FIELDS = (
    Field("overview", "w", 1, (), 0.37, 2),
    Field("overview", "p", 2, (), 0.08, 2),
    Field("overview", "g", 0, (3, 4, 5), 0.37, 3),
    Field("title", "tw", 1, (), 0.07, 2),
    Field("title", "tg", 0, (2, 3, 4), 0.11, 2),
)
"""Chosen on inner folds of the training films."""


def film_words(title: str, overview: str) -> list[Word]:
    """Find the words of both texts; mark-up and letters standing alone are passed over.

    Examples
    --------
    >>> [(word.text, word.start) for word in film_words("Up", "A <b>Balloon</b>, 풍선")]
    [('up', 0), ('balloon', 5), ('풍선', 18)]
    """
    return [*_found("title", title), *_found("overview", overview)]


def _found(part: Part, text: str) -> Iterator[Word]:
    read = _MARKUP.sub(lambda tag: " " * len(tag[0]), text[:LONGEST_TEXT])
    for match in _WORD.finditer(read):
        word = unicodedata.normalize("NFC", match[0]).casefold()
        if len(word) > 1 or _HANGUL.match(word) or word.isdigit():
            yield Word(part, match.start(), match.end(), word[:_LONGEST_WORD])


def field_tokens(field: Field, words: Sequence[Word]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """List a field's tokens, each with the positions of the words that it comes from."""
    at = [position for position, word in enumerate(words) if word.part == field.part]
    if field.words:
        for first in range(len(at) - field.words + 1):
            held = tuple(at[first : first + field.words])
            yield f"{field.sign}:" + " ".join(words[position].text for position in held), held
        return
    for position in at:
        for token in _letters(field, words[position].text):
            yield token, (position,)


# The same words come in film after film.
@lru_cache(maxsize=100_000)
def _letters(field: Field, word: str) -> tuple[str, ...]:
    edged = f" {word} "
    # A syllable of Hangul says what two or three letters do.
    shorter = 1 if _HANGUL.search(word) else 0
    lengths = dict.fromkeys(max(2, size - shorter) for size in field.letters)
    return tuple(
        f"{field.sign}:{edged[start : start + length]}"
        for length in lengths
        for start in range(len(edged) - length + 1)
    )


@dataclass(frozen=True, slots=True, eq=False)
class TextSpace:
    """Tokens that are known, and how rare each is.

    Attributes
    ----------
    tokens : Vocabulary
    rarity : ndarray of float32, shape (n_tokens,)
    """

    tokens: Vocabulary
    rarity: NDArray[np.float32]

    @classmethod
    def of(cls, texts: Sequence[tuple[str, str]], most: int) -> TextSpace:
        """Learn tokens from titles and overviews; the ``most`` frequent are kept."""
        films: Counter[str] = Counter()
        for title, overview in texts:
            words = film_words(title, overview)
            for field in FIELDS:
                films.update({token for token, _ in field_tokens(field, words)})
        least = {field.sign: field.min_films for field in FIELDS}
        kept = [t for t, n in films.items() if n >= least[t.partition(":")[0]]]
        kept = sorted(sorted(kept, key=lambda token: (-films[token], token))[:most])
        holding = np.array([films[token] for token in kept], np.float64)
        rarity = np.log((1 + len(texts)) / (1 + holding)) + 1
        return cls(Vocabulary(kept), rarity.astype(np.float32))

    def vectors(self, texts: Sequence[tuple[str, str]]) -> sparse.csr_matrix:
        """Turn titles and overviews into rows.

        Returns
        -------
        csr_matrix of float32, shape (n, n_tokens)
            Length 1 at most; shorter where a field is empty, 0 where nothing is known.
        """
        columns: list[NDArray[np.int32]] = []
        values: list[NDArray[np.float32]] = []
        starts = [0]
        for title, overview in texts:
            held, said = self._row(film_words(title, overview))
            columns.append(held)
            values.append(said)
            starts.append(starts[-1] + len(held))
        empty: tuple[NDArray[np.int32], NDArray[np.float32]]
        empty = np.empty(0, np.int32), np.empty(0, np.float32)
        return sparse.csr_matrix(
            (
                np.concatenate([empty[1], *values]),
                np.concatenate([empty[0], *columns]),
                np.array(starts, np.int64),
            ),
            shape=(len(texts), len(self.tokens)),
        )

    def knows(self, words: Sequence[Word]) -> bool:
        """Whether any token of these words is known."""
        known = self.tokens
        return any(token in known for field in FIELDS for token, _ in field_tokens(field, words))

    def by_word(self, words: Sequence[Word]) -> sparse.csr_matrix:
        """Share a film's vector out among its words.

        Returns
        -------
        csr_matrix of float64, shape (n_words, n_tokens)
            Its rows sum to the film's vector; a pair of words is halved.
        """
        rows: list[int] = []
        columns: list[int] = []
        shares: list[float] = []
        for field in FIELDS:
            found = [(self.tokens.position(t), held) for t, held in field_tokens(field, words)]
            counts = Counter(position for position, _ in found if position is not None)
            values = dict(zip(counts, self._weighed(field, counts).tolist(), strict=True))
            for position, held in found:
                if position is not None:
                    rows.extend(held)
                    columns.extend([position] * len(held))
                    shares.extend([values[position] / counts[position] / len(held)] * len(held))
        shape = (len(words), len(self.tokens))
        return sparse.coo_matrix((shares, (rows, columns)), shape, dtype=np.float64).tocsr()

    def _row(self, words: Sequence[Word]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        columns: list[int] = []
        values = [np.empty(0, np.float32)]
        known = self.tokens.position
        for field in FIELDS:
            counts = Counter(known(token) for token, _ in field_tokens(field, words))
            counts.pop(None, None)
            held = {position: n for position, n in counts.items() if position is not None}
            columns.extend(held)
            values.append(self._weighed(field, held))
        order = np.argsort(np.array(columns, np.int32))
        return np.array(columns, np.int32)[order], np.concatenate(values)[order]

    def _weighed(self, field: Field, counts: dict[int, int] | Counter[int]) -> NDArray[np.float32]:
        """Values of a field's tokens: 1 + log count, times rarity, in the field's length."""
        times = np.array(list(counts.values()), np.float32)
        values = (1 + np.log(times)) * self.rarity[np.fromiter(counts, np.intp, len(counts))]
        length = float(np.sqrt((values**2).sum()))
        scaled: NDArray[np.float32] = values * np.float32(np.sqrt(field.share) / max(length, 1e-9))
        return scaled
