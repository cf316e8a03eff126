"""Genres of songs for programs: heard in a file, accepted or corrected, reviewed in a queue."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from medley.core.errors import UnavailableError
from medley.web.api.callers import Caller
from medley.web.api.schemas import Strict
from medley.web.catalog.models import Item
from medley.web.labels import saying, uploads
from medley.web.labels.access import PERMISSION
from medley.web.labels.genres import genre_named
from medley.web.labels.labeller import UNTRAINED, answer, is_trained
from medley.web.labels.library import songs, sound_of_song
from medley.web.labels.models import Upload
from medley.web.labels.size_limit import MOST_BYTES, is_too_large
from medley.web.learning.outcomes import ITEM
from medley.web.people.models import Person
from medley.web.problem import Problem, naming

router = Router(tags=["labels"])


class GenreOut(Schema):
    """A genre; the probabilities of all sum to 1."""

    genre: str
    probability: float


class SaidOut(Schema):
    """Who or what made a label, and when."""

    genre: str
    provenance: Literal["human", "file", "model"]
    state: Literal["suggested", "accepted", "rejected"]
    at_ms: int


class HeardOut(Schema):
    """What a model heard in a song that was sent.

    ``unsure`` is true where no genre is as probable as ``unsure_below``; ``label`` is
    the person's own word, null before it.
    """

    id: str
    request_id: str
    model_version: str
    fallback: str | None = Field(description="Why this is not the usual model")
    genres: list[GenreOut]
    unsure: bool
    unsure_below: float
    duration_s: float
    expires_ms: int = Field(description="When the file is deleted")
    label: SaidOut | None


class LabelIn(Strict):
    """The right genre: the model's own first accepts it, another corrects it."""

    genre: Annotated[str, Field(max_length=80)] | None = Field(
        description="A slug, or a name in Korean or English; null takes the word back"
    )
    person: str | None = Field(None, description="For keys: whom to act for")


class LabelledOut(Schema):
    """A song with the label that holds, null where none does."""

    id: str
    label: SaidOut | None


@router.post("/labels", response={201: HeardOut}, summary="Hear the genres of a song")
def hear_song(
    request: HttpRequest, file: File[UploadedFile | None] = None, person: Form[str | None] = None
) -> Status[dict[str, Any]]:
    """Send a sound file as the field ``file`` of a multipart form.

    It is kept for a week, for the caller alone.
    """
    if not is_trained():
        raise Problem(503, UNTRAINED)
    # What is too large was cut off on the way, with all that came behind it.
    if is_too_large(request):
        raise Problem(413, f"the file is larger than {MOST_BYTES:,} bytes", field="file")
    if file is None:
        raise Problem(422, "send the song as the field `file` of a multipart form", field="file")
    actor = actor_of(request, person)
    with naming("file"):
        held = uploads.take(actor, file)
    return Status(201, _heard(held))


@router.get("/labels/{path:key}", response=HeardOut, summary="A song that was sent")
def get_heard(request: HttpRequest, key: str, person: str | None = None) -> dict[str, Any]:
    """Read what was heard in a song that the person sent."""
    return _heard(_upload(caller_of(request).person(person), key))


@router.put("/labels/{path:key}", response=LabelledOut, summary="Accept or correct a genre")
def put_label(request: HttpRequest, key: str, body: LabelIn) -> dict[str, Any]:
    """Say which genre a song has: one that was sent, or one of the library by its item's id.

    The library's need the permission ``labels.change_label``.
    """
    item = songs().filter(key=key).first() if "\0" not in key else None
    if item is not None:
        require_labeller(request)
        return {"id": key, "label": _say_of_song(item, body, actor_of(request, body.person))}
    held = _upload(caller_of(request).person(body.person), key)
    if body.genre is None:
        uploads.unsay(held)
    else:
        with naming("genre"):
            uploads.say(held, genre_named(body.genre))
    return {"id": key, "label": _own_word(held)}


def _say_of_song(item: Item, body: LabelIn, person: Person) -> dict[str, Any] | None:
    if body.genre is None:
        with naming("genre"):
            saying.unsay(item, person)
        return None
    with naming("genre"):
        genre = genre_named(body.genre, may_make=True)
    try:
        answered = answer(sound_of_song(item.pk), f"{ITEM}{item.pk}")
    except UnavailableError:
        answered = None
    label = saying.say(item, genre, person, answered)
    return {
        "genre": genre.slug,
        "provenance": label.provenance,
        "state": label.state,
        "at_ms": label.at_ms,
    }


def _heard(held: Upload) -> dict[str, Any]:
    if not held.answer:
        raise Problem(503, UNTRAINED)
    return {
        **held.answer,
        "id": held.token,
        "model_version": held.answer["version"],
        "duration_s": round(held.duration_s, 3),
        "expires_ms": held.expires_ms,
        "label": _own_word(held),
    }


def _own_word(held: Upload) -> dict[str, Any] | None:
    if held.genre is None:
        return None
    return {
        "genre": held.genre.slug,
        "provenance": "human",
        "state": "accepted",
        "at_ms": held.labelled_ms,
    }


def _upload(person: Person | None, token: str) -> Upload:
    try:
        return uploads.upload_of(person, token.replace("\0", ""))
    except Http404:
        raise Problem(
            404, "the person sent no such song, or it is deleted; POST /labels hears one"
        ) from None


def require_labeller(request: HttpRequest) -> None:
    """Go on only for those who may label what is in the catalogue.

    Raises
    ------
    Problem
        403 for others.
    """
    caller = caller_of(request)
    if caller.user is None or not caller.user.is_staff:
        caller.require(PERMISSION)


def caller_of(request: HttpRequest) -> Caller:
    """Who calls, as the authentication found."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def actor_of(request: HttpRequest, name: str | None) -> Person:
    """The person who acts, made at the first call.

    Raises
    ------
    Problem
        422 where a key names nobody.
    """
    person = caller_of(request).person(name, create=True)
    if person is None:
        raise Problem(422, "name the person to act for", field="person")
    return person
