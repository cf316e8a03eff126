"""A title as letters without spaces, and the gaps between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container
from dataclasses import dataclass
from itertools import groupby

from medley.covers.lexicon.hangul import is_hangul

MAX_LENGTH = 300
"""Letters of a title that are read; what comes after says nothing more."""

INSIDE, SCRIPT, SPACE, HARD = range(4)
"""What stands before a letter: nothing, a change of script, a space or hyphen that a
phrase may bridge, or the beginning, an end or a mark that nothing bridges."""

_BRIDGED = " -_·\u3000"
_VANISHES = "'’`\u200d"
_JAMO_A_SYLLABLE = 3


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a text.

    Attributes
    ----------
    text : str
        In lower case, without spaces and marks.
    gaps : list of int, length ``len(text) + 1``
        What stands before each letter, and after the last.
    places : list of int, length ``len(text)``
        Where each letter stands in ``shown``.
    shown : str
        The text as its writer wrote it.
    """

    text: str
    gaps: list[int]
    places: list[int]
    shown: str

    def word_end(self, start: int) -> int:
        """The end of the word that holds a letter."""
        end = start + 1
        while self.gaps[end] == INSIDE:
            end += 1
        return end

    def phrase(self, start: int, end: int) -> str:
        """A stretch as it was written."""
        return self.shown[self.places[start] : self.places[end - 1] + 1]


def composed(text: str) -> str:
    """Unify ways to write a text (NFKC) and cut it to what is read.

    Examples
    --------
    >>> composed("Ｒａｉｎ"), len(composed("비" * 10_000))
    ('Rain', 300)
    """
    cut = text[: MAX_LENGTH * _JAMO_A_SYLLABLE]
    return unicodedata.normalize("NFKC", cut)[:MAX_LENGTH]


def plain(letter: str) -> str:
    """A letter in lower case and without its accent, so that café is cafe.

    Examples
    --------
    >>> plain("É"), plain("비")
    ('e', '비')
    """
    lowered = letter.lower()
    if letter.isascii() or is_hangul(letter):
        return lowered
    apart = unicodedata.normalize("NFD", lowered)
    accents = all(unicodedata.category(mark) == "Mn" for mark in apart[1:])
    return apart[0] if accents else letter


def spell(text: str, signs: Container[str], known: Callable[[str], bool]) -> Letters:
    """Take a text apart.

    Parameters
    ----------
    text : str
    signs : container of str
        Emoji that are read like words.
    known : callable
        Says whether a word is known, which tells ``chilll`` (chill) from ``slooow`` (slow).

    Returns
    -------
    Letters

    Examples
    --------
    >>> spell("Slooow rain☔", {"☔"}, {"slow"}.__contains__).text
    'slowrain☔'
    """
    shown = re.sub(r"(?<=\w)\s*&\s*(?=\w)", " and ", composed(text))
    kept: list[tuple[str, int, int]] = []
    gap, script = HARD, ""
    for place, letter in enumerate(shown):
        if letter in _VANISHES or unicodedata.category(letter) in ("Mn", "Me", "Sk"):
            continue
        sign = letter in signs
        if not sign and not letter.isalnum():
            gap = max(gap, SPACE if letter in _BRIDGED or letter.isspace() else HARD)
            continue
        before, script = script, _script(letter, sign=sign)
        humped = letter.isupper() and shown[place - 1 : place].islower()
        if gap == INSIDE and (script != before or sign or humped):
            gap = SCRIPT
        kept.append((plain(letter), place, gap))
        gap = INSIDE
    letters = _unstretched(kept, known)
    return Letters(
        "".join(letter for letter, _, _ in letters),
        [*(gap for _, _, gap in letters), HARD],
        [place for _, place, _ in letters],
        shown,
    )


def _script(letter: str, *, sign: bool) -> str:
    if sign:
        return "sign"
    if is_hangul(letter):
        return "hangul"
    return "digit" if letter.isdigit() else "latin"


def _unstretched(
    kept: list[tuple[str, int, int]], known: Callable[[str], bool]
) -> list[tuple[str, int, int]]:
    """Shorten letters held for long: to two if that makes a known word, else to one."""
    words: list[list[tuple[str, int, int]]] = []
    for letter in kept:
        if letter[2] != INSIDE or not words:
            words.append([])
        words[-1].append(letter)
    short: list[tuple[str, int, int]] = []
    for word in words:
        runs = [list(run) for _, run in groupby(word, key=lambda letter: letter[0])]
        held = any(len(run) > 2 and _script(run[0][0], sign=False) == "latin" for run in runs)
        if not held:
            short.extend(word)
            continue
        twice, once = ([r for run in runs for r in _held(run, n)] for n in (2, 1))
        short.extend(twice if known("".join(letter for letter, _, _ in twice)) else once)
    return short


def _held(run: list[tuple[str, int, int]], n: int) -> list[tuple[str, int, int]]:
    return run[:n] if len(run) > 2 else run
