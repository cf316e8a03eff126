from __future__ import annotations

import json
import threading

import pytest

from medley.web.feed.models import Event
from medley.web.people.models import Person, Wish


def test_an_event_sent_twice_is_kept_once(program, make_items):
    (item,) = make_items(1)
    body = {"item": item.key, "kind": "wish", "person": "7", "key": "k1"}
    assert program("post", "/events", body).status_code == 201
    again = program("post", "/events", body)
    assert (again.status_code, again.json()) == (200, {"recorded": False, "person": "api:7"})
    assert Event.objects.count() == Wish.objects.count() == 1
    other = program("post", "/events", {**body, "kind": "like"})
    assert other.status_code == 409
    assert Event.objects.count() == 1


def test_the_header_serves_as_key(program, make_items):
    (item,) = make_items(1)
    body = {"item": item.key, "kind": "like", "person": "7"}
    headers = {"Idempotency-Key": "abc"}
    assert program("post", "/events", body, **headers).status_code == 201
    assert program("post", "/events", body, **headers).status_code == 200
    assert program("post", "/events", body, **{"Idempotency-Key": "x" * 65}).status_code == 422


def test_a_program_without_an_account_must_name_the_person(program, make_items):
    (item,) = make_items(1)
    response = program("post", "/events", {"item": item.key, "kind": "like"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "person"


def test_an_imported_person_is_found_by_full_key(program, make_items):
    (item,) = make_items(1)
    person = Person.objects.create(key="movielens:15")
    body = {"item": item.key, "kind": "like", "person": "movielens:15"}
    program("post", "/events", body)
    assert Event.objects.get().person_id == person.pk


def test_a_bulk_says_of_every_row_what_became_of_it(program, make_items):
    a, b = make_items(2)
    rows = [
        {"item": a.key, "kind": "like", "person": "1", "key": "r0"},
        {"item": "no:such", "kind": "like", "person": "1"},
        {"item": b.key, "kind": "sing", "person": "1"},
        {"item": b.key, "kind": "view", "person": "2", "at_ms": 5},
        {"item": a.key, "kind": "like", "person": "1", "key": "r0"},
        {"item": a.key, "kind": "dislike", "person": "1", "key": "r0"},
        {"item": a.key, "kind": "like"},
        "nonsense",
    ]
    body = program("post", "/events/bulk", {"events": rows}).json()
    assert [row["status"] for row in body["rows"]] == [
        "recorded",
        "refused",
        "refused",
        "recorded",
        "known",
        "refused",
        "refused",
        "refused",
    ]
    assert (body["recorded"], body["known"], body["refused"]) == (2, 1, 5)
    fields = [row["field"] for row in body["rows"] if row["status"] == "refused"]
    assert fields == ["item", "kind", "key", "person", "row"]
    assert Event.objects.count() == 2


def test_a_bulk_with_a_header_key_can_be_sent_again(program, make_items):
    items = make_items(3)
    rows = [{"item": item.key, "kind": "view", "person": "1"} for item in items]
    headers = {"Idempotency-Key": "batch-9"}
    assert program("post", "/events/bulk", {"events": rows}, **headers).json()["recorded"] == 3
    assert program("post", "/events/bulk", {"events": rows}, **headers).json()["known"] == 3
    assert Event.objects.count() == 3


def test_a_bulk_holds_at_most_a_thousand(program, make_items):
    (item,) = make_items(1)
    row = {"item": item.key, "kind": "view", "person": "1"}
    full = program("post", "/events/bulk", {"events": [row] * 1000})
    assert full.json()["recorded"] == 1000
    over = program("post", "/events/bulk", {"events": [row] * 1001})
    assert over.status_code == 422
    assert over.json()["errors"][0]["field"] == "events"
    assert Event.objects.count() == 1000


def test_a_visitor_likes_with_the_csrf_token_and_gets_a_session(client, make_items):
    (item,) = make_items(1)
    client.get("/api/v1/feed")
    token = "a" * 32
    client.cookies["csrftoken"] = token
    response = client.post(
        "/api/v1/events",
        {"item": item.key, "kind": "like"},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert response.status_code == 201
    assert response.json()["person"].startswith("visitor:")
    assert (
        json.loads(client.get("/api/v1/me/export").getvalue())["events"][0]["item__key"] == item.key
    )


@pytest.mark.parametrize("n_threads", [6])
def test_one_key_sent_at_the_same_moment_is_kept_once(live_server, make_items, program, n_threads):
    import httpx

    (item,) = make_items(1)
    body = {"item": item.key, "kind": "like", "person": "1", "key": "same"}
    answers = []

    def send():
        headers = program._headers
        answers.append(
            httpx.post(f"{live_server}/api/v1/events", json=body, headers=headers, timeout=30)
        )

    threads = [threading.Thread(target=send) for _ in range(n_threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200] * (n_threads - 1) + [201]
    assert Event.objects.count() == 1
