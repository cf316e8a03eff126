"""What somebody sends of a film, read within limits; faults are said in their language."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from medley.core.errors import DataError
from medley.data.films import FilmFacts, FilmQuery
from medley.data.sources.film_values import language_of, people
from medley.data.sources.pictures import MAX_BYTES, webp_of
from medley.data.validation import MAX_DESCRIPTION, MAX_TITLE
from medley.serving.film_query import film_query
from medley.web.labels.film_picture_faults import MEGABYTES, fault_of_picture, is_animated

YEARS, MONTHS, MINUTES = (1870, 2100), (1, 12), (1, 1_500)
LONGEST_NAMES = 1_000
"""Characters of the directors together."""


class UnreadFilmError(DataError):
    """A film that is not taken, said in the language of the request.

    Parameters
    ----------
    said : str
    field : str
        Which part is at fault; empty where something is missing.
    """

    def __init__(self, said: str, field: str = "") -> None:
        super().__init__(said)
        self.field = field


@dataclass(frozen=True, slots=True, eq=False)
class ReadFilm:
    """A film as it was sent, safe to be kept and shown.

    Attributes
    ----------
    query : FilmQuery
    title, overview : str
        As they were written; markup in them is text.
    shown, seen : bytes
        The poster written anew: WebP for people, PNG of what models look at. Empty
        without a poster.
    animated : bool
        Whether only its first frame counts.
    """

    query: FilmQuery
    title: str
    overview: str
    shown: bytes = b""
    seen: bytes = b""
    animated: bool = False


def read_film(fields: Mapping[str, str], poster: bytes | None) -> ReadFilm:
    """Read the fields of a form: title, overview, year, month, runtime, director, language.

    Parameters
    ----------
    fields : mapping of str to str
        Each may be missing.
    poster : bytes, optional
        The picture's file.

    Raises
    ------
    UnreadFilmError
        If the picture cannot be read, a field is beyond its limit, or all that could
        tell the genres is missing.
    """
    title = _text(fields.get("title", ""), "title", MAX_TITLE)
    overview = _text(fields.get("overview", ""), "overview", MAX_DESCRIPTION)
    facts = read_facts(fields)
    if poster is None and not title and not overview:
        raise UnreadFilmError(_("Nothing came. Choose a poster, or write a title or an overview."))
    if poster is None:
        return ReadFilm(_query(None, title, overview, facts), title, overview)
    try:
        query = film_query(poster=poster, title=title, overview=overview, facts=facts)
        shown = webp_of(poster)
    except DataError as error:
        raise UnreadFilmError(fault_of_picture(poster), "poster") from error
    return ReadFilm(query, title, overview, shown, _png(query), is_animated(poster))


def read_facts(fields: Mapping[str, str]) -> FilmFacts:
    """Read what is known of a film before its release.

    Raises
    ------
    UnreadFilmError
        If a number is none, or outside of its range.
    """
    language = fields.get("language", "").strip()
    if language and not language_of(language):
        raise UnreadFilmError(
            _("The language is a code of two or three letters, such as “ko” or “en”."), "language"
        )
    directors = fields.get("director", "")
    if len(directors) > LONGEST_NAMES:
        raise UnreadFilmError(
            _("The director's name has %(given)s characters; at most %(n)s are taken.")
            % {"given": f"{len(directors):,}", "n": f"{LONGEST_NAMES:,}"},
            "director",
        )
    year, month = _number(fields, "year", YEARS), _number(fields, "month", MONTHS)
    runtime = _number(fields, "runtime", MINUTES)
    return FilmFacts(
        runtime_min=None if runtime is None else float(runtime),
        year=year,
        month=month,
        language=language_of(language),
        directors=people(directors.split(",")),
    )


def too_large() -> UnreadFilmError:
    """Say that a file was larger than is taken."""
    return UnreadFilmError(
        _("The picture is larger than %(n)s MB. Send a smaller one.") % {"n": MEGABYTES}, "poster"
    )


def read_file(sent: object) -> bytes | None:
    """Read an uploaded picture whole, never more than the limit.

    Raises
    ------
    UnreadFilmError
        If it is too large.
    """
    if sent is None:
        return None
    if (getattr(sent, "size", 0) or 0) > MAX_BYTES:
        raise too_large()
    data: bytes = sent.read()  # type: ignore[attr-defined]
    return data


def _text(text: str, field: str, most: int) -> str:
    held = "".join(one for one in text if one.isprintable() or one in "\n\t").strip()
    if field == "title":
        held = " ".join(held.split())
    if len(held) <= most:
        return held
    said = (
        _("The title has %(given)s characters; at most %(n)s are taken. Shorten it.")
        if field == "title"
        else _("The overview has %(given)s characters; at most %(n)s are taken. Shorten it.")
    )
    raise UnreadFilmError(said % {"given": f"{len(held):,}", "n": f"{most:,}"}, field)


def _query(poster: bytes | None, title: str, overview: str, facts: FilmFacts) -> FilmQuery:
    try:
        return film_query(poster=poster, title=title, overview=overview, facts=facts)
    except DataError as error:
        # Of texts that are within their limits only those without a word are left.
        said = _("Nothing of this can be read. Write a title or an overview in words.")
        raise UnreadFilmError(said, "overview" if overview else "title") from error


def _number(fields: Mapping[str, str], field: str, span: tuple[int, int]) -> int | None:
    text = fields.get(field, "").strip()
    if not text:
        return None
    low, high = span
    number = int(text) if text.isdecimal() and len(text) < 6 else 0
    if low <= number <= high:
        return number
    said = {
        "year": _("The year is a whole number from %(low)s to %(high)s."),
        "month": _("The month is a whole number from %(low)s to %(high)s."),
        "runtime": _("The runtime is a whole number of minutes from %(low)s to %(high)s."),
    }[field]
    raise UnreadFilmError(said % {"low": low, "high": high}, field)


def _png(query: FilmQuery) -> bytes:
    from PIL import Image

    assert query.poster is not None
    out = io.BytesIO()
    Image.fromarray(query.poster).save(out, "PNG")
    return out.getvalue()
