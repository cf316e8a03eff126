"""A song's title taken apart: the song itself, its other names, and which recording."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from medley.composing.names import credited, folded, has_hangul

Recording: TypeAlias = Literal["live", "edit", "extended", "acoustic", "demo", "again", "other"]

_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|（([^（）]*)）")
_DASH = re.compile(r"\s+[-–—]\s+|\s+/\s+(?=from\b)", re.IGNORECASE)
_GUESTS = re.compile(r"\b(?:feat|ft|featuring)\b[.:]?\s+(.+)$", re.IGNORECASE)
_WITH = re.compile(r"^(?:with|w/|duet with|duet\.?|prod\.?(?: by)?)\s+(.+)$", re.IGNORECASE)
_PART = re.compile(r"\b(?:part|pt|vol|volume|no|chapter|act)\.? ?(?:\d+|[ivx]+)\b", re.IGNORECASE)
_PATTERNS: tuple[tuple[Recording, str], ...] = (
    (
        "other",
        r"\b(?:re-?mix|rmx|bootleg|mash-?up|dub|instrumental|inst|karaoke|mr|cover|tribute|"
        r"a cappella|acapella|nightcore|sped up|slowed|8d|reprise|interlude|skit|commentary|"
        r"(?:spanish|english|korean|japanese|chinese|french|german|italian|jp|jpn|eng)"
        r" ver(?:sion|\.)?)\b|반주|노래방|리믹스",
    ),
    ("live", r"\b(?:live|ao vivo|en vivo|en directo|unplugged|sessions?|concert)\b|라이브"),
    ("demo", r"\b(?:demo|take|alternate|outtake|rough|early version|rehearsal)\b|데모"),
    (
        "acoustic",
        r"\b(?:acoustic|acústic[oa]|stripped|piano|orchestral?|orchestra version)\b|어쿠스틱",
    ),
    ("extended", r"\b(?:extended|club mix|long version|12(?:\"|''| inch))"),
    ("again", r"\b(?:re-?recorded|rearranged|taylor's version|new version)\b"),
    ("edit", r"\b(?:radio|edit|edited|short version|video version)\b"),
)
_KINDS = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS]
_BY_SOMEBODY = re.compile(
    r"\b(?!(?:radio|single|album|video|short|original|main|explicit|clean|lp|the|a|aka|edit|edited|"
    r"mix|version|ver|remaster\w*|inch|in|us|uk|spotify|audio|official|full|remix|mono|stereo)\b)"
    r"[^\W\d_]{2,}",
    re.IGNORECASE,
)
_NEUTRAL = re.compile(
    r"\b(?:remaster\w*|remasteri\w+|explicit|clean|bonus|"
    r"(?:album|lp|single|ep|original|full|main|studio|standard|cd) ?(?:mix|version|ver)|"
    r"original|(?:kr|kor) ver|mono|stereo|deluxe|anniversary|soundtrack|score|from|ost|"
    r"official|mv|m/v|lyrics?|audio|hd|hq|digital|non-album|recorded)\b|^\d{4}(?: version| mix)?$|"
    r"리마스터",
    re.IGNORECASE,
)
_SOME_VERSION = re.compile(r"\b(?:versi[oó]n|versão|ver|vip)\b|버전", re.IGNORECASE)
_MIX = re.compile(r"(?<!single )(?<!album )(?<!original )(?<!\d{4} )\bmix\b", re.IGNORECASE)
_SAYS_MORE = re.compile(r"[(\[（/–—]|\s-\s|feat|ft|[가-힣]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SongTitle:
    """What a title says.

    Attributes
    ----------
    base : str
        The song, folded, without anything in brackets or behind a dash.
    whole : str
        As ``base``, with the subtitles in brackets.
    others : tuple of str
        Other names: a subtitle alone, or the parts of a name in two scripts.
    guests : tuple of str
        Folded names behind "feat.".
    recording : str
        Which recording it is where that matters: "" for the usual one, else for
        instance "live" or "other:tiesto remix".
    """

    base: str
    whole: str
    others: tuple[str, ...]
    guests: tuple[str, ...]
    recording: str


@lru_cache(1 << 16)
def song_title(title: str) -> SongTitle:
    """Take a title apart.

    Examples
    --------
    >>> song_title("Get Lucky (feat. Pharrell Williams) - Radio Edit - Remastered 2014")
    ... # doctest: +NORMALIZE_WHITESPACE
    SongTitle(base='get lucky', whole='get lucky', others=(),
              guests=('pharrell williams',), recording='edit')
    >>> song_title("행복 (Happiness)").others
    ('happiness',)
    """
    if not _SAYS_MORE.search(title):
        plain = folded(title)
        return SongTitle(plain, plain, (), (), "")
    bare, details = _parts(title)
    kept, guests, recording = _read(details)
    base = folded(bare) or folded(title)
    subtitles = [folded(detail) for detail in kept]
    whole = " ".join([base, *subtitles])
    others = dict.fromkeys([*(s for s in subtitles if len(s) > 3), *_by_script(bare)])
    others.pop(base, None)
    return SongTitle(base, whole, tuple(name for name in others if name), guests, recording)


def _parts(title: str) -> tuple[str, list[str]]:
    """Part a title from its details; "part 2" is no detail but the song itself."""
    details: list[str] = []

    def taken(found: re.Match[str]) -> str:
        inside = next(group for group in found.groups() if group is not None)
        if _PART.fullmatch(inside.strip()):
            return f" {inside} "
        details.append(inside)
        return " "

    name, *behind = _DASH.split(_BRACKETS.sub(taken, title))
    if not name.strip():
        name, behind = (behind[0], behind[1:]) if behind else (title, [])
    for detail in behind:
        if _PART.search(detail):
            name += " " + detail
        else:
            details.append(detail)
    if (found := _GUESTS.search(name)) and found.start():
        details.append(found.group())
        name = name[: found.start()]
    return name, details


def _read(details: list[str]) -> tuple[list[str], tuple[str, ...], str]:
    """Sort details into subtitles, guests and the recording."""
    kept: list[str] = []
    guests: dict[str, None] = {}
    recordings: list[str] = []
    for detail in details:
        named = _GUESTS.search(detail) or _WITH.search(detail.strip())
        if named:
            guests.update(dict.fromkeys(credited(named.group(1))))
            continue
        kind = _kind(detail)
        if kind == "other":
            recordings.append(f"other:{folded(detail)}")
        elif kind:
            recordings.append(kind)
        elif kind is None and detail.strip():
            kept.append(detail)
    return kept, tuple(guests), " ".join(dict.fromkeys(recordings))


def _kind(detail: str) -> Recording | Literal[""] | None:
    """Name the recording: "" where it is the usual one, None where nothing is said of it."""
    for kind, pattern in _KINDS:
        if pattern.search(detail):
            # "Dash Berlin Radio Edit" is what Dash Berlin made of it.
            return "other" if kind == "edit" and _BY_SOMEBODY.search(detail) else kind
    if _MIX.search(detail):
        return "other"
    if _NEUTRAL.search(detail):
        return ""
    return "again" if _SOME_VERSION.search(detail) else None


def _by_script(name: str) -> list[str]:
    """Part a name in two scripts, "빨간 맛 Red Flavor"; each must be more than a letter or two."""
    if not has_hangul(name):
        return []
    words = folded(name).split()
    korean = " ".join(word for word in words if has_hangul(word))
    rest = " ".join(word for word in words if not has_hangul(word))
    return [korean, rest] if len(rest) > 3 and len(korean) > 1 else []
