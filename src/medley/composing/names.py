"""Names of songs and artists folded, so that two spellings of one name are equal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "$": "s"}
)
_MARKS_INSIDE = re.compile(r"(?<=[^\W\d_])!(?=[^\W\d_])")
_APOSTROPHES = re.compile(r"['’‘ʼ`´.]")
_APART = re.compile(r"[^\w]+|_+")
_AND = re.compile(r"\s*[&+＆]\s*")
_N = re.compile(r"(?<=\w )n(?= \w)")
_ARTICLE = re.compile(r"^the (?=\S)|(?<=\S),? the$")
_GUESTS = re.compile(r"[\s(\[]+(?:feat|ft|featuring|with)\b[.:]?\s*", re.IGNORECASE)
_CREDITS = re.compile(r"\s*(?:[,;/&+、]|\s(?:and|x|×|vs\.?|und|y|et)\s)\s*", re.IGNORECASE)
# A second name, "David Kim (김종완)"; the brackets of f(x) and (G)I-DLE hold none.
_ASIDE = re.compile(r"(?:(?<=\s)[(\[]|(?<=\w)\((?=[가-힣]))([^)\]]*)[)\]]?")
_HANGUL = re.compile(r"[가-힣]")


@lru_cache(1 << 16)
def folded(text: str) -> str:
    """Fold case, width, accents, punctuation, "&" and a leading "The" away.

    A name of nothing but marks keeps them: the band !!! stays apart from others.

    Examples
    --------
    >>> folded("The Beyoncé & ＪＡＹ－Ｚ!"), folded("P!nk"), folded("don’t"), folded("!!!")
    ('beyonce and jay z', 'pink', 'dont', '!!!')
    """
    plain = text.casefold() if text.isascii() else _without_accents(text)
    if plain.isascii() and plain.replace(" ", "").isalnum():
        spaced = _N.sub("and", " ".join(plain.split()))
        return _ARTICLE.sub("", spaced)
    joined = _AND.sub(" and ", _MARKS_INSIDE.sub("i", plain).translate(_LETTERS))
    spaced = _N.sub("and", _APART.sub(" ", _APOSTROPHES.sub("", joined)).strip())
    return _ARTICLE.sub("", spaced) or plain.strip() or text.strip()


def _without_accents(text: str) -> str:
    """Fold width and case and drop combining marks; Hangul stays whole syllables."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", kept)


@lru_cache(1 << 16)
def credited(artist: str) -> tuple[str, ...]:
    """List the folded names that a credit holds, the main artist first.

    A duo is split like a credit of two: both spellings of it are, so they still
    meet in every part.

    Examples
    --------
    >>> credited("Mark Ronson feat. Bruno Mars"), credited("Florence + The Machine")
    (('mark ronson', 'bruno mars'), ('florence', 'machine'))
    """
    opened = _GUESTS.sub(", ", artist)
    asides = _ASIDE.findall(opened)
    names = [*_CREDITS.split(_ASIDE.sub(" ", opened)), *asides]
    found = dict.fromkeys(name for name in map(folded, names) if name)
    return tuple(found) or ((whole,) if (whole := folded(artist)) else ())


def has_hangul(text: str) -> bool:
    """Say whether a text holds a syllable of Hangul."""
    return _HANGUL.search(text) is not None
