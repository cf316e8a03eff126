"""Whether the site can answer."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from ninja import Router

import medley
from medley.web.api import schemas
from medley.web.problem import problem_response
from medley.web.watching.readiness import faults

router = Router(tags=["health"], auth=None)


@router.get("/health", response=schemas.HealthOut, summary="Whether the site can answer")
def health(request: HttpRequest) -> schemas.HealthOut:  # noqa: ARG001
    """Answer after one question to the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return schemas.HealthOut(status="ok", version=medley.__version__)


@router.get("/ready", response=schemas.HealthOut, summary="Whether the site is ready")
def ready(request: HttpRequest) -> HttpResponse | schemas.HealthOut:  # noqa: ARG001
    """Look whether database, tables, a model or the baseline, and the disk are there.

    Otherwise 503, with one entry of ``errors`` for each that is not.
    """
    found = faults()
    if not found:
        return schemas.HealthOut(status="ready", version=medley.__version__)
    errors = [{"field": name, "detail": words} for name, words in found.items()]
    return problem_response(503, "; ".join(found.values()), errors, {"Retry-After": "5"})


def empty(_: HttpRequest) -> HttpResponse:
    """Answer with nothing: what a request costs that asks for nothing."""
    return HttpResponse(b"", content_type="text/plain")
