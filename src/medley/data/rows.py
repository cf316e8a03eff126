"""The plain records that importers and the demo catalogue hand over.

They carry values only: no database, no framework. The web writes them to the
catalogue, `medley.data.feed` turns them into arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["video", "film", "song", "playlist", "workout"]
KINDS: tuple[Kind, ...] = ("video", "film", "song", "playlist", "workout")


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category, genre or topic that items belong to.

    Attributes
    ----------
    slug : str
        Stable id: lower-case ASCII letters, digits and hyphens.
    name_ko, name_en : str
        Never empty.
    family : str
        Which list it belongs to: ``"club"``, ``"film"`` or ``"music"``.
    """

    slug: str
    name_ko: str
    name_en: str
    family: str = "club"


@dataclass(frozen=True, slots=True)
class CreatorRow:
    """Who made items: a club, a director, an artist."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One thing in the catalogue.

    Attributes
    ----------
    key : str
        Unique in the whole catalogue, ``"source:external-id"``, at most 191
        characters, e.g. ``"movielens:1"``.
    kind : Kind
    title : str
        In its own language; at most 300 characters.
    title_ko, title_en : str
        Translations, empty where there is none.
    description : str
    categories : tuple of str
        Category slugs.
    creator : str
        Creator key, or empty.
    year : int or None
    duration_s : float or None
        Seconds.
    picture, media : str
        Paths relative to the media folder, or empty.
    published_ms : int or None
        Milliseconds since 1970-01-01 UTC.
    links : tuple of (str, str)
        Other names of the same thing, e.g. ``(("imdb", "tt0114709"),)``.
    """

    key: str
    kind: Kind
    title: str
    title_ko: str = ""
    title_en: str = ""
    description: str = ""
    categories: tuple[str, ...] = ()
    creator: str = ""
    year: int | None = None
    duration_s: float | None = None
    picture: str = ""
    media: str = ""
    published_ms: int | None = None
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something a person did to an item; appended, never changed.

    Attributes
    ----------
    person : str
        Person key, e.g. ``"movielens:15"``.
    item : str
        Item key.
    kind : str
        One of `medley.data.signals.EVENT_KINDS`.
    at_ms : int or None
        Milliseconds since 1970-01-01 UTC; None when the source knows no time.
    undo : bool
        True when the event takes the person's earlier one of this kind back.
    value : float or None
        For a dwell: seconds.
    """

    person: str
    item: str
    kind: str
    at_ms: int | None = None
    undo: bool = False
    value: float | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of an imported or made data set, with declared interests."""

    key: str
    interests: tuple[str, ...] = ()


Row: TypeAlias = CategoryRow | CreatorRow | ItemRow | PersonRow | EventRow


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was set aside, with the place and the reason.

    Attributes
    ----------
    source : str
        File name.
    line : int
        Line number in that file, from 1.
    reason : str
        In the user's words.
    text : str
        The row as read, at most 500 characters.
    """

    source: str
    line: int
    reason: str
    text: str
