"""Addresses of the pages where songs and films are labelled."""

from __future__ import annotations

from django.urls import path

from medley.web.labels import (
    asking_views,
    doubt_views,
    film_upload_views,
    film_views,
    queue_views,
    song_views,
    upload_views,
    views,
)

app_name = "labels"
UPLOAD, SONG = "labels/uploads/<str:token>", "labels/songs/<int:pk>"
OWN_FILM, FILM = "labels/films/uploads/<str:token>", "labels/films/<int:pk>"
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
    path("labels/films", film_views.start_page, name="films"),
    path("labels/films/uploads", film_views.upload, name="upload-film"),
    path(OWN_FILM, film_upload_views.page, name="own-film"),
    path(f"{OWN_FILM}/say", film_upload_views.say, name="own-film-say"),
    path(f"{OWN_FILM}/poster.webp", film_upload_views.poster, name="own-film-poster"),
    path(f"{OWN_FILM}/heat/<slug:genre>.webp", film_upload_views.heat_map, name="own-film-heat"),
    path(FILM, film_views.page, name="film"),
    path(f"{FILM}/say", film_views.say, name="film-say"),
    path(f"{FILM}/heat/<slug:genre>.webp", film_views.heat_map, name="film-heat"),
    path("labels/queue", queue_views.page, name="queue"),
    path("labels/queue/say", queue_views.say, name="queue-say"),
    path("labels/queue/ask", asking_views.ask, name="queue-ask"),
    path("labels/queue/asked", asking_views.progress, name="queue-asked"),
    path("labels/queue/ask/cancel", asking_views.cancel, name="queue-ask-cancel"),
    path("labels/queue/doubts", doubt_views.page, name="doubts"),
    path("labels/queue/doubts/<int:pk>", doubt_views.say, name="doubt-say"),
]
