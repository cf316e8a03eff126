"""Films of the catalogue as the pages of labels show them and ask about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from medley.core.errors import DataError
from medley.data.film_rows import FilmRow
from medley.data.films import FilmQuery, PosterPixels
from medley.data.sources.film_values import overview_of
from medley.web.catalog.models import Item, ItemKind
from medley.web.labels.film_dataset import KeptPosters
from medley.web.labels.film_genres import known_film_genres
from medley.web.labels.film_records import known_rows

FOUND_AT_ONCE = 20


@dataclass(frozen=True, slots=True, eq=False)
class LibraryFilm:
    """What is known of a film of the catalogue.

    Attributes
    ----------
    query : FilmQuery
        With the genres that are known.
    overview : str
        As its list wrote it; markup in it is text.
    score : float or None
        Its audience's, from above 0 to 100.
    """

    query: FilmQuery
    overview: str
    score: float | None


def films() -> QuerySet[Item]:
    """The films that are not hidden."""
    return Item.objects.filter(kind=ItemKind.FILM, hidden=False).select_related("creator")


def find_films(words: str) -> list[Item]:
    """Look films up by title or director, the latest where nothing is asked."""
    rows = films()
    for word in words.replace("\0", "").split()[:8]:
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(title_ko__icontains=word)
            | Q(title_en__icontains=word)
            | Q(creator__name__icontains=word)
        )
    return list(rows.order_by("-pk")[:FOUND_AT_ONCE])


def film_of(item: Item) -> LibraryFilm:
    """Gather what the catalogue knows of a film; a poster that cannot be read is none."""
    rows = [row for _, _, row in known_rows([item.pk])]
    row = rows[0] if rows else FilmRow(title=item.title, year=item.year)
    genres = known_film_genres([item.pk]).get(item.pk, row.hinted or row.genres)
    overview = row.overview or item.description
    query = FilmQuery(
        poster=_poster(item),
        title=row.title or item.title,
        overview=overview_of(overview),
        facts=replace(row.facts, genres=genres),
    )
    return LibraryFilm(query, overview, row.score)


def _poster(item: Item) -> PosterPixels | None:
    try:
        return KeptPosters(Path(settings.MEDIA_ROOT), (item.picture,))[0]
    except DataError:
        return None
