"""Hostile and mistaken calls: each is refused with its reason, nothing is lost."""

from __future__ import annotations

import json

import pytest

from medley.serving.cursor import Cursor, encode
from medley.web.feed.models import Event
from medley.web.feed.service import _signing_key
from medley.web.people.models import Person


def problem(response, status, field=None):
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert body["status"] == status
    assert body["title"]
    assert "Traceback" not in response.content.decode()
    if field is not None:
        assert field in [error["field"] for error in body["errors"]]
    return body


@pytest.mark.parametrize("limit", ["-1", "0", "101", "five", "1e9", "", "١٢٣٤"])
def test_page_sizes_out_of_range_name_the_field(client, limit):
    problem(client.get("/api/v1/feed", {"limit": limit}), 422, "limit")


@pytest.mark.parametrize("cursor", ["", "abc", "AAAA" * 13, "é" * 10, "x" * 600, "a\0b", "%ff"])
def test_cursors_that_are_none_are_refused(client, make_items, cursor):
    make_items(3)
    problem(client.get("/api/v1/feed", {"cursor": cursor}), 422, "cursor")
    problem(client.get("/api/v1/items", {"cursor": cursor}), 422, "cursor")


def test_a_cursor_signed_with_another_key_is_refused(client, make_items):
    make_items(10)
    body = client.get("/api/v1/feed?limit=5").json()
    from medley.serving.cursor import decode

    place = decode(body["cursor"], _signing_key())
    forged = encode(Cursor(place.list_id, 0), b"guessed")
    found = problem(client.get("/api/v1/feed", {"cursor": forged}), 422, "cursor")
    assert "begin again" in found["detail"]


def test_a_cursor_of_the_catalogue_does_not_open_a_feed(client, make_items):
    make_items(10)
    cursor = client.get("/api/v1/items?limit=5").json()["cursor"]
    problem(client.get("/api/v1/feed", {"cursor": cursor}), 422, "cursor")
    problem(client.get("/api/v1/items", {"cursor": cursor, "kind": "film"}), 422, "cursor")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe\x00", "not UTF-8"),
        ("{'item': 1}".encode("utf-16"), "not UTF-8"),
        (b'{"item": NaN}', "NaN"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_bodies_that_are_no_json_are_refused(program, body, words):
    response = program("post", "/events", body)
    assert words in problem(response, 400, "body")["detail"]


def test_a_body_of_the_wrong_shape_names_each_field(program):
    body = problem(program("post", "/events", {"item": 5, "kinds": "like"}), 422, "kind")
    assert {"item", "kind", "kinds"} <= {error["field"] for error in body["errors"]}
    problem(program("post", "/events", "[1, 2]"), 422)
    problem(program("post", "/events", b""), 422, "body")


def test_a_body_beyond_five_mebibytes_is_too_large(program):
    row = {"item": "a" * 1000, "kind": "like"}
    problem(program("post", "/events/bulk", {"events": [row] * 6000}), 413)


def test_unknown_addresses_and_methods_are_problems_too(client):
    problem(client.get("/api/v1/nothing"), 404)
    response = client.put("/api/v1/feed")
    problem(response, 405)
    assert "GET" in response.headers["Allow"]


def test_get_on_an_address_that_changes_state_is_refused(client, make_items):
    make_items(1)
    problem(client.get("/api/v1/events"), 405)
    assert Event.objects.count() == 0


def test_a_host_that_is_not_served_is_refused(client):
    problem(client.get("/api/v1/feed", headers={"host": "evil.example"}), 400)


def test_changing_something_from_the_site_needs_the_csrf_token(client, make_items):
    (item,) = make_items(1)
    body = {"item": item.key, "kind": "like"}
    response = client.post("/api/v1/events", body, content_type="application/json")
    assert "X-CSRFToken" in problem(response, 403)["detail"]
    assert Event.objects.count() == 0


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer ", "Basic YTpi", "medley_abc"])
def test_wrong_keys_are_refused(client, header):
    response = client.get("/api/v1/feed", headers={"Authorization": header})
    problem(response, 401)
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_like_for_somebody_elses_session_is_refused(relaxed_client, make_items, account):
    (item,) = make_items(1)
    victim, attacker = account("victim"), account("attacker")
    relaxed_client.force_login(attacker)
    body = {"item": item.key, "kind": "like", "person": victim.person.key}
    response = relaxed_client.post("/api/v1/events", body, content_type="application/json")
    problem(response, 403, "person")
    assert Event.objects.count() == 0


def test_a_key_of_an_account_acts_for_that_account_alone(program_of, make_items, account):
    (item,) = make_items(1)
    ann, bob = account("ann"), account("bob")
    program = program_of(ann)
    body = {"item": item.key, "kind": "like"}
    assert program("post", "/events", body).json()["person"] == ann.person.key
    problem(program("post", "/events", {**body, "person": bob.person.key}), 403, "person")
    assert not Event.objects.filter(person=bob.person).exists()


def test_somebody_elses_cursor_is_refused(relaxed_client, make_items, account):
    make_items(20)
    relaxed_client.force_login(account("ann"))
    cursor = relaxed_client.get("/api/v1/feed?limit=5").json()["cursor"]
    relaxed_client.force_login(account("bob"))
    response = relaxed_client.get("/api/v1/feed", {"cursor": cursor})
    assert "somebody else" in problem(response, 422, "cursor")["detail"]
    relaxed_client.logout()
    problem(relaxed_client.get("/api/v1/feed", {"cursor": cursor}), 422, "cursor")


@pytest.mark.parametrize("query", [{"kind": "opera"}, {"category": "no-such"}, {"kind": "\0"}])
def test_filters_that_do_not_exist_are_named(client, make_items, query):
    make_items(3)
    (field,) = query
    problem(client.get("/api/v1/feed", query), 422, field)
    problem(client.get("/api/v1/items", query), 422, field)


@pytest.mark.parametrize("name", ["", " ", "a b", "x" * 181, "a\0"])
def test_names_that_no_person_can_have_are_refused(program, make_items, name):
    (item,) = make_items(1)
    body = {"item": item.key, "kind": "like", "person": name}
    problem(program("post", "/events", body), 422, "person")
    assert Person.objects.count() == 0


def test_a_fault_of_ours_shows_no_traceback(program, make_items, db, monkeypatch):
    make_items(3)
    from medley.web.feed import models_in_use

    models_in_use._in_use._predictor._store = None
    problem(program("get", "/feed"), 500)
