"""Forms of accounts, in our own short words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    BaseUserCreationForm,
    PasswordChangeForm,
)
from django.utils.translation import gettext_lazy as _

from medley.web.people.models import User


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, help_text=help_text)


class SignUpForm(BaseUserCreationForm):
    """A new account: a name and a password."""

    password1 = _password(
        _("Password"), "new-password", _("At least 8 characters that nobody guesses.")
    )
    password2 = _password(_("Password once more"), "new-password")

    class Meta:
        model = User
        fields = ("username",)
        labels = {"username": _("User name")}
        help_texts = {"username": _("Letters, digits and @ . + - _")}


class SignInForm(AuthenticationForm):
    """Name and password."""

    error_messages = {
        "invalid_login": _("Name and password do not match. Capital letters count."),
        "inactive": _("This account is switched off."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")


class NewPasswordForm(PasswordChangeForm):
    """The old password and the new one, twice."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": _("That is not your present password."),
        "password_mismatch": _("The two passwords differ."),
    }
    old_password = _password(_("Present password"), "current-password")
    new_password1 = _password(
        _("New password"), "new-password", _("At least 8 characters that nobody guesses.")
    )
    new_password2 = _password(_("New password once more"), "new-password")
