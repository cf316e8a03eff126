"""Makes a query of what somebody sent of a film: cleaned, and within limits that are named."""

from __future__ import annotations

from medley.core.errors import DataError
from medley.data.films import FilmFacts, FilmQuery
from medley.data.sources.film_values import overview_of
from medley.data.validation import MAX_DESCRIPTION, MAX_TITLE
from medley.features.image.reading import read_poster


def film_query(
    *,
    poster: bytes | None = None,
    title: str = "",
    overview: str = "",
    facts: FilmFacts | None = None,
) -> FilmQuery:
    """Make a query of a poster's file and of texts, each of which may be missing.

    Parameters
    ----------
    poster : bytes, optional
        As `medley.features.image.reading.read_poster` takes it.
    title, overview : str
        Markup is stripped; at most 300 and 20,000 characters.
    facts : FilmFacts, optional

    Raises
    ------
    DataError
        If the picture cannot be read, a text is too long, or all of them are missing.

    Examples
    --------
    >>> film_query(title=" <b>Alien</b> ").title
    'Alien'
    """
    title = _text(title, "title", MAX_TITLE)
    overview = _text(overview, "overview", MAX_DESCRIPTION)
    if poster is None and not title and not overview:
        raise DataError("nothing is known of the film; give a poster, a title or an overview")
    pixels = None if poster is None else read_poster(poster)
    return FilmQuery(pixels, title, overview, facts or FilmFacts())


def _text(text: str, what: str, most: int) -> str:
    if len(text) > most:
        raise DataError(
            f"the {what} has {len(text):,} characters; at most {most:,} are taken, so shorten it"
        )
    return overview_of(text)
