"""One's own data: take it along, or have it deleted."""

from __future__ import annotations

from typing import Any, Literal

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from ninja import Router, Status

from medley.web.api.callers import Caller
from medley.web.people.erasing import erase
from medley.web.people.erasure_report import document_of
from medley.web.people.identity import VISITOR
from medley.web.people.models import Erasure
from medley.web.people.own_data import export_response
from medley.web.problem import Problem

router = Router(tags=["me"])


@router.get("/me/export", response={200: dict[str, Any]}, summary="All that is kept")
def export(request: HttpRequest, person: str | None = None) -> HttpResponseBase:
    """Give everything that is kept about the person as one JSON document."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return export_response(caller.known_person(person))


@router.delete("/me", response={204: None}, summary="Delete all that is kept")
def delete(
    request: HttpRequest,
    response: HttpResponse,
    confirm: Literal["delete"],  # noqa: ARG001 - asked for so that nobody deletes by mistake
    person: str | None = None,
) -> Status[None]:
    """Delete the person with events, wishes, interests, exposures, uploads, and the account.

    It cannot be undone, so the call must say ``confirm=delete``. The header ``Location``
    names the report.
    """
    caller: Caller = request.auth  # type: ignore[attr-defined]
    erasure = erase(caller.known_person(person), asked_by="program" if caller.key else "page")
    if erasure is not None:
        response["Location"] = reverse("api:erasure", args=[erasure.reference])
    if caller.key is None:
        request.session.pop(VISITOR, None)
        logout(request)
    return Status(204, None)


@router.get(
    "/erasures/{reference}",
    response={200: dict[str, Any]},
    summary="What was deleted",
    url_name="erasure",
)
def erasure(request: HttpRequest, reference: str) -> dict[str, Any]:  # noqa: ARG001
    """Give the report of an erasure; nothing in it tells who it was."""
    found = Erasure.objects.filter(reference=reference).order_by("-at_ms").first()
    if found is None:
        raise Problem(404, "there is no such report; it is named when somebody is deleted")
    return document_of(found)
