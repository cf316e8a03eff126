"""Addresses of the feed, and of what people do to items."""

from __future__ import annotations

from django.urls import path

from medley.web.feed import converters, views  # noqa: F401

app_name = "feed"
urlpatterns = [
    path("", views.home, name="home"),
    path("feed/more", views.more, name="more"),
    path("shorts", views.shorts, name="shorts"),
    path("shorts/more", views.more_shorts, name="more-shorts"),
    path("likes", views.likes, name="likes"),
    path("items/<int:pk>/<mark:kind>", views.mark, name="mark"),
    path("items/<int:pk>/<mark:kind>/undo", views.unmark, name="unmark"),
    path("items/<int:pk>/<watching:kind>", views.watched, name="watched"),
]
