"""Addresses for those who watch the site."""

from __future__ import annotations

from django.urls import path

from medley.web.watching.views import metrics

app_name = "watching"
urlpatterns = [path("metrics", metrics, name="metrics")]
