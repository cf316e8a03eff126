"""Films for programs: genres and an expected score, accepted or corrected."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from medley.core.errors import UnavailableError
from medley.data.sources.pictures import MAX_BYTES
from medley.web.api.labels import actor_of, caller_of, require_labeller
from medley.web.api.schemas import Strict
from medley.web.catalog.models import Item
from medley.web.labels import film_saying, film_uploads
from medley.web.labels.film_genres import film_genres_by_people, known_film_genres
from medley.web.labels.film_labeller import UNTRAINED, answer, is_trained
from medley.web.labels.film_library import film_of, films
from medley.web.labels.film_sent import UnreadFilmError, read_file, read_film
from medley.web.labels.models import Label
from medley.web.labels.models_film_uploads import FilmUpload
from medley.web.labels.size_limit import is_too_large
from medley.web.learning.outcomes import ITEM
from medley.web.people.models import Person
from medley.web.problem import Problem, naming

router = Router(tags=["labels"])


class FilmGenreOut(Schema):
    """A genre; a film can have several, so the probabilities need not sum to 1."""

    genre: str
    probability: float
    threshold: float = Field(description="From this probability on the genre is said")
    said: bool


class FactOut(Schema):
    """By how many points a fact moves the score."""

    fact: str
    points: float


class ScoreOut(Schema):
    """What an audience may give a film, from 0 to 100, by facts known before its release.

    The interval from ``low`` to ``high`` holds the real score of the share ``coverage`` of
    films; ``base`` and the points of the contributions sum to the value.
    """

    value: float
    low: float
    high: float
    coverage: float
    base: float
    contributions: list[FactOut]


class FilmLabelOut(Schema):
    """The genres that hold, and who said so."""

    genres: list[str]
    provenance: Literal["human", "file"]


class FilmOut(Schema):
    """What the models say of a film.

    ``confident`` is false where no genre is said: "no confident genre". ``score`` is null
    while no model of scores is trained; ``label`` is null while nobody said the genres.
    """

    id: str
    title: str
    request_id: str
    model_version: str
    score_version: str | None
    fallback: str | None = Field(description="Why this is not the usual model")
    genres: list[FilmGenreOut] = Field(description="The most probable first")
    confident: bool
    score: ScoreOut | None
    animated: bool = Field(description="Whether only the first frame of the poster counts")
    expires_ms: int | None = Field(description="When a film that was sent is deleted")
    label: FilmLabelOut | None


class FilmLabelIn(Strict):
    """All genres that the film has: the model's own accept it, others correct it."""

    genres: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=40)] | None = (
        Field(description="Slugs, or names in Korean or English; null takes the word back")
    )
    person: str | None = Field(None, description="For keys: whom to act for")


class FilmLabelledOut(Schema):
    """A film with the label that holds, null where none does."""

    id: str
    label: FilmLabelOut | None


class FilmForm(Schema):
    """What is known of a film; each field may be missing."""

    title: str = Field("", description="At most 300 characters")
    overview: str = Field("", description="At most 20,000 characters; markup is text")
    year: str = Field("", description="Of the release, from 1870 to 2100")
    month: str = Field("", description="Of the release, from 1 to 12")
    runtime: str = Field("", description="In minutes, from 1 to 1,500")
    director: str = Field("", description="Several are divided by commas")
    language: str = Field("", description="Of the original: a code such as `ko`")
    person: str | None = Field(None, description="For keys: whom to act for")


