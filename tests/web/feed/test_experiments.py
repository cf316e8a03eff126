"""Trials: who is in which arm, what is written down, and what the report makes of it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np
import pytest
from tests.web.feed.crowds import train, two_tastes

from medley.core.errors import ConfigError, DataError
from medley.web.catalog.models import Item
from medley.web.clock import now_ms
from medley.web.feed import service
from medley.web.feed.experiments import (
    Arm,
    arms_of,
    experiment_named,
    start_experiment,
    stop_experiment,
)
from medley.web.feed.models import Event, Exposure
from medley.web.feed.recording import record
from medley.web.feed.trial_report import NO_DATA, experiment_report
from medley.web.people.models import Person

CONTROL = Arm("usual", 0.5)


@pytest.fixture
def crowd(make_items: Any) -> list[Item]:
    return two_tastes(make_items)


def people(count: int) -> list[Person]:
    return Person.objects.bulk_create(Person(key=f"tried:{n}") for n in range(count))


def test_each_arm_gets_its_model_and_it_is_written_down(crowd):
    usual, other = train("item-knn"), train("popular", promote=False)
    start_experiment("pop", "home", [CONTROL, Arm("popular", 0.5, model=other)])
    arms = Counter()
    for person in people(40):
        page = service.first_page(person)
        exposure = Exposure.objects.get(person=person)
        assert exposure.experiment == "pop"
        assert page.model_version == {"usual": usual, "popular": other}[exposure.arm]
        arms[exposure.arm] += 1
    assert min(arms.values()) >= 8


def test_an_arm_stays_with_its_person_and_later_pages(crowd, person):
    train("item-knn")
    start_experiment("calm", "home", [CONTROL, Arm("calm", 0.5, balance={"calibration": 0.9})])
    page = service.first_page(person)
    service.next_page(page.cursor, person)
    service.forget_everything()
    service.first_page(person)
    assert len(set(Exposure.objects.values_list("experiment", "arm"))) == 1


def test_visitors_without_a_key_take_no_part(crowd):
    start_experiment("calm", "home", [CONTROL, Arm("calm", 0.5)])
    service.first_page(None)
    assert Exposure.objects.get().experiment == ""


def test_other_scenarios_are_left_alone_and_so_is_everybody_after_the_end(crowd, person):
    start_experiment("calm", "home", [CONTROL, Arm("calm", 0.5)])
    service.first_page(person, category="war")
    stop_experiment("calm")
    service.first_page(person)
    assert set(Exposure.objects.values_list("experiment", flat=True)) == {""}
    with pytest.raises(DataError, match="has ended already"):
        stop_experiment("calm")


@pytest.mark.parametrize(
    ("arms", "fault"),
    [
        ([CONTROL], "needs two or more"),
        ([CONTROL, Arm("new", 0.6)], "add up to 1.1"),
        ([CONTROL, Arm("new", 0.5, model="no-such")], "'no-such', which is not there"),
        ([CONTROL, Arm("new", 0.5, rules="no-such")], "no rules variant 'no-such'"),
        ([CONTROL, Arm("new", 0.5, balance={"calm": 1})], "sets 'calm' of the balance"),
        ([CONTROL, Arm("new", 0.5, balance={"calibration": 7})], "between 0 and 1"),
    ],
)
def test_arms_that_cannot_be_made_are_refused(crowd, arms, fault):
    with pytest.raises(ConfigError, match=fault):
        start_experiment("new", "home", arms)


def test_names_come_once_and_a_scenario_has_one_trial(crowd):
    start_experiment("one", "home", [CONTROL, Arm("new", 0.5)])
    with pytest.raises(ConfigError, match="'one' runs on home; stop it first"):
        start_experiment("two", "home", [CONTROL, Arm("new", 0.5)])
    stop_experiment("one")
    with pytest.raises(ConfigError, match="was an experiment 'one' already"):
        start_experiment("one", "home", [CONTROL, Arm("new", 0.5)])
    with pytest.raises(DataError, match="there are: one"):
        experiment_named("three")
    assert [arm.name for arm in arms_of(experiment_named("one"))] == ["usual", "new"]


def test_a_trial_without_traffic_says_that_there_is_no_data(crowd, person):
    start_experiment("none", "home", [CONTROL, Arm("new", 0.5)], traffic=0.0)
    service.first_page(person)
    report = experiment_report("none")
    assert report.status.startswith(NO_DATA)
    assert "traffic is 0" in report.status
    assert report.verdicts["new"].status == NO_DATA
    assert report.off_policy[0].note.startswith(NO_DATA)
    json.dumps(report.as_dict(), allow_nan=False)


def test_likes_are_counted_for_what_was_shown_before_and_once(crowd):
    train("item-knn")
    start_experiment("calm", "home", [CONTROL, Arm("calm", 0.5)])
    (person,) = people(1)
    page = service.first_page(person)
    service.first_page(person)
    shown = [card.item for card in page.cards]
    record(person, shown[0], "like", at_ms=now_ms() + 10)
    record(person, shown[1], "like", at_ms=now_ms() - 60_000)
    record(person, shown[2], "like", at_ms=now_ms() + 10)
    record(person, shown[2], "like", undo=True, at_ms=now_ms() + 20)
    found = [arm for arm in experiment_report("calm").arms if arm.people]
    assert [(arm.people, arm.impressions, arm.likes) for arm in found] == [(1, 5, 1)]


def test_who_was_shown_two_arms_is_left_out(crowd, person):
    start_experiment("calm", "home", [CONTROL, Arm("calm", 0.5)])
    service.first_page(person)
    row = Exposure.objects.get()
    row.pk, row.arm = "00000000-0000-0000-0000-000000000001", "another"
    row.save(force_insert=True)
    report = experiment_report("calm")
    assert report.excluded == 1
    assert sum(arm.people for arm in report.arms) == 0


def live(person: Person, loves: set[int], rng: np.random.Generator) -> None:
    """Look at two pages and like half of what is loved there."""
    page = service.first_page(person, size=5)
    cards = [*page.cards, *service.next_page(page.cursor, person, size=30).cards]
    moment = now_ms() + 10
    liked = [c.item for c in cards if c.item.pk in loves and rng.random() < 0.5]
    Event.objects.bulk_create(
        Event(person=person, item=item, kind="like", at_ms=moment, key=str(item.pk))
        for item in liked
    )


def test_the_report_finds_the_better_arm_and_chance_agrees(crowd):
    usual, other = train("item-knn"), train("popular", promote=False)
    start_experiment("pop", "home", [CONTROL, Arm("popular", 0.5, model=other)])
    rng = np.random.default_rng(3)
    loves = {item.pk for item in crowd[20:]}
    for person in people(60):
        Event.objects.create(person=person, item=crowd[25], kind="like", at_ms=5, key="first")
        live(person, loves, rng)
    report = experiment_report("pop")
    (estimate,) = report.off_policy
    assert estimate.version == other
    assert estimate.n > 20
    assert estimate.note == ""
    for value in (estimate.ips, estimate.self_normalised, estimate.doubly_robust):
        assert value is not None
        assert value.low <= value.value <= value.high
    assert {arm.name for arm in report.arms if arm.likes_per_impression} == {"usual", "popular"}
    assert report.verdicts["popular"].status == "too early"
    json.dumps(report.as_dict(), allow_nan=False)
    assert usual != other
