"""What a program can see of a person, change, forbid and begin anew."""

from __future__ import annotations

import json

import pytest

from medley.web.catalog.models import Category
from medley.web.feed import service
from medley.web.feed.marks import marks_of
from medley.web.people.models import Person


@pytest.fixture
def films(make_items):
    return make_items(12, "film", "drama", prefix="d") + make_items(12, "film", "war", prefix="w")


def feed(program) -> list[str]:
    answer = program("get", "/feed?limit=30&person=ann").json()
    return [item["id"] for item in answer["items"]]


def test_a_dwell_carries_its_seconds_and_only_a_dwell_does(program, films):
    body = {"item": "d:0", "kind": "dwell", "value": 45.5, "person": "ann"}
    assert program("post", "/events", body).status_code == 201
    ann = Person.objects.get(key="api:ann")
    assert marks_of(ann).history.weights.tolist() == pytest.approx([0.3])
    document = json.loads(program("get", "/me/export?person=ann").getvalue())
    assert document["events"][0]["value"] == 45.5
    refused = program("post", "/events", body | {"kind": "like"})
    assert refused.status_code == 422
    assert "only a dwell has one" in refused.json()["detail"]
    assert program("post", "/events", body | {"value": -1}).status_code == 422


def test_blocks_act_on_the_next_page_and_can_be_taken_back(program, films):
    block = {"category": "war", "person": "ann"}
    assert program("post", "/me/blocks", block).json() == {"changed": True}
    assert program("post", "/me/blocks", block).json() == {"changed": False}
    assert {key[0] for key in feed(program)} == {"d"}
    assert program("delete", "/me/blocks", block).json() == {"changed": True}
    assert {key[0] for key in feed(program)} == {"d", "w"}
    creator = {"creator": "d:creator", "person": "ann"}
    program("post", "/me/blocks", creator)
    assert {key[0] for key in feed(program)} == {"w"}


def test_unknown_or_unclear_blocks_are_refused_with_the_field(program, films):
    for body, field in [
        ({"category": "no-such"}, "category"),
        ({"creator": "no-such"}, "creator"),
        ({}, "creator"),
        ({"creator": "d:creator", "category": "war"}, "creator"),
    ]:
        answer = program("post", "/me/blocks", body | {"person": "ann"})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field


def test_less_like_this_and_its_undo(program, films):
    body = {"item": "w:3", "kind": "less", "person": "ann"}
    program("post", "/events", body)
    assert "w:3" not in feed(program)
    assert program("get", "/me/known?person=ann").json()["less"][0]["id"] == "w:3"
    program("post", "/events", body | {"undo": True})
    assert "w:3" in feed(program)


def test_what_is_known_can_be_seen_and_edited(program, films):
    program("post", "/events", {"item": "w:3", "kind": "like", "person": "ann"})
    changed = program("put", "/me/interests", {"categories": ["war"], "person": "ann"})
    assert changed.json() == {"changed": True}
    known = program("get", "/me/known?person=ann").json()
    assert known["declared"] == ["war"]
    assert known["strongest"][0]["id"] == "w:3"
    assert known["taste"][0]["category"] == "war"
    assert known["events"] == {"like": 1}
    answer = program("put", "/me/interests", {"categories": ["no-such"], "person": "ann"})
    assert answer.status_code == 422
    program("put", "/me/interests", {"categories": [], "person": "ann"})
    assert program("get", "/me/known?person=ann").json()["declared"] == []


def test_a_reset_and_its_undo(program, films):
    program("post", "/events", {"item": "w:3", "kind": "like", "person": "ann"})
    assert program("post", "/me/reset?person=ann").json()["undo_until_ms"] > 0
    assert program("get", "/me/known?person=ann").json()["strongest"] == []
    assert program("delete", "/me/reset?person=ann").json() == {"changed": True}
    assert program("get", "/me/known?person=ann").json()["strongest"][0]["id"] == "w:3"
    assert program("delete", "/me/reset?person=ann").json() == {"changed": False}


def test_what_was_saved_for_later_is_a_list_of_its_own(program, films):
    program("post", "/events", {"item": "w:3", "kind": "wish", "person": "ann"})
    answer = program("get", "/me/for-later?person=ann").json()
    assert [item["id"] for item in answer["items"]] == ["w:3"]
    assert answer["items"][0]["wished"] is True


def test_why_answers_for_a_person_and_refuses_what_does_not_exist(program, films):
    program("post", "/events", {"item": "w:3", "kind": "like", "person": "ann"})
    answer = program("get", "/why?item=w:3&person=ann").json()
    assert answer["shown"] is False
    assert "liked already" in answer["closed_by"]
    assert program("get", "/why?item=none:1&person=ann").status_code == 404
    assert program("get", "/why?item=w:3&person=nobody").status_code == 404
    assert program("get", "/why?item=w:3&person=ann&category=zzz").status_code == 422


def test_people_act_for_themselves_only(relaxed_client, films, person):
    answer = relaxed_client.get(f"/api/v1/me/known?person={person.key}")
    assert answer.status_code == 403
    body = {"category": "war", "person": person.key}
    refused = relaxed_client.post("/api/v1/me/blocks", body, content_type="application/json")
    assert refused.status_code == 403
    assert marks_of(person).categories == frozenset()


def test_a_visitor_may_block_without_an_account(relaxed_client, films):
    body = {"category": "war"}
    relaxed_client.post("/api/v1/me/blocks", body, content_type="application/json")
    page = relaxed_client.get("/api/v1/feed?limit=30").json()
    assert {item["id"][0] for item in page["items"]} == {"d"}
    assert Category.objects.filter(slug="war").exists()
    service.forget_everything()
