"""What a film's title says of its kin: the same title, and the series it is a part of."""

from __future__ import annotations

import re

from medley.data.playlist_rows import folded

_NUMBERS = (
    r"\d{1,2}|[ivx]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|first|second|third|last|final"
)
_PART = re.compile(
    rf"[\s,:\-–]+(?:(?:part|chapter|episode|vol(?:ume)?\.?|book|season)\s+)?(?:{_NUMBERS})$"
)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_PUNCTUATION = re.compile(r"[^\w\s]+")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+")
_SUBTITLE = re.compile(r":\s|\s[-–—]\s")
_SMALL = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "and",
        "in",
        "on",
        "to",
        "for",
        "with",
        "at",
        "by",
        "from",
        "is",
        "it",
        "its",
        "my",
        "your",
        "his",
        "her",
        "our",
        "their",
    ]
)


def plain_title(title: str) -> str:
    """Bring a title to the form in which titles are compared.

    Letter case, punctuation, a leading article and other names in brackets make no
    difference.

    Examples
    --------
    >>> plain_title("The City of Lost Children (La Cité des enfants perdus)")
    'city of lost children'
    >>> plain_title("Wall-E") == plain_title("WALL·E"), plain_title("Fast & Furious")
    (True, 'fast and furious')
    """
    whole = folded(title)
    words = " ".join(_words(_BRACKETS.sub("", whole)) or _words(whole))
    return _ARTICLE.sub("", words) or words or whole


def series_titles(title: str) -> tuple[str, ...]:
    """Guess what the series would be called if the title is that of a part.

    The name before a colon or dash, and the title without a number at its end.

    Examples
    --------
    >>> series_titles("Dune: Part Two"), series_titles("Kung Fu Panda 4")
    (('dune',), ('kung fu panda',))
    >>> series_titles("Friday the 13th Part VIII: Jason Takes Manhattan")
    ('friday the 13th part viii', 'friday the 13th')
    >>> series_titles("Alien")
    ()
    """
    whole = folded(_BRACKETS.sub("", title))
    head = _SUBTITLE.split(whole)[0].strip()
    found = [head] if head and head != whole else []
    for name in (head, whole):
        bare = _PART.sub("", name).strip()
        if bare and bare != name:
            found.append(bare)
    own = plain_title(title)
    names = (plain_title(name) for name in found)
    return tuple(dict.fromkeys(name for name in names if name and name != own))


def openings(plain: str) -> tuple[str, ...]:
    """Give the beginnings of a plain title that could be whole titles by themselves.

    Only those of two telling words and more: every second film begins like another.

    Examples
    --------
    >>> openings("toy story of terror"), openings("die hard with a vengeance")
    (('toy story', 'toy story of'), ('die hard', 'die hard with', 'die hard with a'))
    """
    words = plain.split()
    telling = 0
    found = []
    for number, word in enumerate(words[:-1], 1):
        telling += word not in _SMALL
        if telling >= 2:
            found.append(" ".join(words[:number]))
    return tuple(found)


def _words(text: str) -> list[str]:
    joined = re.sub(r"[·\-'’.]+", "", text.replace("&", " and "))
    return _PUNCTUATION.sub(" ", joined).split()
