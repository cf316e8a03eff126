"""One's own data: take it along, or have it deleted."""

from __future__ import annotations

from typing import Any, Literal

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router, Status

from medley.web.api.callers import Caller
from medley.web.api.models import ApiKey
from medley.web.feed.models import Event, Exposure
from medley.web.feed.recording import OLDEST_FIRST
from medley.web.people.identity import VISITOR
from medley.web.people.models import Interest, Person, User, Wish

router = Router(tags=["me"])


@router.get("/me/export", response={200: dict[str, Any]}, summary="All that is kept")
def export(request: HttpRequest, person: str | None = None) -> HttpResponse:
    """Give everything that is kept about the person as one JSON document."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    document = everything_about(caller.known_person(person))
    return JsonResponse(
        document,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={
            "Content-Disposition": 'attachment; filename="medley-export.json"',
            "Cache-Control": "private, no-store",
        },
    )


@router.delete("/me", response={204: None}, summary="Delete all that is kept")
def delete(
    request: HttpRequest,
    confirm: Literal["delete"],  # noqa: ARG001 - asked for so that nobody deletes by mistake
    person: str | None = None,
) -> Status[None]:
    """Delete the person with events, wishes, interests, exposures, and the account.

    It cannot be undone, so the call must say ``confirm=delete``.
    """
    caller: Caller = request.auth  # type: ignore[attr-defined]
    erase(caller.known_person(person))
    if caller.key is None:
        request.session.pop(VISITOR, None)
        logout(request)
    return Status(204, None)


def everything_about(person: Person) -> dict[str, Any]:
    """Collect all rows of a person as plain values."""
    events = Event.objects.filter(person=person).order_by(*OLDEST_FIRST)
    wishes = Wish.objects.filter(person=person).order_by("-at_ms")
    shown = Exposure.objects.filter(person=person).order_by("shown_ms")
    return {
        "person": person.key,
        "since": person.created_at.isoformat(),
        "account": _account(person.user) if person.user else None,
        "interests": list(
            Interest.objects.filter(person=person).values_list("category__slug", flat=True)
        ),
        "wishes": list(wishes.values("item__key", "at_ms")),
        "events": list(events.values("item__key", "kind", "undo", "at_ms", "key")),
        "exposures": [
            {**row, "request_id": str(row["request_id"])}
            for row in shown.values("request_id", "scenario", "model_version", "items", "shown_ms")
        ],
    }


@transaction.atomic
def erase(person: Person) -> None:
    """Delete a person, all that hangs on it, and its account."""
    account = person.user
    person.delete()
    if account is not None:
        account.delete()


def _account(user: User) -> dict[str, Any]:
    return {
        "username": user.get_username(),
        "email": user.email,
        "joined": user.date_joined.isoformat(),
        "last_sign_in": user.last_login.isoformat() if user.last_login else None,
        "keys": list(ApiKey.objects.filter(user=user).values_list("name", flat=True)),
    }
