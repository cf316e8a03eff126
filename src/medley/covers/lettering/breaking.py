"""Where a title breaks: between words first, then between syllables, then inside words.

For a given number of lines the breaks minimise the sum of squared widths plus a
price for each break, by dynamic programming (Knuth and Plass, "Breaking
paragraphs into lines", 1981, for so few lines that all are weighed at once).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from medley.covers.lettering.ink import starts
from medley.covers.lettering.matching import Letter


class Depth(IntEnum):
    """How far breaking may go."""

    WORDS = 0
    SYLLABLES = 1
    LETTERS = 2


@dataclass(frozen=True, slots=True)
class _Break:
    """The line before ends at letter `end`, the next begins at `start`."""

    end: int
    start: int
    price: float = 0.0
    hyphen: bool = False


# By the mean width of a line, squared.
_AFTER_PAUSE, _CLINGING = -0.06, 0.30
_INSIDE = {Depth.WORDS: 0.01, Depth.SYLLABLES: 0.05, Depth.LETTERS: 0.10}
_PAUSES = frozenset(",;:.!?…|·—–~)]")
_SIGNS = frozenset("|·•/+&—–-~:♥♡×")
_OPENING = frozenset("([{<“‘«「『〈《#@$₩¿¡")
_CLOSING = frozenset(")]}>”’»」』〉》,.;:!?…%~ー、。")
# Words that belong to the next one.
_LEANING = re.compile(
    "a|an|and|at|by|for|from|in|my|of|on|or|the|to|vol\\.|with|your|[&+×/]|내|너의|나의",
    re.IGNORECASE,
)
_JOINTS = frozenset("-/_·|+~—–…")
_ROUGH = 0.08
_VOWELS = frozenset("aeiouyäöüéèêáàâíóôúåø")
# Consonants that begin a syllable together.
_TOGETHER = re.compile("[bcfgp][lr]|[dtw]r|s[chklmnptw]|[cgpstw]h|ck|kn|ng|qu|tw")
_CASED = ("LATIN", "GREEK", "CYRILLIC")


def broken(
    letters: tuple[Letter, ...], n_lines: int, depth: Depth, tracking: float
) -> tuple[tuple[Letter, ...], ...] | None:
    """Break letters into lines of widths as even as may be.

    Parameters
    ----------
    letters : tuple of Letter
    n_lines : int
    depth : Depth
    tracking : float
        By the type size.

    Returns
    -------
    tuple of tuple of Letter, or None
        None if there are too few places to break at.
    """
    breaks = [_Break(0, 0), *_places(letters, depth), _Break(len(letters), len(letters))]
    path = _cheapest(_prices(letters, breaks, n_lines, tracking), n_lines)
    if path is None:
        return None
    lines = []
    for a, b in pairwise(path):
        line = letters[breaks[a].start : breaks[b].end]
        if breaks[b].hyphen:
            line = (*line, replace(line[-1], text="-"))
        lines.append(line)
    return tuple(lines)


def _prices(
    letters: Sequence[Letter], breaks: Sequence[_Break], n_lines: int, tracking: float
) -> NDArray[np.float64]:
    """What a line from break i to break j costs [n, n]; infinite where it is empty."""
    edges = starts(letters, tracking)
    hyphens = np.array([0.35 * one.hyphen for one in breaks])
    ends = edges[[one.end for one in breaks]] + hyphens
    widths = ends[None, :] - edges[[one.start for one in breaks]][:, None]
    mean = max(edges[-1] / n_lines, 1e-6)
    prices = (widths / mean) ** 2 + np.array([one.price for one in breaks])[None, :]
    prices[np.tril_indices(len(breaks))] = np.inf
    return np.asarray(prices)


def _cheapest(prices: NDArray[np.float64], n_lines: int) -> list[int] | None:
    best = prices[0]
    back = []
    for _ in range(n_lines - 1):
        through = best[:, None] + prices
        back.append(np.argmin(through, axis=0))
        best = np.min(through, axis=0)
    if not np.isfinite(best[-1]):
        return None
    path = [len(prices) - 1]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return [0, *reversed(path)]


def _places(letters: Sequence[Letter], depth: Depth) -> list[_Break]:
    found = []
    for i in range(1, len(letters)):
        if letters[i].text == " ":
            found.append(_Break(i, i + 1, _price_at_space(letters, i)))
        elif letters[i - 1].text != " ":
            inside = _inside(letters, i, depth)
            if inside is not None:
                found.append(inside)
    return found


def _price_at_space(letters: Sequence[Letter], i: int) -> float:
    head, _ = _reach(letters, i)
    _, tail = _reach(letters, i + 1)
    before = "".join(letter.text for letter in letters[i - head : i])
    after = "".join(letter.text for letter in letters[i + 1 : i + 1 + tail])
    if set(after) <= _SIGNS:
        return _CLINGING
    # Such as the last words of "비 오는 날" and "Vol. 2".
    if after.isdigit() or (tail == 1 and _is_syllable(after)) or _LEANING.fullmatch(before):
        return _CLINGING
    return _AFTER_PAUSE if before[-1] in _PAUSES else 0.0


def _inside(letters: Sequence[Letter], i: int, depth: Depth) -> _Break | None:
    """A break between two letters of one word, if they may be parted that far."""
    before, after = letters[i - 1], letters[i]
    if before.text in _OPENING or after.text in _CLOSING or (before.joined and after.joined):
        return None
    head, tail = _reach(letters, i)
    kind = _kind(before.text, after.text)
    if kind > depth or (kind is Depth.SYLLABLES and min(head, tail) < 2 and head + tail > 3):
        return None
    if kind is not Depth.LETTERS:
        return _Break(i, i, _INSIDE[kind])
    if min(head, tail) < 3 and head + tail > 6:
        return None
    hyphen = _is_cased(before.text) and _is_cased(after.text)
    hyphen = hyphen and before.face.spelling("-") is not None
    price = _INSIDE[kind] + (0.0 if _parts_well(letters, i) else _ROUGH)
    return _Break(i, i, price, hyphen)


def _kind(before: str, after: str) -> Depth:
    if before in _JOINTS or _is_ideograph(before) or _is_ideograph(after):
        return Depth.WORDS
    if _is_syllable(before) or _is_syllable(after):
        return Depth.SYLLABLES
    return Depth.LETTERS


def _parts_well(letters: Sequence[Letter], i: int) -> bool:
    """Whether a syllable may begin at a letter: with one consonant, or two that go together."""
    before, after, then = (
        letters[k].text.lower() if k < len(letters) else " " for k in (i - 1, i, i + 1)
    )
    if after in _VOWELS or (before not in _VOWELS and _TOGETHER.fullmatch(before + after)):
        return False
    return then in _VOWELS or _TOGETHER.fullmatch(after + then) is not None


def _reach(letters: Sequence[Letter], i: int) -> tuple[int, int]:
    """How many letters of the word stand before and after a place."""
    head = tail = 0
    while head < i and letters[i - 1 - head].text != " ":
        head += 1
    while i + tail < len(letters) and letters[i + tail].text != " ":
        tail += 1
    return head, tail


def _is_syllable(text: str) -> bool:
    return "\uac00" <= text[0] <= "\ud7a3" or "\u3131" <= text[0] <= "\u318e"


def _is_ideograph(text: str) -> bool:
    return "\u3040" <= text[0] <= "\u30ff" or "\u3400" <= text[0] <= "\u9fff"


def _is_cased(text: str) -> bool:
    return text[0].isalpha() and unicodedata.name(text[0], "").startswith(_CASED)
