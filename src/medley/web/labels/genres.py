"""Genres of songs and films by their names in either language, and who may make new ones."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from medley.core.errors import DataError
from medley.data.categories import FILM_FORMATS, FILM_GENRES, MUSIC_GENRES
from medley.data.category_names import category_for
from medley.web.catalog.models import Category

FAMILY = "music"
FILMS = "film"
LONGEST = 60
_BUILT_IN = {FAMILY: MUSIC_GENRES, FILMS: (*FILM_GENRES, *FILM_FORMATS)}


def names_of(slugs: Iterable[str]) -> dict[str, str]:
    """The names of genres in the language of the request, by slug."""
    wanted = set(slugs)
    korean = (get_language() or "").startswith("ko")
    found = {slug: slug for slug in wanted}
    found |= {
        row.slug: row.name_ko if korean else row.name_en
        for rows in _BUILT_IN.values()
        for row in rows
        if row.slug in wanted
    }
    held = Category.objects.filter(slug__in=wanted)
    return found | {category.slug: category.name for category in held}


def all_genres(family: str = FAMILY) -> dict[str, str]:
    """Every genre that songs can have, or films: its name by its slug."""
    rows = Category.objects.filter(family=family).values_list("slug", flat=True)
    named = names_of([*(row.slug for row in _BUILT_IN[family]), *rows])
    return dict(sorted(named.items(), key=lambda pair: pair[1].casefold()))


def genre_named(text: str, *, may_make: bool = False, family: str = FAMILY) -> Category:
    """Find a genre by slug or by its name in either language.

    Parameters
    ----------
    text : str
    may_make : bool
        Make a genre of a name that is not known.
    family : str
        ``"music"`` or ``"film"``.

    Raises
    ------
    DataError
        If nothing is named, or there is no such genre, in the language of the request.
    """
    name = " ".join(text.replace("\0", "").split())
    if not name:
        raise DataError(_("Name a genre first."))
    row = category_for(name[:LONGEST], family)
    found = Category.objects.filter(slug=row.slug).first() or _written(name, family)
    if found is not None:
        return found
    if not may_make and row not in _BUILT_IN[family]:
        raise DataError(_("There is no genre “%(name)s”. Choose one of the list.") % {"name": name})
    made, _new = Category.objects.get_or_create(
        slug=row.slug,
        defaults={"name_ko": row.name_ko, "name_en": row.name_en, "family": row.family},
    )
    return made


def _written(name: str, family: str) -> Category | None:
    rows = Category.objects.filter(family=family)
    return rows.filter(name_en__iexact=name).first() or rows.filter(name_ko__iexact=name).first()
