"""Addresses of the pages of the coach."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from medley.web.coach import file_views, report_views, views

app_name = "coach"
WORKOUT = "coach/workouts/<slug:token>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("coach", views.start_page, name="start"),
    path("coach/uploads", views.upload, name="upload"),
    path(WORKOUT, report_views.page, name="workout"),
    path(f"{WORKOUT}/progress", report_views.progress, name="progress"),
    path(f"{WORKOUT}/drawing", report_views.drawing, name="drawing"),
    path(f"{WORKOUT}/pieces/<int:place>", report_views.piece, name="piece"),
    path(f"{WORKOUT}/say", report_views.say, name="say"),
    path(f"{WORKOUT}/video.mp4", file_views.video, name="video"),
    path(f"{WORKOUT}/drawn.mp4", file_views.annotated, name="drawn"),
    path(f"{WORKOUT}/body/<int:minute>", file_views.body, name="body"),
    path(
        f"{WORKOUT}/evidence/<int:place>-<slug:condition>.webp",
        file_views.evidence,
        name="evidence",
    ),
    path(f"{WORKOUT}/repetitions.csv", file_views.table, name="table"),
    path(f"{WORKOUT}/report.json", file_views.document, name="document"),
    path("", include("medley.web.coach.live_urls")),
]
