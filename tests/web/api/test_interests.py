from __future__ import annotations

import pytest

from medley.web.api.interests import InterestsOut


def test_every_category_has_its_probability(program, make_items):
    make_items(4, "film", "drama")
    make_items(4, "film", "war", prefix="war")
    assert program("post", "/events", {"item": "war:0", "kind": "like", "person": "42"})
    answer = program("get", "/interests?person=42")
    assert answer.headers["Cache-Control"] == "private, no-store"
    document = answer.json()
    InterestsOut.model_validate(document)
    assert document["person"] == "api:42"
    assert document["behaviour"] == pytest.approx(1, rel=1e-3)
    values = [row["probability"] for row in document["interests"]]
    assert values == sorted(values, reverse=True)
    assert sum(values) == pytest.approx(1)
    assert document["interests"][0]["category"] == "war"
    assert {"drama", "war"} <= {row["category"] for row in document["interests"]}


def test_a_visitor_gets_what_everybody_likes(client, make_items):
    make_items(2, "film", "drama")
    document = client.get("/api/v1/interests").json()
    assert document["person"] is None
    assert (document["declared"], document["behaviour"]) == ([], 0)
    assert "counted" in document["fallback"]
