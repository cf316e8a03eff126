"""People's verdicts become a model of form, which judges what comes next, until a rollback."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.web.coach.made_verdicts import (
    CONDITION,
    lunges,
    speak,
    spoken_workouts,
    workout_of,
)
from tests.web.learning.looks import is_due, look_once

from medley.artifacts.store import Store
from medley.data.cleansing import cleanse
from medley.data.form_snapshot import load_form
from medley.training import first_form
from medley.training.policy import POLICIES, Policy
from medley.web.coach import form_model, said
from medley.web.coach.models import Workout
from medley.web.coach.retrain_form import stated_form
from medley.web.learning import due
from medley.web.learning.due import verdict
from medley.web.learning.learners import LEARNERS
from medley.web.people.erasing import erase
from medley.web.people.erasures import refit_dates
from medley.web.people.models import Person

WRONG, RIGHT = 900, 901
"""Bodies that nobody spoke of."""


@pytest.fixture
def store(home: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(due, "LEARNERS", {"form": LEARNERS["form"]})
    monkeypatch.setattr(first_form, "N_SETS", 1)
    return Store(settings.MEDLEY_MODELS)


def judged_by_the_rest(number: int, *, wrong: bool) -> tuple[Workout, list[dict[str, Any]]]:
    """How the rear knee of lunges of somebody new is judged at this moment."""
    form_model._in_use.clear()
    newcomer, _ = Person.objects.get_or_create(key="newcomer")
    workout = workout_of(newcomer, lunges(number, wrong=wrong))
    found = [
        one
        for row in workout.report["reps"]
        for one in row["conditions"]
        if one["name"] == CONDITION
    ]
    return workout, found


def verdicts(number: int, *, wrong: bool) -> set[str]:
    return {one["verdict"] for one in judged_by_the_rest(number, wrong=wrong)[1]}


def test_corrected_verdicts_change_what_is_judged_and_a_rollback_restores_it(
    store: Store,
) -> None:
    before = [verdicts(WRONG, wrong=True), verdicts(RIGHT, wrong=False)]
    assert before != [{"broken"}, {"held"}], "the rule errs, or nothing would be left to learn"
    spoken_workouts(0, 40, people=20)
    (job,) = look_once()
    assert (job.trouble, job.result["new"]) == ("", True)
    version = job.result["version"]
    assert store.champion("form") == version, job.result["words"]
    manifest = store.manifest("form", version)
    assert manifest.notes["fitted_on"].startswith("what people said of ")
    assert manifest.notes["decision"]["over_baseline"]["auc"]["low"] > 0
    assert [v.model for v in store.versions("form")] == ["rules", "forest"]

    workout, told = judged_by_the_rest(WRONG, wrong=True)
    assert {(one["verdict"], one["by"]) for one in told} == {("broken", "model")}
    assert workout.report["form_version"] == version
    assert verdicts(RIGHT, wrong=False) == {"held"}
    others = [c for row in workout.report["reps"] for c in row["conditions"]]
    assert {c["by"] for c in others if c["name"] != CONDITION} == {"rules"}
    assert not is_due("form"), "what the model said itself is nothing to learn from"

    said.say_verdict(workout, 0, CONDITION, "held")
    report = Workout.objects.get(pk=workout.pk).report
    mine = next(c for c in report["reps"][0]["conditions"] if c["name"] == CONDITION)
    assert (mine["verdict"], mine["by"], mine["was"]) == ("held", "person", "broken")

    store.rollback("form")
    assert [verdicts(WRONG, wrong=True), verdicts(RIGHT, wrong=False)] == before
    assert judged_by_the_rest(WRONG, wrong=True)[0].report["form_version"] == ""


def test_it_is_due_when_enough_was_said_and_again_when_enough_changed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(POLICIES, "form", Policy(least=20, changed=6))
    workouts = spoken_workouts(0, 6, people=3)
    assert verdict("form").code == "few"
    workouts += spoken_workouts(6, 2, people=3)
    (job,) = look_once()
    assert (job.trouble, job.result["new"]) == ("", True)
    assert not job.result["promoted"], "of so few recordings nothing can be measured"
    assert verdict("form").code == "unchanged"
    assert look_once() == []
    speak(workouts[0], wrong=True)
    assert verdict("form").facts.changed == 0, "the same was said before"
    speak(workouts[0], wrong=False)
    assert verdict("form").facts.changed == 3
    speak(workouts[1], wrong=False)
    assert is_due("form")


def test_what_nobody_spoke_of_is_never_learned_from(store: Store) -> None:
    del store
    workout = workout_of(Person.objects.create(key="silent"), lunges(1, wrong=True))
    assert len(stated_form()) == 0
    said.say_verdict(workout, 0, CONDITION, "unclear")
    assert len(stated_form()) == 0, "who cannot tell teaches nothing"
    said.say_verdict(workout, 0, CONDITION, "broken")
    data = stated_form()
    assert len(data) == 1
    known = data.broken[0][data.broken[0] == data.broken[0]]
    assert known.tolist() == [1, 1], "the condition, and that not all is well"
    assert data.groups == ("silent",)
    assert data.sessions == (workout.recording.token,)


def test_whoever_is_erased_leaves_the_snapshot(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(POLICIES, "form", Policy(least=6, changed=6))
    spoken_workouts(0, 6, people=2)
    (job,) = look_once()
    snapshot = settings.MEDLEY_SNAPSHOTS / store.manifest("form", job.result["version"]).snapshot
    assert set(load_form(snapshot).groups) == {"lunger-0", "lunger-1"}
    left = cleanse(snapshot, ["lunger-0"])
    assert left is not None
    assert set(load_form(snapshot.parent / left).groups) == {"lunger-1"}


def test_an_erasure_finds_the_verdicts_wherever_they_are(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(POLICIES, "form", Policy(least=6, changed=6))
    spoken_workouts(0, 6, people=2)
    look_once()
    erasure = erase(Person.objects.get(key="lunger-0"))
    assert erasure is not None
    assert set(stated_form().groups) == {"lunger-1"}
    kept = [path.parent for path in settings.MEDLEY_SNAPSHOTS.glob("*/repetitions.parquet")]
    groups = {group for folder in kept for group in load_form(folder).groups}
    assert "lunger-0" not in groups
    assert "lunger-1" in groups
    assert "form" in refit_dates(), "what was fitted on them is fitted anew by a date"
