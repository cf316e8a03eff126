"""Addresses of the catalogue: items, creators, search, pictures, media."""

from __future__ import annotations

from django.urls import path

from medley.web.catalog import views, welcome
from medley.web.catalog.media import media
from medley.web.catalog.pictures import picture

app_name = "catalog"
urlpatterns = [
    path("items/<int:pk>", views.item, name="item"),
    path("creators/<int:pk>", views.creator, name="creator"),
    path("search", views.search, name="search"),
    path("picture/<int:pk>-<slug:shape>-<int:width>.webp", picture, name="picture"),
    path("media/<int:pk>", media, name="media"),
    path("welcome/demo", welcome.make_demo, name="make-demo"),
    path("welcome/progress", welcome.progress, name="demo-progress"),
]
