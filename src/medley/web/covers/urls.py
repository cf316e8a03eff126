"""Addresses of the cover page and of its pictures."""

from __future__ import annotations

from django.urls import path

from medley.web.covers import job_views, views

app_name = "covers"
ONE = "covers/<str:token>"
urlpatterns = [
    path("covers", views.start_page, name="start"),
    path("covers/new", views.new, name="new"),
    path(ONE, views.page, name="page"),
    path(f"{ONE}/edit", views.edit, name="edit"),
    path(f"{ONE}/job", job_views.job, name="job"),
    path(f"{ONE}/<int:index>-<int:width>.webp", views.picture, name="picture"),
    path(f"{ONE}/cover.<slug:ending>", views.download, name="download"),
]
