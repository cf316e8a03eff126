"""The API as a whole: its parts, its errors, its documentation."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.types import DictStrAny

import medley
from medley.core.errors import MedleyError
from medley.web.api import (
    coach,
    control,
    covers,
    events,
    feed,
    film_labels,
    health,
    interests,
    items,
    jobs,
    label_queue,
    labels,
    me,
    model_versions,
    playlists,
)
from medley.web.api.callers import SessionOrKey
from medley.web.api.schemas import ProblemOut
from medley.web.outages import RETRY_S, outage_of
from medley.web.problem import CONTENT_TYPE, Problem, problem_response, status_of
from medley.web.watching.view_name import view_of

_log = logging.getLogger(__name__)
DESCRIPTION = """\
Programs send a bearer key (`medley key create NAME`) and may act for anybody with
`person=ID`; pages of the site use its session and send the `csrftoken` cookie as
`X-CSRFToken` when they change something. Errors are problem documents (RFC 9457)
that name the field and the mend. Lists page by opaque cursors.
"""


class JsonBody(Parser):
    """Reads bodies of JSON in UTF-8 and says what is wrong with others."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """Parse the body.

        Raises
        ------
        Problem
            400 when it is no UTF-8 or no JSON, 413 when it is too big.
        """
        try:
            text = request.body.decode()
            body: DictStrAny = json.loads(text, parse_constant=_refuse_constant)
        except RequestDataTooBig:
            raise Problem(413, "the body is larger than 5 MiB; send less at once") from None
        except UnicodeDecodeError as error:
            raise Problem(
                400, f"the body is not UTF-8: byte {error.start} does not fit", field="body"
            ) from None
        except (json.JSONDecodeError, RecursionError) as error:
            raise Problem(400, f"the body is not JSON: {error}", field="body") from None
        return body


def _refuse_constant(name: str) -> None:
    raise Problem(400, f"the body holds {name}, which JSON does not know", field="body")


def _on_problem(_: HttpRequest, error: Problem) -> HttpResponse:
    return problem_response(error.status, str(error), error.errors, error.headers)


def _on_medley_error(_: HttpRequest, error: MedleyError) -> HttpResponse:
    return problem_response(status_of(error), str(error))


def _on_validation(_: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [
        {"field": _field(fault["loc"]), "detail": str(fault["msg"])} for fault in error.errors
    ]
    detail = "; ".join(f"{fault['field']}: {fault['detail']}" for fault in faults)
    return problem_response(422, detail, faults)


def _on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    cause = error.__cause__ or error.__context__
    if isinstance(cause, Problem):
        return _on_problem(request, cause)
    return problem_response(error.status_code, str(error))


def _on_not_found(_: HttpRequest, __: Http404) -> HttpResponse:
    return problem_response(404, "there is nothing at this address; see /api/v1/docs")


def _on_too_big(_: HttpRequest, __: Exception) -> HttpResponse:
    return problem_response(413, "the request is too big; send less at once")


def _on_cut_short(_: HttpRequest, __: Exception) -> HttpResponse:
    return problem_response(400, "the body ended before its length; send it again")


def _on_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    outage = outage_of(error)
    if outage is not None:
        _log.warning("%s: %s", outage.detail, error)
        return problem_response(outage.status, outage.detail, (), {"Retry-After": str(RETRY_S)})
    _log.error("%s %s failed", request.method, view_of(request), exc_info=error)
    return problem_response(500, "the fault is ours and was logged; try again later")


def _field(place: tuple[Any, ...]) -> str:
    """Name a field as the caller sees it: without the names of our own parameters."""
    parts = [str(part) for part in place]
    skip = 2 if parts[:2] == ["body", "body"] else 1
    return ".".join(parts[skip:]) or parts[0]


class DocumentedApi(NinjaAPI):
    """Says of every operation that its errors are problem documents."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Describe the API."""
        schema = super().get_openapi_schema(**options)
        problem = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
        parts = schema["components"]["schemas"]
        parts.update(problem.pop("$defs", {}), ProblemOut=problem)
        reference = {"schema": {"$ref": "#/components/schemas/ProblemOut"}}
        failed = {"description": "A problem document", "content": {CONTENT_TYPE: reference}}
        for methods in schema["paths"].values():
            for operation in methods.values():
                operation["responses"]["default"] = failed
        return schema


def _make_api() -> NinjaAPI:
    api = DocumentedApi(
        title="Medley",
        version=medley.__version__,
        description=DESCRIPTION,
        urls_namespace="api",
        auth=SessionOrKey(),
        parser=JsonBody(),
        openapi_url="/openapi.json",
        docs_url="/docs",
    )
    handlers: dict[type[Exception], Any] = {
        Problem: _on_problem,
        MedleyError: _on_medley_error,
        ValidationError: _on_validation,
        HttpError: _on_http_error,
        Http404: _on_not_found,
        RequestDataTooBig: _on_too_big,
        TooManyFieldsSent: _on_too_big,
        UnreadablePostError: _on_cut_short,
        Exception: _on_fault,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
    # The queues' addresses come before films', and these before songs', whose keys could be any.
    labelled = (label_queue, film_labels, labels)
    made = (playlists, covers, *labelled, coach, model_versions, jobs)
    for part in (feed, items, events, me, control, interests, *made, health):
        api.add_router("", part.router)
    return api


api = _make_api()
