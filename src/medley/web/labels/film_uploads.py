"""Films that people send: kept for a week, in a folder of their own, for them alone."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any
from uuid import uuid4

from django.http import Http404
from django.utils.translation import gettext as _

from medley.core.errors import UnavailableError
from medley.data.films import FilmFacts, FilmQuery
from medley.features.image.reading import read_poster
from medley.serving.film_answers import FilmAnswer, FilmScore
from medley.serving.film_query import film_query
from medley.web.catalog.models import Category
from medley.web.clock import now_ms
from medley.web.labels.film_labeller import answer
from medley.web.labels.film_sent import ReadFilm, UnreadFilmError
from medley.web.labels.kept_uploads import LASTS_MS, folder_of, held_bytes, keep_latest, shown_name
from medley.web.labels.models_film_uploads import FilmUpload
from medley.web.labels.models_uploads import Verdict
from medley.web.learning.outcomes import FILM
from medley.web.people.models import Person

KEPT = 50
"""So many films of one person; with one more the oldest goes."""
MOST_HELD_BYTES = 5 * 1024**3
"""Of all people together, so that nobody can fill the disk."""
_SHOWN, _SEEN = "poster.webp", "seen.png"


def take(person: Person, film: ReadFilm, name: str = "") -> FilmUpload:
    """Keep a film that a person sent, and ask the models about it.

    Parameters
    ----------
    person : Person
    film : ReadFilm
    name : str
        What its sender calls the picture's file.

    Raises
    ------
    UnreadFilmError
        If there is no room; nothing is kept.
    """
    size = len(film.shown) + len(film.seen)
    if held_bytes(FilmUpload) + size > MOST_HELD_BYTES:
        raise UnreadFilmError(_("Too many films are kept here at the moment. Try again tomorrow."))
    now = now_ms()
    upload = FilmUpload(
        person=person,
        name=film.title or shown_name(name) or _("Untitled"),
        title=film.title,
        overview=film.overview,
        facts=asdict(film.query.facts),
        has_poster=bool(film.shown),
        animated=film.animated,
        size=size,
        created_ms=now,
        expires_ms=now + LASTS_MS,
    )
    upload.answer = _written(film.query, upload)
    folder = folder_of(upload)
    try:
        if film.shown:
            folder.mkdir(parents=True, mode=0o700)
            (folder / _SHOWN).write_bytes(film.shown)
            (folder / _SEEN).write_bytes(film.seen)
        upload.save()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    keep_latest(FilmUpload, person, KEPT)
    return upload


def upload_of(person: Person | None, token: str) -> FilmUpload:
    """Find a film of the person.

    Raises
    ------
    Http404
        If there is none, or its time is over; another person's is none.
    """
    found = FilmUpload.objects.filter(person=person, token=token).first()
    if person is None or found is None or found.expires_ms <= now_ms():
        raise Http404("there is no such film of yours")
    return found


def uploads_of(person: Person | None) -> list[FilmUpload]:
    """The person's films, the latest first."""
    if person is None:
        return []
    rows = FilmUpload.objects.filter(person=person, expires_ms__gt=now_ms())
    return list(rows.order_by("-created_ms", "-pk"))


def query_of(upload: FilmUpload) -> FilmQuery:
    """Ask about a film with all that was sent of it; genres that the person says count as facts.

    Raises
    ------
    Http404
        If its poster is gone.
    """
    facts: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in upload.facts.items()
    }
    known = FilmFacts(**facts)
    if upload.genres:
        known = replace(known, genres=tuple(upload.genres))
    texts = film_query(title=upload.title, overview=upload.overview) if _told(upload) else None
    query = replace(texts or FilmQuery(), facts=known)
    if not upload.has_poster:
        return query
    try:
        return replace(query, poster=read_poster((folder_of(upload) / _SEEN).read_bytes()))
    except OSError as error:
        raise Http404("the poster of this film is gone") from error


def poster_of(upload: FilmUpload) -> bytes:
    """The poster as people see it, WebP.

    Raises
    ------
    Http404
        If there is none.
    """
    try:
        return (folder_of(upload) / _SHOWN).read_bytes()
    except OSError as error:
        raise Http404("there is no poster of this film") from error


def answer_again(upload: FilmUpload, found: FilmAnswer) -> None:
    """Write down what the present models say, unless the person had their word already."""
    document = answer_document(found)
    versions = ("model_version", "score_version")
    same = all(upload.answer.get(name) == document[name] for name in versions)
    if upload.verdict == Verdict.NONE and not same:
        upload.answer = document
        FilmUpload.objects.filter(pk=upload.pk).update(answer=document)


def say(upload: FilmUpload, genres: Sequence[Category]) -> None:
    """Label a film: accept the genres that the model said, or correct them."""
    heard = {row["genre"] for row in upload.answer.get("genres", ()) if row["said"]}
    chosen = [genre.slug for genre in genres]
    upload.verdict = Verdict.ACCEPTED if heard == set(chosen) else Verdict.CORRECTED
    upload.genres, upload.labelled_ms = chosen, now_ms()
    upload.save(update_fields=["verdict", "genres", "labelled_ms"])


def unsay(upload: FilmUpload) -> None:
    """Take the person's labels back."""
    upload.verdict, upload.genres, upload.labelled_ms = Verdict.NONE, None, 0
    upload.save(update_fields=["verdict", "genres", "labelled_ms"])


def films_document(person: Person) -> list[dict[str, Any]]:
    """Lay out what a person sent of films, without the posters themselves."""
    return [
        {
            "name": one.name,
            "title": one.title,
            "overview": one.overview,
            "facts": one.facts,
            "has_poster": one.has_poster,
            "answer": one.answer,
            "genres": one.genres,
            "verdict": one.verdict or None,
            "labelled_ms": one.labelled_ms or None,
            "created_ms": one.created_ms,
            "expires_ms": one.expires_ms,
        }
        for one in uploads_of(person)
    ]


def answer_document(found: FilmAnswer) -> dict[str, Any]:
    """Lay an answer out as plain values."""
    return {
        "request_id": str(uuid4()),
        "model_version": found.genre_version,
        "score_version": found.score_version or None,
        "fallback": found.fallback,
        "confident": found.confident,
        "genres": [
            {
                "genre": one.genre,
                "probability": round(one.probability, 6),
                "threshold": round(one.threshold, 6),
                "said": one.said,
            }
            for one in found.genres
        ],
        "score": None if found.score is None else _score_document(found.score),
    }


def _told(upload: FilmUpload) -> bool:
    return bool(upload.title or upload.overview)


def _score_document(score: FilmScore) -> dict[str, Any]:
    return {
        "value": round(score.value, 2),
        "low": round(score.low, 2),
        "high": round(score.high, 2),
        "coverage": score.coverage,
        "base": round(score.base, 2),
        "contributions": [
            {"fact": fact, "points": round(points, 2)} for fact, points in score.contributions
        ],
    }


def _written(query: FilmQuery, upload: FilmUpload) -> dict[str, Any]:
    try:
        found = answer(query, f"{FILM}{upload.token}", person=upload.person_id)
        return answer_document(found)
    except UnavailableError:
        return {}
