"""The page of the live coach."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Ask which exercise, and for the camera."""
    return render(request, "coach/live.html")
