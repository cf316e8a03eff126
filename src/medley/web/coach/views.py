"""Where a workout begins: a video to send, a file of landmarks, or the camera."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def start_page(request: HttpRequest) -> HttpResponse:
    """Ask for a workout."""
    return render(request, "coach/start.html")
