"""What all pages share: theme, facets of the catalogue, the pages in words for errors."""

from __future__ import annotations

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from medley.web.catalog.facets import facets
from medley.web.outages import RETRY_S, outage_of
from medley.web.people.views import way_back
from medley.web.refusal import THEME_COOKIE, only_post, refuse

THEMES = ("system", "light", "dark")
MAIN_PAGES = (
    "/",
    "/playlists",
    "/covers",
    "/labels",
    "/coach",
    "/shorts",
    "/search",
    "/likes",
    "/interests",
)
YEAR_S = 365 * 24 * 60 * 60


def shared(request: HttpRequest) -> dict[str, Any]:
    """Give every template the theme and what the catalogue holds."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "theme": theme if theme in THEMES else "system",
        "language": (get_language() or "en")[:2],
        "facets": facets,
        # Nothing else is marked, and few values keep the memory of headers small.
        "here": request.path if request.path in MAIN_PAGES else "",
    }


@only_post
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie, so that no page flashes in another."""
    theme = request.POST.get("theme", "")
    response = HttpResponseRedirect(way_back(request, reverse("feed:home")))
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE, theme, max_age=YEAR_S, samesite="Lax", secure=request.is_secure()
        )
    return response


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what this site is, where the feed comes from, and what is made up."""
    return render(request, "site/about.html")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what cannot be read."""
    del exception
    return refuse(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what is not allowed."""
    return refuse(request, 403, said=str(exception or ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what is not there."""
    del exception
    return refuse(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when something broke; asks nothing of the database or the session."""
    outage = outage_of(sys.exc_info()[1])
    if outage is None:
        return refuse(request, 500)
    response = refuse(request, outage.status, kind=outage.kind)
    response["Retry-After"] = str(RETRY_S)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from this site, or is too old."""
    del reason
    return refuse(request, 403, kind="csrf")
