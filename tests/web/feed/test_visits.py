"""A list is made once a visit, by the rules in force, with every chance written down."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from tests.web.feed.crowds import shown, train, two_tastes

from medley.core.errors import ConfigError
from medley.core.prediction import BecauseWished
from medley.serving.exploration import chances
from medley.serving.rules import RulesError
from medley.web.catalog.models import CatalogueRevision, Creator, Item
from medley.web.clock import now_ms
from medley.web.feed import making, rulebook, service, setting
from medley.web.feed.gate import RULES_RELAXED
from medley.web.feed.models import Event, Exposure, RankedList
from medley.web.feed.nudge import PLACE
from medley.web.feed.recording import record
from medley.web.people.models import Person, Wish

DAY_MS = 86_400_000


@pytest.fixture
def crowd(make_items: Any) -> list[Item]:
    return two_tastes(make_items)


@pytest.fixture
def rules(home: Path) -> Any:
    """Writes rules files: ``rules("home", "...")``."""
    folder = Path(settings.MEDLEY_RULES)

    def write(name: str, text: str) -> None:
        path = folder / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        service.forget_everything()

    yield write
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


def later(monkeypatch: pytest.MonkeyPatch, ms: int) -> None:
    """Let time pass for all that makes lists."""
    moment = now_ms() + ms
    monkeypatch.setattr(making, "now_ms", lambda: moment)
    clock = making.time.monotonic() + ms / 1000
    monkeypatch.setattr(making.time, "monotonic", lambda: clock)


def test_reloading_within_a_visit_keeps_the_list_and_the_next_visit_rotates(
    make_items, person, monkeypatch
):
    make_items(300, "film", "drama")
    Item.objects.update(creator=None)
    CatalogueRevision.bump()
    first = shown(person)
    assert shown(person) == first
    assert RankedList.objects.count() == 1
    with monkeypatch.context() as patched:
        later(patched, setting.VISIT_MS + 1)
        again = shown(person)
    assert again != first
    assert sorted(again) == sorted(first)
    assert RankedList.objects.count() == 2


def test_no_two_neighbours_are_by_one_creator_where_it_can_be_helped(crowd, person):
    train("item-knn")
    creators = [Creator.objects.create(key=f"c:{n}", name=str(n)) for n in range(8)]
    for n, item in enumerate(crowd):
        Item.objects.filter(pk=item.pk).update(creator=creators[n % 8])
    CatalogueRevision.bump()
    record(person, crowd[25], "like")
    made_by = dict(Item.objects.values_list("key", "creator_id"))
    keys = shown(person)[:20]
    assert all(made_by[a] != made_by[b] for a, b in pairwise(keys))


def test_an_exposure_carries_place_propensity_pool_model_and_scenario(make_items, person):
    make_items(200, "film", "drama")
    Item.objects.update(creator=None)
    CatalogueRevision.bump()
    page = service.first_page(person, size=5)
    service.next_page(page.cursor, person, size=30)
    first, second = Exposure.objects.order_by("first_position")
    assert (first.scenario, first.model_version) == ("home", page.model_version)
    assert first.propensities == [1] * 5
    assert second.positions == list(range(5, 35))
    by_chance = [n for n, chance in enumerate(second.propensities) if chance < 1]
    assert {str(n) for n in by_chance} == set(second.pools) != set()
    for n in by_chance:
        pool = second.pools[str(n)]
        assert second.items[n] in pool
        assert len(set(pool)) == len(pool) == 50


def test_logged_chances_are_those_of_the_models_scores(crowd, person):
    train("item-knn")
    record(person, crowd[25], "like")
    index = service.current_index()
    made = setting.setting_of(person, index, "home")
    ranking = making.ranking_of(made, person, index, service.EVERYTHING)
    score = dict(zip(ranking.pks.tolist(), ranking.scores.tolist(), strict=True))
    assert ranking.chances
    for chance in ranking.chances:
        pool = [int(ranking.pks[place]) for place in chance.pool]
        expected = chances(np.array([score[pk] for pk in pool]), made.followed.exploration)
        drawn = pool.index(int(ranking.pks[chance.place]))
        assert chance.propensity == pytest.approx(expected[drawn], rel=1e-5)


def test_rules_of_the_folder_hold_at_once_and_a_broken_edit_changes_nothing(crowd, person, rules):
    rules("home", '[filters]\ncategories = ["war"]\n')
    assert {key[0] for key in shown(person)} == {"w"}
    path = Path(settings.MEDLEY_RULES) / "home.toml"
    path.write_text('[filters]\ncategories = ["no-such"]\n')
    rulebook._books.of("")._checked = float("-inf")
    assert {key[0] for key in shown(person)} == {"w"}
    (fault,) = rulebook.rules_faults()
    assert (fault.file, fault.line) == ("home.toml", 2)
    path.write_text('[filters]\ncategories = ["drama"]\n# mended\n')
    rulebook._books.of("")._checked = float("-inf")
    assert {key[0] for key in shown(person)} == {"d"}


def test_a_site_does_not_start_with_contradictory_pins_or_unknown_categories(crowd, rules):
    rules(
        "home",
        f'[filters]\nnot_categories = ["war"]\n[[pins]]\nitem = "{crowd[25].key}"\nplace = 1\n',
    )
    with pytest.raises(RulesError, match=r"home.toml:4: 'w:5' is pinned, but filters"):
        rulebook.check_rules()
    rules("home", '[filters]\ncategories = ["wra"]\n')
    with pytest.raises(RulesError, match=r"home.toml:2: .*'wra' is unknown; did you mean 'war'"):
        rulebook.check_rules()


def test_a_rule_that_leaves_nothing_is_not_followed_and_the_page_says_so(crowd, person, rules):
    rules("home", '[filters]\nkinds = ["song"]\n')
    page = service.first_page(person)
    assert len(page.cards) == 5
    assert page.fallback is not None
    assert RULES_RELAXED in page.fallback


def test_pins_stand_where_they_were_put(crowd, person, rules):
    rules("home", f'[[pins]]\nitem = "{crowd[33].key}"\nplace = 1\n[exploration]\nshare = 0.5\n')
    train("item-knn")
    record(person, crowd[0], "like")
    page = service.first_page(person, size=30)
    assert page.cards[0].item.key == crowd[33].key
    exposure = Exposure.objects.get()
    assert exposure.propensities[0] == 1


def test_candidates_of_two_models_are_taken_in_turn(crowd, person, rules):
    train("popular", promote=False)
    train("item-knn")
    rules("home", '[candidates]\nmodels = ["champion", "popular"]\n[exploration]\nshare = 0.0\n')
    record(person, crowd[25], "like")
    assert {key[0] for key in shown(person)[:6]} == {"d", "w"}


def test_a_model_that_is_not_trained_leaves_the_others_and_the_page_says_so(crowd, person, rules):
    rules("home", '[candidates]\nmodels = ["champion", "ease"]\n')
    page = service.first_page(person)
    assert page.cards
    assert page.fallback is not None
    assert making.MODELS_MISSING in page.fallback


def wish_long_ago(person: Person, item: Item) -> None:
    record(person, item, "wish", at_ms=now_ms() - 10 * DAY_MS)


def test_a_wish_that_fits_comes_back_once_in_a_week_and_names_why(crowd, person, monkeypatch):
    train("item-knn")
    record(person, crowd[25], "like")
    wish_long_ago(person, crowd[26])
    page = service.first_page(person, size=10)
    card = page.cards[PLACE]
    assert card.item.key == crowd[26].key
    assert isinstance(card.reason, BecauseWished)
    assert Wish.objects.get().nudged_ms > 0
    Wish.objects.update(nudged_ms=now_ms() - DAY_MS)
    service.forget_everything()
    assert crowd[26].key not in shown(person)
    Wish.objects.update(nudged_ms=now_ms() - 31 * DAY_MS)
    service.forget_everything()
    assert shown(person).count(crowd[26].key) == 1


def test_a_nudge_stays_while_the_visit_lasts(crowd, person):
    train("item-knn")
    record(person, crowd[25], "like")
    wish_long_ago(person, crowd[26])
    assert crowd[26].key in shown(person)
    record(person, crowd[30], "like")
    assert crowd[26].key in shown(person)


def test_a_wish_that_does_not_fit_or_is_fresh_waits(make_items, person):
    crowd = two_tastes(make_items)
    make_items(40, "film", "war", prefix="x")
    Item.objects.update(creator=None)
    train("item-knn")
    for item in crowd[20:25]:
        record(person, item, "like")
    record(person, crowd[26], "wish")
    assert crowd[26].key not in shown(person)
    Event.objects.filter(person=person, kind="wish").delete()
    Wish.objects.all().delete()
    wish_long_ago(person, crowd[3])
    assert crowd[3].key not in shown(person)


def test_a_scenario_that_does_not_exist_is_refused(db):
    with pytest.raises(ConfigError, match="no scenario named 'front'"):
        rulebook.rules_for("front")
