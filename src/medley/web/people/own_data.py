"""All that is kept about a person: taken along as one document, or deleted."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse

from medley.web.api.models import ApiKey
from medley.web.covers.erasing import delete_files, files_of
from medley.web.covers.sketches import sketch_documents
from medley.web.feed.models import Event, Exposure
from medley.web.feed.recording import OLDEST_FIRST
from medley.web.labels.belongings import forget_uploads, labels_document
from medley.web.people.models import Block, Interest, Person, User, Wish
from medley.web.playlists.belongings import count_likes, liked_by, playlists_document

FILE = "medley-export.json"


def export_response(person: Person) -> HttpResponse:
    """Give everything that is kept as a file that no cache keeps."""
    return JsonResponse(
        everything_about(person),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={
            "Content-Disposition": f'attachment; filename="{FILE}"',
            "Cache-Control": "private, no-store",
        },
    )


def everything_about(person: Person) -> dict[str, Any]:
    """Collect all rows of a person as plain values."""
    events = Event.objects.filter(person=person).order_by(*OLDEST_FIRST)
    wishes = Wish.objects.filter(person=person).order_by("-at_ms")
    shown = Exposure.objects.filter(person=person).order_by("shown_ms")
    blocks = Block.objects.filter(person=person).order_by("at_ms")
    return {
        "person": person.key,
        "since": person.created_at.isoformat(),
        "account": _account(person.user) if person.user else None,
        "reset_ms": person.reset_ms or None,
        "outside": person.outside,
        "interests": list(
            Interest.objects.filter(person=person).values_list("category__slug", flat=True)
        ),
        "blocks": list(blocks.values("creator__key", "category__slug", "at_ms")),
        "wishes": list(wishes.values("item__key", "at_ms", "nudged_ms")),
        "events": list(events.values("item__key", "kind", "undo", "at_ms", "value", "key")),
        "exposures": [
            {**row, "request_id": str(row["request_id"])}
            for row in shown.values(
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
        ],
        **playlists_document(person),
        "covers": sketch_documents(person),
        **labels_document(person),
    }


@transaction.atomic
def erase(person: Person) -> None:
    """Delete a person, all that hangs on it, and its account."""
    account = person.user
    liked = liked_by(person)
    pictures = files_of(person)
    forget_uploads(person)
    person.delete()
    count_likes(liked)
    if account is not None:
        account.delete()
    transaction.on_commit(lambda: delete_files(pictures))


def _account(user: User) -> dict[str, Any]:
    return {
        "username": user.get_username(),
        "email": user.email,
        "joined": user.date_joined.isoformat(),
        "last_sign_in": user.last_login.isoformat() if user.last_login else None,
        "keys": list(ApiKey.objects.filter(user=user).values_list("name", flat=True)),
    }
