"""Whether the site can answer."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from ninja import Router

import medley
from medley.web.api import schemas

router = Router(tags=["health"], auth=None)


@router.get("/health", response=schemas.HealthOut, summary="Whether the site can answer")
def health(request: HttpRequest) -> schemas.HealthOut:  # noqa: ARG001
    """Answer after one question to the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return schemas.HealthOut(status="ok", version=medley.__version__)


def empty(_: HttpRequest) -> HttpResponse:
    """Answer with nothing: what a request costs that asks for nothing."""
    return HttpResponse(b"", content_type="text/plain")
