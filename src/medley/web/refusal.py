"""A page in words for what is refused, and views that take nothing but a POST."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

THEME_COOKIE = "theme"
Rest = ParamSpec("Rest")


def refuse(request: HttpRequest, status: int, *, said: str = "", kind: str = "") -> HttpResponse:
    """Say in words why there is no answer.

    Parameters
    ----------
    request : HttpRequest
    status : int
        Of the response.
    said : str
        A reason to show in place of the usual one.
    kind : str
        Which words to show; the status when left out.
    """
    # Rendered without the request, so that a broken session cannot break this page too.
    theme = request.COOKIES.get(THEME_COOKIE, "")
    context = {"status": status, "kind": kind or str(status), "said": said, "theme": theme}
    return HttpResponse(render_to_string("site/problem.html", context), status=status)


def only_post(
    view: Callable[Concatenate[HttpRequest, Rest], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Let a view take a POST alone, since it changes something; others learn why."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if request.method == "POST":
            return view(request, *args, **kwargs)
        response = refuse(request, 405)
        response["Allow"] = "POST"
        return response

    return answer
