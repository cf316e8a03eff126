"""A title as a reader sees it: visible characters only, each with all that belongs to it."""

from __future__ import annotations

import unicodedata

ZWJ = "\u200d"
# Letters by name, blanks by looks.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_GONE = frozenset({"Cc", "Cf", "Cs"})
_MARKS = frozenset({"Mn", "Me", "Mc"})


def cleaned(title: str) -> str:
    """Compose letters, remove what cannot be seen, and leave single spaces.

    Control characters, marks of direction and lone surrogates go; line breaks
    and every kind of blank become a space.

    Examples
    --------
    >>> cleaned("  Late\\x07\\n night\\u202e ")
    'Late night'
    """
    text = unicodedata.normalize("NFC", title)
    return " ".join("".join(_seen(char) for char in text).split())


def clusters(text: str) -> list[str]:
    """Split text into what a reader takes for one character.

    Marks stay with their letter; flags, skin tones, keycaps and emoji joined by
    U+200D stay whole.

    Examples
    --------
    >>> len(clusters("\\U0001f469\\u200d\\U0001f4bb"))
    1
    """
    found: list[str] = []
    for char in text:
        if found and (_belongs(char) or _awaits(found[-1], char)):
            found[-1] += char
        else:
            found.append(char)
    return found


def is_selector(char: str) -> bool:
    """Whether a character only chooses the look of the one before it."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _seen(char: str) -> str:
    if char in _BLANKS or char.isspace():
        return " "
    # Tags spell out the flags of regions.
    kept = char == ZWJ or "\U000e0020" <= char <= "\U000e007f"
    return char if kept or unicodedata.category(char) not in _GONE else ""


def _belongs(char: str) -> bool:
    return (
        char == ZWJ
        or unicodedata.category(char) in _MARKS
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _awaits(cluster: str, char: str) -> bool:
    if cluster == " " or char == " ":
        return False
    return cluster.endswith(ZWJ) or (len(cluster) == 1 and _is_flag(cluster) and _is_flag(char))


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
