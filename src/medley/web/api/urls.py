"""Addresses of the API and of the empty health page."""

from __future__ import annotations

from django.urls import path

from medley.web.api.health import empty
from medley.web.api.site import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("health", empty, name="health"),
]
