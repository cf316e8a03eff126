"""Addresses of accounts and interests."""

from __future__ import annotations

from django.urls import path

from medley.web.people import views

app_name = "people"
urlpatterns = [
    path("sign-up", views.sign_up, name="sign-up"),
    path("sign-in", views.SignIn.as_view(), name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("account", views.account, name="account"),
    path("account/password", views.ChangePassword.as_view(), name="password"),
    path("interests", views.interests, name="interests"),
]