@router.post("/labels/films", response={201: FilmOut}, summary="Label and score a film")
def send_film(
    request: HttpRequest, fields: Form[FilmForm], poster: File[UploadedFile | None] = None
) -> Status[dict[str, Any]]:
    """Send a poster, a title or an overview, or all of them, as a multipart form.

    The poster is a JPEG, PNG, WebP, AVIF or GIF of at most 20 MB and 40 million pixels, at
    least 24 either way and at most four times as long as wide. The facts help the score.
    The film is kept for a week, for the caller alone.
    """
    if not is_trained():
        raise Problem(503, UNTRAINED)
    # What is too large was cut off on the way, with all that came behind it.
    if is_too_large(request):
        raise Problem(413, f"the poster is larger than {MAX_BYTES:,} bytes", field="poster")
    actor = actor_of(request, fields.person)
    try:
        read = read_film(fields.dict(exclude={"person"}), read_file(poster))
        held = film_uploads.take(actor, read, poster.name or "" if poster else "")
    except UnreadFilmError as fault:
        raise Problem(422, str(fault), field=fault.field or "poster") from fault
    return Status(201, _sent(held))


@router.get("/labels/films/{path:key}", response=FilmOut, summary="A film's genres and score")
def get_film(request: HttpRequest, key: str, person: str | None = None) -> dict[str, Any]:
    """Read what the models say of a film that the person sent, or of one of the catalogue.

    The catalogue's are named by their item's id.
    """
    item = _film(key)
    if item is None:
        return _sent(_upload(caller_of(request).person(person), key))
    try:
        film = film_of(item)
        found = answer(film.query, f"{ITEM}{item.pk}", unscored=film.score is None)
    except UnavailableError:
        raise Problem(503, UNTRAINED) from None
    return {
        **film_uploads.answer_document(found),
        "id": item.key,
        "title": item.title,
        "animated": False,
        "expires_ms": None,
        "label": _label_of(item),
    }


@router.put("/labels/films/{path:key}", response=FilmLabelledOut, summary="Say a film's genres")
def put_film_label(request: HttpRequest, key: str, body: FilmLabelIn) -> dict[str, Any]:
    """Say which genres a film has: one that was sent, or one of the catalogue by its item's id.

    The catalogue's need the permission ``labels.change_label``.
    """
    item = _film(key)
    if item is not None:
        require_labeller(request)
        _say_of_film(item, body, actor_of(request, body.person))
        return {"id": key, "label": _label_of(item)}
    held = _upload(caller_of(request).person(body.person), key)
    if body.genres is None:
        film_uploads.unsay(held)
    else:
        with naming("genres"):
            film_uploads.say(held, film_saying.genres_named(body.genres))
    return {"id": key, "label": _own_word(held)}


def _say_of_film(item: Item, body: FilmLabelIn, person: Person) -> None:
    with naming("genres"):
        if body.genres is None:
            film_saying.unsay(item, person)
            return
        genres = film_saying.genres_named(body.genres, may_make=True)
        answered = None
        if is_trained() and not Label.objects.filter(item=item, provenance="model").exists():
            answered = answer(film_of(item).query, f"{ITEM}{item.pk}")
        film_saying.say(item, genres, person, answered)


def _sent(held: FilmUpload) -> dict[str, Any]:
    if not held.answer:
        raise Problem(503, UNTRAINED)
    return {
        **held.answer,
        "id": held.token,
        "title": held.title,
        "animated": held.animated,
        "expires_ms": held.expires_ms,
        "label": _own_word(held),
    }


def _own_word(held: FilmUpload) -> dict[str, Any] | None:
    if held.genres is None:
        return None
    return {"genres": held.genres, "provenance": "human"}


def _label_of(item: Item) -> dict[str, Any] | None:
    by_people = film_genres_by_people([item.pk])
    known = by_people or known_film_genres([item.pk])
    if item.pk not in known:
        return None
    return {"genres": list(known[item.pk]), "provenance": "human" if by_people else "file"}


def _film(key: str) -> Item | None:
    return films().filter(key=key).first() if "\0" not in key else None


def _upload(person: Person | None, token: str) -> FilmUpload:
    try:
        return film_uploads.upload_of(person, token.replace("\0", ""))
    except Http404:
        raise Problem(
            404, "there is no such film, or it is deleted; POST /labels/films takes one"
        ) from None
