"""All addresses of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from medley.web import site

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("medley.web.feed.urls")),
    path("", include("medley.web.catalog.urls")),
    path("", include("medley.web.playlists.urls")),
    path("", include("medley.web.covers.urls")),
    path("", include("medley.web.labels.urls")),
    path("", include("medley.web.coach.urls")),
    path("", include("medley.web.people.urls")),
    path("", include("medley.web.operators.urls")),
    path("", include("medley.web.models_admin.urls")),
    path("", include("medley.web.api.urls")),
    path("", include("medley.web.watching.urls")),
    path("about", site.about, name="about"),
    path("theme", site.choose_theme, name="theme"),
    path("language", set_language, name="language"),
]

handler400 = site.bad_request
handler403 = site.forbidden
handler404 = site.not_found
handler500 = site.server_error
