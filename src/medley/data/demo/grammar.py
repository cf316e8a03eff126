"""Titles in two languages from patterns and word lists.

A pattern is a pair of a Korean and an English sentence with slots such as
``{dish}``; both sides are filled with the two halves of the same word. A slot
may carry a mark: in Korean a particle (``{dish:을}``), in English ``bare`` (drop
the article), ``s`` (plural) or ``lower``.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, TypeAlias

import numpy as np

from medley.data.demo.josa import PARTICLES, with_particle

Pair: TypeAlias = tuple[str, str]
"""The same text in Korean and in English."""
Slots: TypeAlias = Mapping[str, Sequence[Pair]]

_SLOT = re.compile(r"\{(\w+)(?::([^}]+))?\}")
_ARTICLE = re.compile(r"^(?:an?|the|some) ")
_TRIES = 400


@cache
def words(name: str) -> Mapping[str, Any]:
    """Read one of the word files that come with the package."""
    path = resources.files("medley.data.demo") / "words" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


class Writer:
    """Writes distinct titles, using patterns and words as evenly as it can."""

    def __init__(self, patterns: Sequence[Pair], slots: Slots, rng: np.random.Generator) -> None:
        self._patterns = patterns
        self._slots = slots
        self._rng = rng
        self._used: Counter[tuple[str, Pair]] = Counter()
        self._order: list[int] = []

    def write(self, taken: set[str], extra: Slots | None = None) -> Pair:
        """Write one title whose halves are not in ``taken``, and add them to it.

        Parameters
        ----------
        taken : set of str
            Changed in place.
        extra : mapping, optional
            Words that go before the writer's own for the same slot.

        Raises
        ------
        ValueError
            When the patterns and words are used up.
        """
        for _ in range(_TRIES):
            pair = self.fill(self._next_pattern(), extra)
            if taken.isdisjoint(pair):
                taken.update(pair)
                return pair
        raise ValueError(f"no distinct title left after {len(taken)}; add patterns or words")

    def fill(self, pattern: Pair, extra: Slots | None = None) -> Pair:
        """Fill both sides of one pattern with the same words."""
        chosen = {name: self._choose(name, extra or {}) for name in sorted(_slot_names(pattern[0]))}
        return _fill_korean(pattern[0], chosen), _fill_english(pattern[1], chosen)

    def _next_pattern(self) -> Pair:
        if not self._order:
            self._order = self._rng.permutation(len(self._patterns)).tolist()
        return self._patterns[self._order.pop()]

    def _choose(self, name: str, extra: Slots) -> Pair:
        choices = extra.get(name) or self._slots[name]
        noise = self._rng.random(len(choices))
        rank = [self._used[name, (ko, en)] + noise[i] for i, (ko, en) in enumerate(choices)]
        ko, en = choices[int(np.argmin(rank))]
        self._used[name, (ko, en)] += 1
        return ko, en


def _slot_names(text: str) -> set[str]:
    return {match[1] for match in _SLOT.finditer(text)}


def _fill_korean(text: str, chosen: Mapping[str, Pair]) -> str:
    def put(match: re.Match[str]) -> str:
        word = chosen[match[1]][0]
        return with_particle(word, match[2]) if match[2] in PARTICLES else word

    return _SLOT.sub(put, text)


def _fill_english(text: str, chosen: Mapping[str, Pair]) -> str:
    parts: list[str] = []
    end = 0
    for match in _SLOT.finditer(text):
        parts.append(text[end : match.start()])
        word = _marked(chosen[match[1]][1], match[2])
        if re.search(r"\b[Aa] $", parts[-1]) and word[0].lower() in "aeiou":
            parts[-1] = parts[-1][:-1] + "n "
        parts.append(word)
        end = match.end()
    return _sentence("".join(parts) + text[end:])


def _marked(word: str, mark: str | None) -> str:
    if mark == "bare":
        return _ARTICLE.sub("", word)
    if mark == "lower":
        return word.lower()
    if mark == "s":
        return _plural(word)
    return word


def _plural(word: str) -> str:
    if word.endswith("man"):
        return word[:-3] + "men"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def spread(n: int, parts: int) -> Iterator[int]:
    """Split ``n`` into ``parts`` whole numbers that differ by one at most.

    Examples
    --------
    >>> list(spread(8, 3))
    [3, 3, 2]
    """
    base, rest = divmod(n, parts)
    return (base + (part < rest) for part in range(parts))
