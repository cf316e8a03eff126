"""Addresses of the feed, and of what people do to items."""

from __future__ import annotations

from django.urls import path

from medley.web.feed import block_views, converters, mark_views, shorts_views, views  # noqa: F401

app_name = "feed"
urlpatterns = [
    path("", views.home, name="home"),
    path("feed/more", views.more, name="more"),
    path("shorts", shorts_views.shorts, name="shorts"),
    path("shorts/more", shorts_views.more_shorts, name="more-shorts"),
    path("likes", views.likes, name="likes"),
    path("items/<int:pk>/<mark:kind>", mark_views.mark, name="mark"),
    path("items/<int:pk>/<mark:kind>/undo", mark_views.unmark, name="unmark"),
    path("items/<int:pk>/not-creator", block_views.not_creator, name="not-creator"),
    path("items/<int:pk>/not-creator/undo", block_views.creator_again, name="creator-again"),
    path("items/<int:pk>/not-category/<slug:slug>", block_views.not_category, name="not-category"),
    path(
        "items/<int:pk>/not-category/<slug:slug>/undo",
        block_views.category_again,
        name="category-again",
    ),
    path("items/<int:pk>/<watching:kind>", mark_views.watched, name="watched"),
]
