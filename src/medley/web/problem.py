"""Errors as problem documents (RFC 9457): what went wrong, where, and the mend."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from medley.core.errors import ArtifactError, DataError, MedleyError, UnavailableError
from medley.web.feed.recording import KeyReusedError
from medley.web.outages import AWAY, FULL
from medley.web.watching.request_id import current_request_id

CONTENT_TYPE = "application/problem+json"
_PREFIX = "/api/"
_MENDS = {
    400: "the request cannot be read; check its headers and its body",
    403: "this is not allowed here; sign in, or use a key that may do it",
    404: "there is nothing at this address; see /api/v1/docs for what there is",
    405: "use one of the methods that the Allow header names",
    413: "send less at once; bulk calls take up to 1,000 events",
    500: "the fault is ours and was logged; try again later",
    503: AWAY.detail,
    507: FULL.detail,
}


class Problem(Exception):  # noqa: N818 - the RFC's own word
    """Ends a request with a problem document.

    Parameters
    ----------
    status : int
        HTTP status.
    detail : str
        What went wrong and the mend.
    field : str, optional
        Which field is at fault.
    headers : dict, optional
        Extra response headers.
    """

    def __init__(
        self, status: int, detail: str, *, field: str = "", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.errors = [{"field": field, "detail": detail}] if field else []
        self.headers = headers or {}


def problem_response(
    status: int,
    detail: str,
    errors: Sequence[dict[str, Any]] = (),
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """Write a problem document.

    Parameters
    ----------
    status : int
    detail : str
    errors : sequence of dict
        One for each field at fault: ``field`` and ``detail``.
    headers : dict, optional
    """
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = list(errors)
    request_id = current_request_id()
    if request_id:
        body["request_id"] = request_id
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=status,
        content_type=CONTENT_TYPE,
        headers=headers or {},
    )


def status_of(error: MedleyError) -> int:
    """The HTTP status of one of our errors."""
    if isinstance(error, KeyReusedError):
        return 409
    if isinstance(error, UnavailableError | ArtifactError):
        return 503
    return 422 if isinstance(error, DataError) else 500


@contextmanager
def naming(field: str) -> Iterator[None]:
    """Turn our errors into problems that name the field they came from.

    Raises
    ------
    Problem
        In place of a `MedleyError`.
    """
    try:
        yield
    except MedleyError as error:
        raise Problem(status_of(error), str(error), field=field) from error


class ProblemMiddleware:
    """Gives every error of the API the form of a problem document.

    Most are made where they arise; what Django itself refuses (unknown
    addresses, methods, hosts, oversized bodies) arrives here as a page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with a problem document in place of an error page."""
        response = self.get_response(request)
        status = response.status_code
        if status < 400 or not request.path.startswith(_PREFIX):
            return response
        if response.headers.get("Content-Type") == CONTENT_TYPE:
            return response
        kept = {
            name: response.headers[name]
            for name in ("Allow", "Retry-After")
            if name in response.headers
        }
        return problem_response(
            status, _MENDS.get(status, HTTPStatus(status).description), (), kept
        )
