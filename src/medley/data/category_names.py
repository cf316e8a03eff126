"""From the name that a source gives a category to the one slug that Medley keeps.

``Sci-Fi``, ``Science Fiction`` and ``SF`` are one category; a name that is not
built in becomes a category of its own, called what the source calls it.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

from medley.data.categories import CLUB_CATEGORIES, FILM_FORMATS, FILM_GENRES, MUSIC_GENRES
from medley.data.rows import CategoryRow

FAMILY_OF_KIND: dict[str, str] = {"film": "film", "song": "music", "playlist": "music"}
"""The list in which the categories of an item of this kind are looked up; else "club"."""

_SPELLINGS = {
    ("film", "children's"): "children",
    ("film", "sci-fi"): "science-fiction",
    ("film", "music"): "music-film",
    ("film", "sport"): "sport-film",
    ("music", "hiphop"): "hip-hop",
    ("music", "r&b"): "rnb-soul",
}
_BY_SLUG = {row.slug: row for row in (*CLUB_CATEGORIES, *FILM_GENRES, *FILM_FORMATS, *MUSIC_GENRES)}
_BY_NAME = {
    (row.family, name.casefold()): row
    for row in _BY_SLUG.values()
    for name in (row.slug, row.name_en, row.name_ko)
} | {spelling: _BY_SLUG[slug] for spelling, slug in _SPELLINGS.items()}


def category_for(name: str, family: str) -> CategoryRow:
    """Find the category that a source means, or make one named as the source says.

    Parameters
    ----------
    name : str
        A slug, or a name in either language; not blank.
    family : str
        The list looked in first: ``"club"``, ``"film"`` or ``"music"``.

    Examples
    --------
    >>> category_for("Sci-Fi", "film").slug, category_for("여행", "club").slug
    ('science-fiction', 'travel')
    >>> category_for("Board games", "club")
    CategoryRow(slug='board-games', name_ko='Board games', name_en='Board games', family='club')
    """
    wanted = " ".join(name.split())
    known = _BY_NAME.get((family, wanted.casefold()))
    if known is not None:
        return known
    slug = slug_of(wanted)
    return _BY_SLUG.get(slug) or CategoryRow(slug, wanted[:80], wanted[:80], family)


def slug_of(name: str) -> str:
    """Spell a name in at most 64 lower-case ASCII letters, digits and hyphens.

    A name without any ASCII letter or digit gets a slug made of its hash.

    Examples
    --------
    >>> slug_of("Café & Bar"), slug_of("보드게임") == slug_of("보드게임")
    ('cafe-bar', True)
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].rstrip("-")
    return slug or f"topic-{blake2b(name.encode(), digest_size=6).hexdigest()}"
