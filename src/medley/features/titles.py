"""Titles of playlists as words and character n-grams; Hangul by syllable and by letter."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

MAX_LENGTH = 300
"""Letters of a title that are read; what comes after says nothing more."""

SHORTEST, LONGEST = 2, 5
"""Lengths of the character n-grams, the word's edges counted as letters."""

_WORD = re.compile(r"[^\W_]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_EMOJI = re.compile(r"[\u2600-\u27bf\U0001f000-\U0001faff]")


def plain(title: str) -> str:
    """Reduce a title to its words and emoji, one space between them.

    Compatibility forms are unified (NFKC: full-width letters, separate jamo),
    cases are folded, and apostrophes vanish so that ``don't`` is one word.

    Examples
    --------
    >>> plain("  Don't ＳＴＯＰ!! 🔥_비 오는날 ")
    'dont stop 🔥 비 오는날'
    """
    folded = unicodedata.normalize("NFKC", title[:MAX_LENGTH]).casefold()
    folded = re.sub(r"['’`]", "", folded)
    spaced = _EMOJI.sub(lambda found: f" {found[0]} ", folded)
    kept = re.findall(rf"{_WORD.pattern}|{_EMOJI.pattern}", spaced)
    return " ".join(kept)


def title_words(title: str) -> list[str]:
    """List the words and emoji of a title, each as a token of its own.

    Examples
    --------
    >>> title_words("Chill Vibes 🌊")
    ['chill', 'vibes', '🌊']
    """
    return plain(title).split()


def title_grams(title: str) -> list[str]:
    """Cut each word into character n-grams; Hangul also by its letters and across spaces.

    Examples
    --------
    >>> title_grams("cat")
    [' c', 'ca', 'at', 't ', ' ca', 'cat', 'at ', ' cat', 'cat ', ' cat ']
    >>> len(set(title_grams("우울한")) & set(title_grams("우울할"))) > 8
    True
    """
    words = title_words(title)
    found = _spaceless(words)
    for word in words:
        found.extend(_grams(f" {word} ", SHORTEST, LONGEST))
        if _HANGUL.search(word):
            # Letters of a syllable meet where particles and spellings differ: 우울한, 우울할.
            found.extend(_grams(f" {unicodedata.normalize('NFD', word)} ", 4, 6))
    return found


def _spaceless(words: list[str]) -> list[str]:
    """Parts of Hangul that bridge two words: people write 비 오는 날 and 비오는날."""
    found: list[str] = []
    for left, right in pairwise(words):
        if _HANGUL.fullmatch(left[-1]) and _HANGUL.fullmatch(right[0]):
            bridge = left[-2:] + right[:2]
            middle = min(len(left), 2)
            found.extend(
                bridge[start : start + size]
                for size in (2, 3, 4)
                for start in range(len(bridge) - size + 1)
                if start < middle < start + size
            )
    return found


def _grams(word: str, shortest: int, longest: int) -> list[str]:
    """All parts of ``shortest`` to ``longest`` letters, shorter ones first."""
    return [
        word[start : start + size]
        for size in range(shortest, longest + 1)
        for start in range(len(word) - size + 1)
    ]
