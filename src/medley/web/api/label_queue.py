"""What waits for review, for programs: songs and films that a model proposes genres for."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal, TypeAlias

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Router, Schema

from medley.core.errors import DataError
from medley.serving.cursor import seal, unseal
from medley.web.api.labels import require_labeller
from medley.web.api.schemas import Cursor, Limit
from medley.web.labels.models import Label, LabelState, Provenance
from medley.web.labels.queue import Wanted, behind, waiting
from medley.web.problem import naming

router = Router(tags=["labels"])
_PLACE = struct.Struct(">dq")

GenreAsked: TypeAlias = Annotated[str, Field(max_length=64)]
Confidence: TypeAlias = Literal["", "unsure", "sure"]


class WaitingOut(Schema):
    """A song of the library that a model proposes a genre for."""

    id: str
    title: str
    artist: str
    genre: str
    probability: float
    unsure: bool
    model_version: str
    proposed_ms: int


class QueueOut(Schema):
    """A page of the queue, the least certain first."""

    items: list[WaitingOut]
    cursor: str | None


class ProposedOut(Schema):
    """A genre that a model proposes for a film."""

    genre: str
    probability: float


class FilmWaitingOut(Schema):
    """A film of the catalogue that a model proposes genres for."""

    id: str
    title: str
    genres: list[ProposedOut] = Field(description="The most probable first")
    unsure: bool
    model_version: str
    proposed_ms: int


class FilmQueueOut(Schema):
    """A page of the films that wait, the least certain first."""

    items: list[FilmWaitingOut]
    cursor: str | None


@router.get("/labels/queue", response=QueueOut, summary="Songs to review, least certain first")
def songs_waiting(
    request: HttpRequest,
    limit: Limit = 30,
    cursor: Cursor | None = None,
    genre: GenreAsked = "",
    confidence: Confidence = "",
) -> dict[str, Any]:
    """List proposals that nobody decided. Needs the permission ``labels.change_label``."""
    require_labeller(request)
    return _page(Wanted(genre.replace("\0", ""), confidence, "song"), limit, cursor, _songs)


@router.get(
    "/labels/films/queue", response=FilmQueueOut, summary="Films to review, least certain first"
)
def films_waiting(
    request: HttpRequest,
    limit: Limit = 30,
    cursor: Cursor | None = None,
    genre: GenreAsked = "",
    confidence: Confidence = "",
) -> dict[str, Any]:
    """List films whose genres nobody decided. Needs the permission ``labels.change_label``.

    They are in order of the most probable genre proposed, or of the genre asked for.
    """
    require_labeller(request)
    return _page(Wanted(genre.replace("\0", ""), confidence, "film"), limit, cursor, _films)


def _page(
    wanted: Wanted,
    limit: int,
    cursor: str | None,
    shown: Callable[[list[Label]], Iterable[dict[str, Any]]],
) -> dict[str, Any]:
    kind = "" if wanted.kind == "song" else f"{wanted.kind} "
    purpose = f"labels {kind}{wanted.genre} {wanted.confidence}"
    rows = waiting(wanted)
    if cursor is not None:
        rows = behind(rows, *_read_place(cursor, purpose))
    page = list(rows[: limit + 1])
    following = None
    if len(page) > limit:
        last = page[limit - 1]
        place = _PLACE.pack(last.probability or 0.0, last.pk)
        following = seal(place, settings.SECRET_KEY.encode(), purpose=purpose)
    return {"items": list(shown(page[:limit])), "cursor": following}


def _songs(page: list[Label]) -> Iterable[dict[str, Any]]:
    for label in page:
        creator = label.item.creator
        yield {
            **_proposal(label),
            "artist": creator.name if creator else "",
            "genre": label.genre.slug,
            "probability": label.probability,
        }


def _films(page: list[Label]) -> Iterable[dict[str, Any]]:
    found: dict[int, list[dict[str, Any]]] = {}
    rows = Label.objects.filter(
        item__in=[label.item_id for label in page],
        provenance=Provenance.MODEL,
        state=LabelState.SUGGESTED,
        probability__isnull=False,
    )
    for row in rows.order_by("-probability", "pk").values("item_id", "genre__slug", "probability"):
        proposed = {"genre": row["genre__slug"], "probability": row["probability"]}
        found.setdefault(row["item_id"], []).append(proposed)
    for label in page:
        yield {**_proposal(label), "genres": found[label.item_id]}


def _proposal(label: Label) -> dict[str, Any]:
    return {
        "id": label.item.key,
        "title": label.item.title,
        "unsure": label.unsure,
        "model_version": label.model_version,
        "proposed_ms": label.at_ms,
    }


def _read_place(cursor: str, purpose: str) -> tuple[float, int]:
    with naming("cursor"):
        payload = unseal(cursor, settings.SECRET_KEY.encode(), purpose=purpose)
        if len(payload) != _PLACE.size:
            raise DataError("the cursor is of another kind; begin again without it")
    probability, pk = _PLACE.unpack(payload)
    return probability, pk
