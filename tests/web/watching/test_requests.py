"""A request has one name, in its response, in problems and in every line of the log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from medley.web.people.models import User
from medley.web.watching.logs import JsonLines, NoAddress, PlainLines, logging_settings
from medley.web.watching.request_id import accepted, current_request_id, working_on


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the log says, as JSON lines."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    handler.addFilter(NoAddress())
    loggers = [logging.getLogger(), logging.getLogger("medley.access")]
    for logger in loggers:
        logger.addHandler(handler)
    yield written
    for logger in loggers:
        logger.removeHandler(handler)


def told(lines: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_given_name_is_kept_and_an_odd_one_replaced(client: Client) -> None:
    def named(given: str) -> str:
        return str(client.get("/about", headers={"X-Request-ID": given})["X-Request-ID"])

    assert named("proxy-7f3a.22_b") == "proxy-7f3a.22_b"
    for odd in (
        "short",
        "two words here",
        "x" * 65,
        "line\x0bbreak-here",
        "<script>alert</script>",
    ):
        assert named(odd) != odd
        assert len(named(odd)) == 32


def test_names_differ(client: Client) -> None:
    assert client.get("/about")["X-Request-ID"] != client.get("/about")["X-Request-ID"]


@pytest.mark.parametrize("address", ["/api/v1/items/none:1", "/api/v1/nowhere", "/api/v1/why"])
def test_a_problem_names_its_request(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code >= 400
    assert answer.json()["request_id"] == answer["X-Request-ID"]


def test_outside_of_requests_there_is_no_name() -> None:
    assert current_request_id() == ""
    with working_on("abc"):
        assert current_request_id() == "abc"
    assert current_request_id() == ""
    assert len(accepted(None)) == 32


def test_each_request_has_one_line_about_nobody(
    client: Client, lines: io.StringIO, account: Callable[..., User]
) -> None:
    client.force_login(account("ann"))
    answer = client.get("/items/424242?q=secret", headers={"User-Agent": "her-browser"})
    (line,) = told(lines)
    assert (line["view"], line["method"], line["status"]) == ("catalog:item", "GET", 404)
    assert line["request_id"] == answer["X-Request-ID"]
    assert isinstance(line["ms"], float)
    written = lines.getvalue()
    for private in ("ann", "424242", "secret", "her-browser", "127.0.0.1"):
        assert private not in written


def test_a_fault_is_logged_with_its_trace_and_view_and_no_address(
    db: Path, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    from medley.web.catalog import views

    def fails(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(views, "render", fails)
    browser = Client(raise_request_exception=False)
    assert browser.get("/search?q=tea").status_code == 500
    fault = next(line for line in told(lines) if line["level"] == "ERROR")
    assert "catalog:search" in str(fault["message"])
    assert "RuntimeError: broken" in str(fault["trouble"])
    assert fault["request_id"]


def test_plain_lines_say_the_same_for_people() -> None:
    record = logging.makeLogRecord(
        {"name": "medley.access", "levelname": "INFO", "msg": "request", "status": 200, "ms": 3.1}
    )
    with working_on("abc"):
        line = PlainLines().format(record)
    assert line.endswith("INFO medley.access: request status=200 ms=3.1 [abc]")


def test_an_address_gives_way_to_its_view() -> None:
    request: HttpRequest = RequestFactory().get("/p/secret-token")
    record = logging.makeLogRecord({"msg": "Not Found: %s", "args": ("/p/secret-token",)})
    record.request = request
    NoAddress().filter(record)
    assert record.getMessage() == "Not Found: none"


@pytest.mark.parametrize("form", ["plain", "json"])
def test_the_settings_are_a_logging_configuration(form: str) -> None:
    made = logging_settings(form, access=False)
    assert made["loggers"]["medley.access"]["level"] == "WARNING"
    logging.config.DictConfigurator(made)  # type: ignore[attr-defined]
