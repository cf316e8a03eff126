"""Why an item is shown or not comes from the code that serves it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from tests.web.feed.crowds import shown, train, two_tastes

from medley.web.catalog.models import Category, Item
from medley.web.feed import service
from medley.web.feed.recording import record
from medley.web.feed.why import why
from medley.web.people.control import block_category


@pytest.fixture
def crowd(make_items: Any) -> list[Item]:
    return two_tastes(make_items)


def test_the_place_is_the_one_on_the_page(crowd, person):
    version = train("item-knn")
    record(person, crowd[25], "like")
    for place, key in enumerate(shown(person)[:15], 1):
        answer = why(person, Item.objects.get(key=key))
        assert (answer.shown, answer.place) == (True, place)
        assert answer.page == (1 if place <= 5 else 2)
        assert answer.models[0].version == version


def test_reasons_and_rank_are_the_models_own(crowd, person):
    train("item-knn")
    record(person, crowd[25], "like")
    best = min(
        (why(person, Item.objects.get(key=key)) for key in shown(person)[:10]),
        key=lambda answer: answer.models[0].rank,
    )
    assert best.models[0].rank == 1
    assert best.models[0].of == 39
    assert why(person, crowd[25]).models[0].of == 40
    assert best.models[0].reasons[0].item == crowd[25].key


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("like", "liked already"),
        ("view", "seen in the last 30 days"),
        ("wish", "saved for later"),
        ("dislike", "disliked"),
        ("less", "less like it was asked for"),
    ],
)
def test_what_a_person_did_keeps_an_item_away(crowd, person, kind, said):
    record(person, crowd[25], kind)
    answer = why(person, crowd[25])
    assert not answer.shown
    assert said in (answer.closed_by or "")
    assert said in answer.verdict


def test_hidden_blocked_and_ruled_out_each_say_so(crowd, person, home):
    Item.objects.filter(pk=crowd[0].pk).update(hidden=True)
    service.forget_everything()
    assert why(person, crowd[0]).closed_by == "hidden by who runs the site"
    block_category(person, Category.objects.get(slug="war"))
    assert why(person, crowd[25]).closed_by == "in a category that the person blocked"
    folder = settings.MEDLEY_RULES
    folder.mkdir(exist_ok=True)
    try:
        (folder / "home.toml").write_text('[filters]\nnot_items = ["d:3"]\n')
        service.forget_everything()
        assert why(person, crowd[3]).closed_by == "home.toml:2 filters.not_items"
    finally:
        (folder / "home.toml").unlink()


def test_what_ranks_too_low_says_how_low(crowd, person, home):
    train("item-knn")
    record(person, crowd[25], "like")
    folder = settings.MEDLEY_RULES
    folder.mkdir(exist_ok=True)
    try:
        (folder / "home.toml").write_text("[candidates]\nsize = 5\n")
        service.forget_everything()
        answer = why(person, crowd[3])
        assert answer.closed_by == "ranked below the 5 best, which are all that the rules are given"
        assert answer.models[0].rank > 5
    finally:
        (folder / "home.toml").unlink()


def test_asking_writes_nothing_down(crowd, person, django_writes):
    with django_writes() as written:
        why(person, crowd[25])
    assert written == []


def test_the_answer_is_one_json_document(crowd, person):
    train("item-knn")
    record(person, crowd[25], "like")
    document = json.loads(json.dumps(why(person, crowd[26]).as_dict(), allow_nan=False))
    assert document["item"] == crowd[26].key
    assert {"verdict", "models", "steps", "terms", "closed_by"} <= document.keys()


def test_a_visitor_may_be_asked_about(crowd):
    assert why(None, crowd[0]).shown


@pytest.fixture
def django_writes() -> Any:
    from contextlib import contextmanager

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    @contextmanager
    def watch() -> Any:
        found: list[str] = []
        with CaptureQueriesContext(connection) as queries:
            yield found
        verbs = (query["sql"].split()[0] for query in queries)
        found += [verb for verb in verbs if verb in ("INSERT", "UPDATE", "DELETE")]

    return watch
