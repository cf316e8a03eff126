"""Addresses of the pages where songs are labelled."""

from __future__ import annotations

from django.urls import path

from medley.web.labels import queue_views, song_views, upload_views, views

app_name = "labels"
UPLOAD, SONG = "labels/uploads/<str:token>", "labels/songs/<int:pk>"
PICTURE = "/<slug:kind>-<int:width>.webp"
urlpatterns = [
    path("labels", views.start_page, name="start"),
    path("labels/uploads", views.upload, name="upload"),
    path(UPLOAD, upload_views.page, name="own"),
    path(f"{UPLOAD}/say", upload_views.say, name="own-say"),
    path(f"{UPLOAD}/audio", upload_views.audio, name="own-audio"),
    path(f"{UPLOAD}{PICTURE}", upload_views.picture, name="own-picture"),
    path(SONG, song_views.page, name="song"),
    path(f"{SONG}/say", song_views.say, name="song-say"),
    path(f"{SONG}/audio", song_views.audio, name="song-audio"),
    path(f"{SONG}{PICTURE}", song_views.picture, name="song-picture"),
    path("labels/queue", queue_views.page, name="queue"),
    path("labels/queue/say", queue_views.say, name="queue-say"),
    path("labels/queue/ask", queue_views.ask, name="queue-ask"),
]
