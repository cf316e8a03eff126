"""Who may say which genre a song of the library has."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

PERMISSION = "labels.change_label"
Rest = ParamSpec("Rest")


def may_label(request: HttpRequest) -> bool:
    """Whether somebody runs the site or holds the permission to label."""
    user = request.user
    return bool(getattr(user, "is_staff", False)) or user.has_perm(PERMISSION)


def require_labeller(request: HttpRequest) -> None:
    """Go on only for those who may label.

    Raises
    ------
    PermissionDenied
        For others, with the reason in the language of the request.
    """
    if not may_label(request):
        raise PermissionDenied(
            _("Only those who label this site's songs come here. Sign in as one of them.")
        )


def only_labellers(
    view: Callable[Concatenate[HttpRequest, Rest], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Let nobody else in, and let no cache keep what they see."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        require_labeller(request)
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return answer
