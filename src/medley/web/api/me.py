"""One's own data: take it along, or have it deleted."""

from __future__ import annotations

from typing import Any, Literal

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from medley.web.api.callers import Caller
from medley.web.people.identity import VISITOR
from medley.web.people.own_data import erase, export_response

router = Router(tags=["me"])


@router.get("/me/export", response={200: dict[str, Any]}, summary="All that is kept")
def export(request: HttpRequest, person: str | None = None) -> HttpResponse:
    """Give everything that is kept about the person as one JSON document."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return export_response(caller.known_person(person))


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
