"""When a task is due, why, and what comes of asking for it."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from tests.web.feed.test_retrain import fill
from tests.web.learning.looks import is_due, look_once

from medley.artifacts import files
from medley.artifacts.store import Store
from medley.artifacts.training_lock import training_lock
from medley.metrics.drift import drift
from medley.training.policy import POLICIES, Facts, Policy, Verdict, judge
from medley.web.feed.models import Event
from medley.web.jobs.models import Job, JobState
from medley.web.learning import due
from medley.web.learning.due import ask_due, train_now, verdict, verdicts
from medley.web.learning.learners import LEARNERS
from medley.web.people.models import Person

POLICY = Policy(least=10, changed=5, changed_share=0.1, oldest_days=30, drifted=4)
STRONG = drift(np.array([90, 10]), np.array([1, 9]) * 9)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (Facts(9, 9), "few"),
        (Facts(10, 10), "first"),
        (Facts(100, 0, age_days=900), "unchanged"),
        (Facts(100, 9, age_days=1), "little"),
        (Facts(100, 10, age_days=1), "changed"),
        (Facts(20, 4, age_days=1), "little"),
        (Facts(20, 5, age_days=1), "changed"),
        (Facts(100, 9, age_days=31), "old"),
        (Facts(100, 9, age_days=1, drifts={"genres": STRONG}), "drifted"),
        (Facts(100, 90, age_days=1, held="somebody chose them"), "held"),
    ],
)
def test_the_policy_names_its_reason(facts: Facts, code: str) -> None:
    found = judge(POLICY, facts)
    assert (found.code, found.is_due) == (code, code in {"first", "changed", "old", "drifted"})
    assert found.words


def test_every_task_that_is_learned_has_its_thresholds() -> None:
    assert set(LEARNERS) <= set(POLICIES)


@pytest.fixture
def site(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A site of which only the feed is learned, from 360 likes."""
    monkeypatch.setattr(settings, "MEDLEY_MODELS", tmp_path / "models", raising=False)
    monkeypatch.setattr(settings, "MEDLEY_SNAPSHOTS", tmp_path / "snapshots", raising=False)
    monkeypatch.setattr(due, "LEARNERS", {"feed": LEARNERS["feed"]})
    fill(60)
    return Store(tmp_path / "models")


def test_the_first_likes_are_learned_and_then_only_what_changed(site: Store) -> None:
    assert verdict("feed").code == "first"
    (job,) = look_once()
    assert (job.state, job.asked_by) == (JobState.DONE, "worker")
    assert "there is no version yet" in job.why
    assert job.result["version"] == site.champion("feed")
    assert job.result["new"]
    assert job.result["promoted"]
    assert look_once() == []

    fill(10)
    assert verdict("feed").code == "little"
    assert verdict("feed").facts.changed == 60
    fill(10)
    assert verdict("feed").code == "changed"
    (job,) = look_once()
    assert len(site.versions("feed")) == 2
    assert "120 of 480 examples are new or changed" in job.why


def test_what_is_gone_is_a_change_too(site: Store) -> None:
    look_once()
    Person.objects.filter(key__in=[f"p:{n}" for n in range(20)]).delete()
    assert verdict("feed").facts.changed == 120
    assert is_due("feed")


def test_other_tastes_are_learned_sooner(site: Store) -> None:
    look_once()
    people = list(Person.objects.all())
    item = Event.objects.order_by("pk")[0].item
    Event.objects.bulk_create(
        Event(person=person, item=item, kind="skip", at_ms=n, key=f"skip-{n}")
        for n, person in enumerate(people)
    )
    found = verdict("feed")
    assert found.code == "drifted"
    assert "kinds" in found.words


@pytest.mark.parametrize("days", [-400, 400], ids=["back", "ahead"])
def test_a_clock_that_jumps_neither_loses_nor_repeats_a_training(
    site: Store, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_once()
    jump = days * 86_400_000
    for module in ("medley.web.learning.ages", "medley.web.learning.due", "medley.web.jobs.queue"):
        real = __import__(module, fromlist=["now_ms"]).now_ms
        monkeypatch.setattr(f"{module}.now_ms", lambda real=real: real() + jump)
    assert look_once() == []
    fill(20)
    (job,) = look_once()
    assert (job.trouble, len(site.versions("feed"))) == ("", 2), job.log
    assert look_once() == []


def test_an_asked_training_of_unchanged_data_makes_no_version(site: Store) -> None:
    look_once()
    job = train_now("feed", asked_by="ann")
    assert ask_due() == []
    look_once()
    job.refresh_from_db()
    assert not job.result["new"]
    assert "nothing changed since" in job.result["words"]
    assert len(site.versions("feed")) == 1


def test_likes_without_a_single_positive_one_are_nothing_to_learn_from(site: Store) -> None:
    Event.objects.update(kind="dislike")
    (job,) = look_once()
    assert (job.state, job.result["version"]) == (JobState.DONE, None)
    assert "nobody liked" in job.log
    assert verdict("feed").code == "tried"
    assert look_once() == []
    assert site.versions("feed") == []


def test_a_full_disk_fails_in_words_and_is_tried_again_later(
    site: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.write_flushed

    def full(path: Path, *rest: Any) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("medley.artifacts.store.write_flushed", full)
    (job,) = look_once()
    assert job.state == JobState.FAILED
    assert job.trouble.startswith("the disk is full: make room")
    assert site.versions("feed") == []
    assert site.broken("feed") == {}
    assert not list((site.root / "feed").glob(".writing-*"))
    assert verdict("feed").code == "failed"
    assert look_once() == []
    monkeypatch.setattr("medley.artifacts.store.write_flushed", real)
    Job.objects.update(ended_ms=1)
    (job,) = look_once()
    assert job.state == JobState.DONE


def test_a_training_by_hand_is_waited_for(site: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    held = training_lock(site.root, "feed")
    held.__enter__()
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        held.__exit__(None, None, None)

    monkeypatch.setattr("medley.web.learning.training.time.sleep", wait)
    (job,) = look_once()
    assert waits
    assert job.state == JobState.DONE


def test_a_look_that_takes_long_is_taken_less_often(
    site: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    looks: list[float] = []

    def slow(task: str) -> Verdict:
        looks.append(now[0])
        now[0] += 3.0
        return judge(POLICIES[task], Facts(0, 0))

    due.forget_looks()
    monkeypatch.setattr(due, "_clock", lambda: now[0])
    monkeypatch.setattr(due, "verdict", slow)
    for _ in range(20):
        ask_due()
        now[0] += 60.0
    due.forget_looks()
    assert looks == [0.0, 303.0, 606.0, 909.0]


def test_all_tasks_can_be_judged_on_an_empty_site(db: Path) -> None:
    found = verdicts()
    assert {name: said.code for name, said in found.items()} == dict.fromkeys(LEARNERS, "few")
