"""Who may see the operators' pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

Rest = ParamSpec("Rest")


def only_operators(
    view: Callable[Concatenate[HttpRequest, Rest], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Let staff alone in, and let no cache keep what they see; others learn why not."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if not getattr(request.user, "is_staff", False):
            raise PermissionDenied(
                _("These pages are for those who run this site. Sign in as one of them.")
            )
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return answer
