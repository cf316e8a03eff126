"""A line from left to right: runs of letters in the order in which they stand.

A small part of the Unicode bidirectional algorithm (UAX 9), enough for titles:
stretches of one direction are ordered, and libraqm orders what is inside one.
Without libraqm Hebrew is set letter by letter from the right.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from medley.covers.lettering.fonts import Face, shapes_scripts
from medley.covers.lettering.matching import Letter

_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one face.

    Attributes
    ----------
    texts : tuple of str
        From left to right, each drawn by itself; a single text if the letters
        must not be parted.
    face : Face
    """

    texts: tuple[str, ...]
    face: Face


def reads_from_right(letters: Sequence[Letter]) -> bool:
    """Whether the first letter that has a direction runs to the left."""
    return next((side for letter in letters if (side := _side(letter))), "L") == "R"


def visual_runs(letters: Sequence[Letter], *, from_right: bool = False) -> list[Run]:
    """Order a line's letters from left to right."""
    sides = _sides([_side(letter) for letter in letters], "R" if from_right else "L")
    stretches = [
        (side, [letter for _, letter in group])
        for side, group in groupby(zip(sides, letters, strict=True), key=lambda pair: pair[0])
    ]
    runs: list[Run] = []
    for side, stretch in reversed(stretches) if from_right else stretches:
        runs += _leftward(stretch) if side == "R" else _rightward(stretch)
    return runs


def _side(letter: Letter) -> str:
    for char in letter.text:
        kind = unicodedata.bidirectional(char)
        if kind in ("R", "AL", "AN"):
            return "R"
        if kind == "L":
            return "L"
    return ""


def _sides(sides: list[str], base: str) -> list[str]:
    """Give letters without a direction that of both their neighbours, or else the line's."""
    before = list(_carried(sides, base))
    after = list(_carried(sides[::-1], base))[::-1]
    return [a if a == b else base for a, b in zip(before, after, strict=True)]


def _carried(sides: Sequence[str], base: str) -> Iterator[str]:
    last = base
    for side in sides:
        last = side or last
        yield last


def _rightward(letters: Sequence[Letter]) -> Iterator[Run]:
    for (face, joined), group in groupby(letters, key=lambda one: (one.face, one.joined)):
        texts = tuple(letter.text for letter in group)
        yield Run(("".join(texts),) if joined else texts, face)


def _leftward(letters: Sequence[Letter]) -> list[Run]:
    # One face for the whole stretch, where it has the spaces and digits too.
    main = next(letter.face for letter in letters if _side(letter) or letter is letters[-1])
    if all(main.spelling(letter.text) == letter.text for letter in letters):
        letters = [Letter(letter.text, main, letter.joined) for letter in letters]
    runs = []
    for face, group in groupby(letters, key=lambda one: one.face):
        texts = tuple(letter.text for letter in group)
        if shapes_scripts():
            runs.append(Run(("".join(texts),), face))
        else:
            runs.append(Run(_reversed(texts), face))
    return runs[::-1]


def _reversed(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Turn letters round, but not the digits of a number."""
    turned: list[str] = []
    for number, group in groupby(texts, key=str.isdigit):
        part = [text.translate(_MIRRORED) for text in group]
        turned = (part if number else part[::-1]) + turned
    return tuple(turned)
