"""Names, times, counts and logs every request; nothing of it says whose it was."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from medley.serving.predictor import tell_of_fallbacks
from medley.web.people.erased_stamp import forget_if_told
from medley.web.watching.metrics import count_fallback, count_request, one_request
from medley.web.watching.request_id import HEADER, accepted, working_on
from medley.web.watching.tracing import request_span
from medley.web.watching.view_name import view_of

GIVEN = "HTTP_" + HEADER.upper().replace("-", "_")
access = logging.getLogger("medley.access")
QUIET = frozenset({"coach:live-push"})
"""Ten a second from everybody who exercises: counted, and logged only when refused."""
tell_of_fallbacks(count_fallback)


class Watch:
    """Wraps all that answers, so that refusals and faults are seen as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and note how it went."""
        began = time.perf_counter()
        request_id = accepted(request.META.get(GIVEN))
        with working_on(request_id), request_span(request) as span:
            forget_if_told()
            one_request()
            response = self.get_response(request)
            response.headers[HEADER] = request_id
            view, method = view_of(request), request.method or "other"
            seconds = time.perf_counter() - began
            span.answered(view, response.status_code)
            count_request(view, method, response.status_code, seconds)
            is_quiet = view in QUIET and response.status_code == 200
            if access.isEnabledFor(logging.INFO) and not is_quiet:
                extra = {
                    "view": view,
                    "method": method,
                    "status": response.status_code,
                    "ms": round(1000 * seconds, 1),
                }
                access.info("request", extra=extra)
        return response
