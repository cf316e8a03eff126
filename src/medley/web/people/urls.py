"""Addresses of accounts and interests."""

from __future__ import annotations

from django.urls import path

from medley.web.people import me_views, views

app_name = "people"
urlpatterns = [
    path("sign-up", views.sign_up, name="sign-up"),
    path("sign-in", views.SignIn.as_view(), name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("account", views.account, name="account"),
    path("account/password", views.ChangePassword.as_view(), name="password"),
    path("me", me_views.me, name="me"),
    path("me/adventure", me_views.adventure, name="adventure"),
    path("me/export", me_views.export, name="export"),
    path("me/reset", me_views.begin_anew, name="reset"),
    path("me/reset/undo", me_views.count_again, name="undo-reset"),
    path("me/creators/<int:pk>/again", me_views.creator_again, name="creator-again"),
    path("me/categories/<slug:slug>/again", me_views.category_again, name="category-again"),
    path("me/delete", me_views.delete, name="delete"),
    path("erased/<slug:reference>", me_views.erased, name="erased"),
    path("interests", views.interests, name="interests"),
]
