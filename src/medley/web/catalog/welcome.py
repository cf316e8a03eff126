"""The first page of an empty catalogue, and the demo catalogue made from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from medley.web.catalog.demo_run import look, start
from medley.web.catalog.facets import facets
from medley.web.refusal import only_post
from medley.web.watching.from_here import is_from_here


def welcome(request: HttpRequest) -> HttpResponse:
    """Say what Medley is for and offer the demo catalogue or an import."""
    return render(request, "catalog/welcome.html", _context(request))


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Show how far the demo is; the page that waits for it is sent home at its end."""
    context = _context(request)
    response = render(request, "catalog/_demo_progress.html", context)
    if not context["run"].is_running and not context["run"].trouble:
        response["HX-Redirect"] = reverse("feed:home")
    return response


@only_post
def make_demo(request: HttpRequest) -> HttpResponse:
    """Start making the demo catalogue: from this machine, into an empty catalogue, once."""
    if not is_from_here(request):
        raise PermissionDenied(_("The demo can be started only on the machine that runs Medley."))
    home = Path(settings.MEDLEY_HOME)
    if facets().is_empty and not look(home).is_running:
        start(home)
    return HttpResponseRedirect(reverse("feed:home"))


def _context(request: HttpRequest) -> dict[str, Any]:
    return {"may_start": is_from_here(request), "run": look(Path(settings.MEDLEY_HOME))}
