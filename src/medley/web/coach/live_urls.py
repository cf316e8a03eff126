"""Addresses of the live coach."""

from __future__ import annotations

from django.urls import path

from medley.web.coach import live

urlpatterns = [
    path("coach/live", live.page, name="live"),
    path("coach/live/push", live.push, name="live-push"),
    path("coach/live/keep", live.keep, name="live-keep"),
]
