"""Spans for requests and jobs where OpenTelemetry is there, and nothing where it is not."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from medley.web.environment import read_environment
from medley.web.watching import tracing


@pytest.fixture
def spans() -> Iterator[object]:
    memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    exporter = memory.InMemorySpanExporter()
    tracing.trace_into(exporter)
    yield exporter
    tracing.stop_tracing()


def test_a_request_is_one_span_named_by_its_view(client: Client, spans) -> None:
    answer = client.get("/api/v1/health")
    (span,) = spans.get_finished_spans()
    assert span.name == "api:health"
    assert span.attributes["http.request.method"] == "GET"
    assert span.attributes["http.response.status_code"] == 200
    assert span.attributes["medley.request_id"] == answer["X-Request-ID"]
    assert "http.url" not in span.attributes


def test_it_belongs_to_the_callers_trace(client: Client, spans) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    client.get("/about", headers={"traceparent": parent})
    (span,) = spans.get_finished_spans()
    assert f"{span.context.trace_id:032x}" == parent.split("-")[1]


def test_a_job_is_a_span_that_does_not_tell_whose_workout_it_is(spans) -> None:
    with tracing.job_span("train", "feed"), tracing.job_span("coach", "a-secret-token"):
        pass
    coach, train = spans.get_finished_spans()
    assert (coach.name, train.name) == ("job coach", "job train")
    assert train.attributes["medley.job.subject"] == "feed"
    assert "a-secret-token" not in str(dict(coach.attributes))


def test_nothing_is_traced_unless_the_variables_say_so(client: Client) -> None:
    assert tracing._tracer() is None
    assert client.get("/about").status_code == 200


@pytest.mark.parametrize(
    ("variables", "traces"),
    [
        ({}, ""),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, "otlp"),
        ({"OTEL_TRACES_EXPORTER": "console"}, "console"),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"}, ""),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_SDK_DISABLED": "true"}, ""),
    ],
)
def test_the_usual_variables_decide(
    variables: dict[str, str], traces: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert read_environment().traces == traces


def test_a_missing_package_is_told_and_stops_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(settings, "MEDLEY_TRACES", "otlp")
    for name in [name for name in sys.modules if name.startswith("opentelemetry")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    tracing.stop_tracing()
    with caplog.at_level(logging.WARNING, "medley.web.watching.tracing"):
        assert client.get("/about").status_code == 200
    assert "pip install 'medley[otel]'" in caplog.text
    tracing.stop_tracing()
