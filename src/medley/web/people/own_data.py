"""All that is kept about a person, as one JSON document that is written piece by piece."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import StreamingHttpResponse

from medley.web.api.models import ApiKey
from medley.web.coach.belongings import coach_document
from medley.web.covers.sketches import sketch_documents
from medley.web.feed.models import Event, Exposure
from medley.web.feed.recording import OLDEST_FIRST
from medley.web.jobs.models import Job
from medley.web.labels.belongings import labels_document
from medley.web.people.models import Block, Interest, Person, User, Wish
from medley.web.playlists.belongings import playlists_document

FILE = "medley-export.json"
CHUNK = 2_000
_SHOWN = (
    "request_id",
    "scenario",
    "model_version",
    "experiment",
    "arm",
    "items",
    "positions",
    "propensities",
    "shown_ms",
)
_JOB = ("kind", "subject", "state", "why", "trouble", "created_ms", "started_ms", "ended_ms")


def export_response(person: Person) -> StreamingHttpResponse:
    """Give everything that is kept as a file that no cache keeps."""
    return StreamingHttpResponse(
        written(person),
        content_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="{FILE}"',
            "Cache-Control": "private, no-store",
        },
    )


def everything_about(person: Person) -> dict[str, Any]:
    """Collect all rows of a person as plain values."""
    whole: dict[str, Any] = json.loads("".join(written(person)))
    return whole


def written(person: Person) -> Iterator[str]:
    """Write the document a row at a time, so that memory stays small whatever there is."""
    lead = "{\n"
    for name, value in _sections(person):
        yield f"{lead}  {json.dumps(name)}: "
        lead = ",\n"
        if isinstance(value, Iterator):
            yield from _array(value)
        else:
            yield _json(value)
    yield "\n}\n"


def _array(rows: Iterator[Any]) -> Iterator[str]:
    lead = "["
    for row in rows:
        yield f"{lead}\n    {_json(row)}"
        lead = ","
    yield "[]" if lead == "[" else "\n  ]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)


def _sections(person: Person) -> Iterator[tuple[str, Any]]:
    yield "person", person.key
    yield "former_keys", list(person.former_keys.values_list("key", flat=True))
    yield "since", person.created_at.isoformat()
    yield "account", _account(person.user) if person.user else None
    yield "reset_ms", person.reset_ms or None
    yield "outside", person.outside
    yield (
        "interests",
        list(Interest.objects.filter(person=person).values_list("category__slug", flat=True)),
    )
    blocks = Block.objects.filter(person=person).order_by("at_ms")
    yield "blocks", list(blocks.values("creator__key", "category__slug", "at_ms"))
    wishes = Wish.objects.filter(person=person).order_by("-at_ms")
    yield "wishes", wishes.values("item__key", "at_ms", "nudged_ms").iterator(CHUNK)
    events = Event.objects.filter(person=person).order_by(*OLDEST_FIRST)
    columns = ("item__key", "kind", "undo", "at_ms", "value", "key")
    yield "events", events.values(*columns).iterator(CHUNK)
    shown = Exposure.objects.filter(person=person).order_by("shown_ms")
    yield "exposures", shown.values(*_SHOWN).iterator(CHUNK)
    yield from playlists_document(person).items()
    yield "covers", sketch_documents(person)
    yield from labels_document(person).items()
    yield from coach_document(person).items()
    yield "jobs", list(Job.objects.filter(person=person).order_by("pk").values(*_JOB))


def _account(user: User) -> dict[str, Any]:
    return {
        "username": user.get_username(),
        "email": user.email,
        "joined": user.date_joined.isoformat(),
        "last_sign_in": user.last_login.isoformat() if user.last_login else None,
        "keys": list(ApiKey.objects.filter(user=user).values_list("name", flat=True)),
    }
