"""Addresses of the playlist maker and of kept playlists."""

from __future__ import annotations

from django.urls import path

from medley.web.playlists import draft_views, own_views, saved_views, views

app_name = "playlists"
DRAFT, SAVED = "playlists/drafts/<str:token>", "playlists/<int:pk>"
SHARED = "playlists/s/<str:token>"
COVER, FILE = "/cover-<int:width>.webp", "/export.<slug:kind>"
urlpatterns = [
    path("playlists", views.start_page, name="start"),
    path("playlists/new", views.new, name="new"),
    path("playlists/preview", views.preview, name="preview"),
    path(DRAFT, draft_views.page, name="draft"),
    path(f"{DRAFT}/edit", draft_views.edit, name="draft-edit"),
    path(f"{DRAFT}{COVER}", draft_views.cover, name="draft-cover"),
    path(f"{DRAFT}{FILE}", draft_views.export, name="draft-export"),
    path(SAVED, saved_views.own_page, name="saved"),
    path(f"{SAVED}/edit", saved_views.edit, name="saved-edit"),
    path(f"{SAVED}/restore", saved_views.restore, name="restore"),
    path(f"{SAVED}{COVER}", saved_views.own_cover, name="saved-cover"),
    path(f"{SAVED}{FILE}", saved_views.own_export, name="saved-export"),
    path(f"{SAVED}/own", own_views.page, name="own"),
    path(f"{SAVED}/own.m3u8", own_views.download, name="own-file"),
    path(SHARED, saved_views.shared_page, name="shared"),
    path(f"{SHARED}/like", saved_views.like_shared, name="shared-like"),
    path(f"{SHARED}{COVER}", saved_views.shared_cover, name="shared-cover"),
    path(f"{SHARED}{FILE}", saved_views.shared_export, name="shared-export"),
]
