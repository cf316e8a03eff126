"""The name of the view that answers a request: one of few names, never its address."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def view_of(request: HttpRequest) -> str:
    """Name the view; ``"static"`` for files of the pages, ``"none"`` where there is none."""
    match = getattr(request, "resolver_match", None)
    if match is not None:
        return match.view_name or match.route
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"
