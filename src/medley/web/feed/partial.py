"""Telling a request for a part of a page from one for the whole page."""

from __future__ import annotations

from django.http import HttpRequest


def is_partial(request: HttpRequest) -> bool:
    """Whether a script asked, which takes a fragment; else a whole page is the answer."""
    return request.headers.get("HX-Request") == "true"
