"""Addresses of the pages of the coach."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from medley.web.coach import views

app_name = "coach"
urlpatterns: list[URLPattern | URLResolver] = [
    path("coach", views.start_page, name="start"),
    path("", include("medley.web.coach.live_urls")),
]
