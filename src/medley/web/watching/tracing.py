"""Traces for OpenTelemetry, where it is installed and its variables name a place for them.

Off unless ``OTEL_TRACES_EXPORTER`` or ``OTEL_EXPORTER_OTLP_ENDPOINT`` is set. A span for
each request, a child of the caller's where it sends ``traceparent``, and one for each job.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from medley.web.watching.request_id import current_request_id

MISSING = (
    "OTEL_... is set, but OpenTelemetry is not installed, so nothing is traced; "
    "pip install 'medley[otel]'"
)
log = logging.getLogger(__name__)


class Span:
    """A span, or nothing where tracing is off."""

    def __init__(self, held: Any = None) -> None:
        self._held = held

    def answered(self, view: str, status: int) -> None:
        """Name the span after the view, and say how it ended."""
        if self._held is not None:
            self._held.update_name(view)
            self._held.set_attribute("http.route", view)
            self._held.set_attribute("http.response.status_code", status)
            if status >= 500:
                self._fail()

    def _fail(self) -> None:
        from opentelemetry.trace import StatusCode

        self._held.set_status(StatusCode.ERROR)


_OFF = Span()


@contextmanager
def request_span(request: HttpRequest) -> Iterator[Span]:
    """Trace a request."""
    tracer = _tracer()
    if tracer is None:
        yield _OFF
        return
    from opentelemetry.propagate import extract
    from opentelemetry.trace import SpanKind

    attributes = {
        "http.request.method": request.method or "",
        "medley.request_id": current_request_id(),
    }
    with tracer.start_as_current_span(
        "request", context=extract(request.headers), kind=SpanKind.SERVER, attributes=attributes
    ) as held:
        yield Span(held)


@contextmanager
def job_span(kind: str, subject: str) -> Iterator[None]:
    """Trace a job."""
    tracer = _tracer()
    if tracer is None:
        yield
        return
    attributes = {"medley.job.kind": kind, "medley.request_id": current_request_id()}
    # What a coach's job is about is a secret of its owner; a training's is a task.
    if kind == "train":
        attributes["medley.job.subject"] = subject
    with tracer.start_as_current_span(f"job {kind}", attributes=attributes):
        yield


def trace_into(exporter: Any) -> None:
    """Send spans to an exporter as each ends; for tests and for programs of the site."""
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor

    global _given
    _given = SimpleSpanProcessor(exporter)
    _tracer.cache_clear()


def stop_tracing() -> None:
    """Go back to what the variables say."""
    global _given
    _given = None
    _tracer.cache_clear()


_given: Any = None


@cache
def _tracer() -> Any:
    if _given is None and not settings.MEDLEY_TRACES:
        return None
    try:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        log.warning(MISSING)
        return None
    processor = _given
    if processor is None:
        exporter = _exporter(settings.MEDLEY_TRACES)
        if exporter is None:
            return None
        processor = BatchSpanProcessor(exporter)
    provider = TracerProvider(resource=Resource.create({"service.name": "medley"}))
    provider.add_span_processor(processor)
    return provider.get_tracer("medley")


def _exporter(name: str) -> Any:
    if name == "console":
        from opentelemetry.sdk.trace.export import ConsoleSpanExporter

        return ConsoleSpanExporter()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError:
        log.warning(MISSING)
        return None
    return OTLPSpanExporter()
