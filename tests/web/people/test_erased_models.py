"""Models that learned from somebody who was deleted are marked, replaced, and gone by a date."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from tests.web.people.everything import somebody_everywhere

from medley.artifacts.store import Store
from medley.core.registry import model_class
from medley.data.cleansing import snapshot_folders
from medley.data.snapshot import load_snapshot, save_snapshot
from medley.web import clock
from medley.web.catalog.models import Item
from medley.web.feed import service
from medley.web.feed.dataset import feed_data_from_database
from medley.web.feed.recording import record
from medley.web.jobs.models import Job
from medley.web.people import erasure_ends, erasures
from medley.web.people.erasing import erase
from medley.web.people.erasure_report import document_of
from medley.web.people.models import Erasure, FittedOn, Person

DAY_MS = erasures.DAY_MS


def trained(task: str = "feed") -> tuple[str, str]:
    """Freeze what is in the database and save a model fitted on it: version and snapshot."""
    return saved(feed_data_from_database(), task)


def saved(data, task: str = "feed") -> tuple[str, str]:
    snapshot = save_snapshot(data, settings.MEDLEY_SNAPSHOTS)
    model = model_class("feed", "popular")()
    model.fit(data, rng=np.random.default_rng(0))
    store = Store(settings.MEDLEY_MODELS)
    version = store.save(task, "popular", model, metrics={}, snapshot=snapshot, seed=0)
    if store.champion(task) is None:
        store.promote(task, version, "the first")
    return version, snapshot


class TestModels:
    def test_snapshots_are_cleansed_and_what_was_fitted_on_them_is_marked(
        self, place: Path, ann: Person, bob: Person
    ) -> None:
        version, snapshot = trained()
        erasure = erase(ann)
        assert erasure is not None
        assert list(load_snapshot(place / "snapshots" / snapshot).people) == [bob.key]
        mark = FittedOn.objects.get()
        assert (mark.task, mark.version, mark.sure) == ("feed", version, True)
        assert mark.erasure.refit_by_ms == erasure.at_ms + 30 * DAY_MS

    def test_a_snapshot_of_the_time_before_signing_in_is_found(
        self, place: Path, items: list[Item]
    ) -> None:
        visitor = Person.objects.create(key="visitor:ann-before")
        record(visitor, items[0], "like")
        record(Person.objects.create(key="p:other"), items[0], "like")
        _, snapshot = trained()
        visitor.delete()
        ann = somebody_everywhere("ann", items)
        erase(ann)
        assert list(load_snapshot(place / "snapshots" / snapshot).people) == ["p:other"]

    def test_a_model_that_never_saw_them_is_not_marked(
        self, bob: Person, items: list[Item]
    ) -> None:
        trained()
        late = Person.objects.create(key="p:late")
        record(late, items[0], "like")
        erase(late)
        assert not FittedOn.objects.exists()

    def test_a_model_whose_data_is_gone_may_have_and_is_marked(
        self, place: Path, ann: Person
    ) -> None:
        _, snapshot = trained()
        shutil.rmtree(place / "snapshots" / snapshot)
        erase(ann)
        assert FittedOn.objects.get().sure is False

    def test_a_training_that_ran_meanwhile_is_caught(self, ann: Person, bob: Person) -> None:
        data = feed_data_from_database()
        erase(ann)
        erasures.keep_up()
        version, _ = saved(data)
        erasures.keep_up()
        assert FittedOn.objects.get().version == version
        held = [list(load_snapshot(path).people) for path in all_snapshots()]
        assert held == [[bob.key]]

    def test_a_training_that_ends_with_a_cleansed_snapshot_is_caught(
        self, ann: Person, bob: Person
    ) -> None:
        data = feed_data_from_database()
        first, _ = saved(data)
        erase(ann)
        second, _ = saved(data)
        erasures.keep_up()
        assert set(FittedOn.objects.values_list("version", flat=True)) == {first, second}

    def test_a_killed_erasure_is_finished_by_the_worker(
        self, ann: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _, snapshot = trained()
        with monkeypatch.context() as patched:
            patched.setattr(erasure_ends, "finish_or_ask", lambda _: None)
            erasure = erase(ann)
        assert erasure is not None
        Erasure.objects.update(at_ms=erasure.at_ms - 2 * erasures.FINISHING_MS)
        erasures.keep_up()
        job = Job.objects.get(kind="erase")
        assert job.subject == str(erasure.pk)
        erasure_ends.finish(Erasure.objects.get())
        assert Erasure.objects.get().report["finished"]
        assert FittedOn.objects.get().snapshot == snapshot

    def test_large_snapshots_are_left_to_a_job(
        self, ann: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        trained()
        monkeypatch.setattr(erasure_ends, "AT_ONCE_BYTES", 0)
        erasure = erase(ann)
        assert erasure is not None
        assert document_of(erasure)["finished"] is False
        assert Job.objects.filter(kind="erase", subject=str(erasure.pk)).exists()


class TestDates:
    @pytest.fixture
    def marked(self, ann: Person, bob: Person) -> str:
        version, _ = trained()
        erase(ann)
        return version

    def due_ms(self) -> int:
        return erasures.refit_dates()["feed"]

    def test_a_training_is_asked_for_a_week_before_the_date(self, marked: str) -> None:
        assert erasures.tasks_to_refit() == []
        assert erasures.tasks_to_refit(self.due_ms() - 7 * DAY_MS) == ["feed"]

    def test_the_worker_asks_for_it_once(self, marked: str) -> None:
        erasures.keep_up()
        assert not Job.objects.filter(kind="train", person=None, asked_by="erasure").exists()
        Erasure.objects.update(refit_by_ms=clock.now_ms() + DAY_MS)
        for _ in range(2):
            erasures.keep_up()
            Job.objects.filter(asked_by="erasure").update(state="failed", open_key=None)
        (job,) = Job.objects.filter(asked_by="erasure")
        assert (job.kind, job.subject) == ("train", "feed")

    def test_none_is_asked_for_where_a_clean_version_is_there(self, marked: str) -> None:
        trained()
        Erasure.objects.update(refit_by_ms=clock.now_ms() + DAY_MS)
        erasures.keep_up()
        assert not Job.objects.filter(asked_by="erasure").exists()

    def test_the_mark_stays_while_the_version_can_be_rolled_back_to(
        self, marked: str, home: Path
    ) -> None:
        fresh, _ = trained()
        Store(home / "models").promote("feed", fresh, "better")
        erasures.keep_up()
        assert FittedOn.objects.get().cleared_ms == 0
        shutil.rmtree(home / "models" / "feed" / marked)
        erasures.keep_up()
        assert FittedOn.objects.get().cleared_ms > 0
        assert erasures.refit_dates() == {}

    def test_once_the_date_is_over_the_newest_clean_version_serves(
        self, marked: str, home: Path
    ) -> None:
        store = Store(home / "models")
        fresh, _ = trained()
        Erasure.objects.update(refit_by_ms=1)
        erasures.keep_up()
        assert store.champion("feed") == fresh
        assert [one.version for one in store.versions("feed")] == [fresh]
        assert erasures.refit_dates() == {}

    def test_without_a_clean_version_nothing_trained_serves_and_pages_say_so(
        self, marked: str, home: Path, bob: Person
    ) -> None:
        Erasure.objects.update(refit_by_ms=1)
        erasures.keep_up()
        assert Store(home / "models").champion("feed") is None
        service.forget_everything()
        page = service.first_page(bob)
        assert page.cards
        assert page.fallback

    def test_a_version_put_away_to_be_taken_back_goes_too(self, marked: str, home: Path) -> None:
        fresh, _ = trained()
        store = Store(home / "models")
        store.promote("feed", fresh, "better")
        folder = home / "models" / "feed"
        (folder / marked).rename(folder / f".away-{marked}")
        erasures.keep_up()
        assert FittedOn.objects.get().cleared_ms == 0
        Erasure.objects.update(refit_by_ms=1)
        erasures.keep_up()
        assert not (folder / f".away-{marked}").exists()


def all_snapshots() -> list[Path]:
    return snapshot_folders(settings.MEDLEY_SNAPSHOTS)
