"""The first page of an empty catalogue, and the demo catalogue made from there.

The demo is made by the same command that a terminal would run, in a process of
its own; what it says of its progress is kept in a file, so that the bar survives
a reload.
"""

from __future__ import annotations

import ipaddress
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from medley.web.catalog.demo_run import progress_file, read_progress
from medley.web.catalog.facets import facets
from medley.web.refusal import only_post

RECENT_S = 30


def welcome(request: HttpRequest) -> HttpResponse:
    """Say what Medley is for and offer the demo catalogue or an import."""
    return render(request, "catalog/welcome.html", _context(request))


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Show how far the demo is; a page that waits for it is sent home at its end."""
    context = _context(request)
    response = render(request, "catalog/_demo_progress.html", context)
    if not context["running"] and not context["failed"]:
        response["HX-Redirect"] = reverse("feed:home")
    return response


@only_post
def make_demo(request: HttpRequest) -> HttpResponse:
    """Start making the demo catalogue: from this machine, into an empty catalogue, once."""
    if not _is_from_here(request):
        raise PermissionDenied(_("The demo can be started only on the machine that runs Medley."))
    if facets().is_empty and not _is_running(read_progress(settings.MEDLEY_HOME)):
        _start(Path(settings.MEDLEY_HOME))
    return HttpResponseRedirect(reverse("feed:home"))


def _context(request: HttpRequest) -> dict[str, Any]:
    state = read_progress(settings.MEDLEY_HOME)
    return {
        "may_start": _is_from_here(request),
        "running": _is_running(state),
        "failed": state.get("error", ""),
        "state": state,
    }


def _is_running(state: dict[str, Any]) -> bool:
    # A process that was killed cannot say so: a state that stays old counts as ended.
    return state.get("state") == "running" and time.time() - state.get("at", 0) < RECENT_S


def _is_from_here(request: HttpRequest) -> bool:
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _start(home: Path) -> None:
    path = progress_file(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"state": "running", "at": time.time(), "share": 0.0}))
    subprocess.Popen(
        [sys.executable, "-m", "medley.web.catalog.demo_run"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
