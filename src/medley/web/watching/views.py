"""The page that Prometheus reads."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from medley.web.api.callers import caller_of
from medley.web.problem import Problem, problem_response
from medley.web.watching.from_here import is_from_here
from medley.web.watching.gauges import gauges
from medley.web.watching.metrics import MISSING, exposition

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give all metrics to this machine, to operators and to programs of the site."""
    try:
        if not _may_read(request):
            return problem_response(403, "metrics are for operators: send a key of the site")
        response = HttpResponse(exposition() + gauges(), content_type=CONTENT_TYPE)
    except Problem as problem:
        return problem_response(problem.status, str(problem), problem.errors, problem.headers)
    except ImportError:
        return problem_response(503, MISSING)
    add_never_cache_headers(response)
    return response


def _may_read(request: HttpRequest) -> bool:
    if settings.MEDLEY_OPEN_METRICS or is_from_here(request):
        return True
    caller = caller_of(request)
    return caller.is_site_program or (caller.user is not None and caller.user.is_staff)
