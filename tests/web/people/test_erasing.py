"""Whoever is deleted is nowhere any more, and nobody else loses anything."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from tests.web.people.everything import somebody_everywhere

from medley.artifacts.store import Store
from medley.core.registry import model_class
from medley.data.cleansing import snapshot_folders
from medley.data.snapshot import load_snapshot, save_snapshot
from medley.web.catalog.models import Item
from medley.web.feed import service
from medley.web.feed.dataset import feed_data_from_database
from medley.web.feed.models import Event, Exposure
from medley.web.feed.recording import record
from medley.web.jobs.models import Job
from medley.web.labels.models import Label
from medley.web.people import erased_stamp, erasure_ends, erasures
from medley.web.people.erasing import erase, foresee
from medley.web.people.erasure_report import document_of
from medley.web.people.holdings import DELETED, HOLDINGS, NAMES, naming_fields, rows_of
from medley.web.people.kept_files import files_named
from medley.web.people.models import Erasure, FittedOn, Person, User
from medley.web.people.traces import traces_of
from medley.web.playlists.models import Playlist

DAY_MS = erasures.DAY_MS
VERSIONS = {"learning.ShadowAnswer.shown_by"}
"""Columns that sound like somebody's, and hold the version of a model."""


@pytest.fixture
def place(home: Path) -> Iterator[Path]:
    """The data folder without what another test left in it."""
    names = ("snapshots", "uploads", "film-uploads", "workouts", "landmarks", "media", "erased")
    for name in names:
        shutil.rmtree(home / name, ignore_errors=True)
        (home / name).unlink(missing_ok=True)
    erasures._looked_at.clear()
    yield home
    for name in names[:-1]:
        shutil.rmtree(home / name, ignore_errors=True)


@pytest.fixture
def items(make_items: Callable[..., list[Item]]) -> list[Item]:
    return make_items(6, "film", "drama")


@pytest.fixture
def ann(place: Path, items: list[Item]) -> Person:
    return somebody_everywhere("ann", items)


@pytest.fixture
def bob(place: Path, items: list[Item]) -> Person:
    return somebody_everywhere("bob", items)


def trained(task: str = "feed") -> tuple[str, str]:
    """Freeze what is in the database and save a model fitted on it: version and snapshot."""
    return saved(feed_data_from_database(), task)


def saved(data, task: str = "feed") -> tuple[str, str]:
    from django.conf import settings

    snapshot = save_snapshot(data, settings.MEDLEY_SNAPSHOTS)
    model = model_class("feed", "popular")()
    model.fit(data, rng=np.random.default_rng(0))
    store = Store(settings.MEDLEY_MODELS)
    version = store.save(task, "popular", model, metrics={}, snapshot=snapshot, seed=0)
    if store.champion(task) is None:
        store.promote(task, version, "the first")
    return version, snapshot


class TestNothingIsForgotten:
    def test_every_column_that_names_a_person_is_listed(self, db: Path) -> None:
        assert set(naming_fields()) == set(HOLDINGS), "say what an erasure does there"

    def test_the_database_does_what_the_list_says(self, db: Path) -> None:
        for name, field in naming_fields().items():
            rule = field.remote_field.on_delete
            assert rule in (models.CASCADE, models.SET_NULL), name
            assert (rule is models.CASCADE) == (HOLDINGS[name] == DELETED), name

    def test_the_test_person_is_in_every_table(self, ann: Person) -> None:
        assert set(rows_of(ann.pk, ann.user_id)) == {*HOLDINGS, "people.Person", "people.User"}

    def test_names_of_accounts_in_texts_are_listed(self, db: Path) -> None:
        from django.apps import apps

        texts = {
            f"{model._meta.label}.{field.name}"
            for model in apps.get_models()
            if model._meta.label not in ("people.User", "people.Erasure")
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and ("user" in field.name or field.name in ("by", "author") or "_by" in field.name)
        }
        assert texts - VERSIONS == set(NAMES)


class TestErase:
    def test_nothing_is_left_in_any_table(self, ann: Person) -> None:
        pks = ann.pk, ann.user_id
        erasure = erase(ann)
        assert erasure is not None
        assert rows_of(*pks) == {}
        assert document_of(erasure)["left"] == {}
        assert erasure.report["finished"]

    def test_not_even_in_the_bytes_of_the_database_file(self, db: Path, ann: Person) -> None:
        names = ["ann@example.org", "visitor:ann-before", "own:ann", "ann drafts"]
        names += list(ann.uploads.values_list("token", flat=True))
        names += list(ann.workouts.values_list("token", flat=True))
        assert all(name in everything_in(db) for name in names)
        erase(ann)
        held = everything_in(db)
        assert [name for name in names if name in held] == []

    def test_files_go_wherever_they_lie(self, place: Path, ann: Person) -> None:
        traces = traces_of(ann)
        kinds = {"film-uploads": 1, "landmarks": 1, "media/covers": 1, "uploads": 1, "workouts": 1}
        assert files_named(traces) == kinds
        erasure = erase(ann)
        assert erasure is not None
        assert erasure.report["files"] == kinds
        assert files_named(traces) == {}
        held = [path for path in place.rglob("*") if path.is_file()]
        assert not [path for path in held if path.read_bytes() == b"somebody's"]

    def test_nobody_else_loses_a_row_or_a_file(self, ann: Person, bob: Person) -> None:
        rows, files = rows_of(bob.pk, bob.user_id), files_named(traces_of(bob))
        erase(ann)
        assert rows_of(bob.pk, bob.user_id) == rows
        assert files_named(traces_of(bob)) == files

    def test_what_is_known_of_items_stays_without_the_name(self, ann: Person) -> None:
        erase(ann)
        assert Label.objects.get().person is None

    def test_the_likes_of_a_playlist_are_counted_anew(self, ann: Person, bob: Person) -> None:
        erase(ann)
        assert Playlist.objects.get(key="shared").likes == 1

    def test_a_job_of_the_site_stays_without_the_name(self, ann: Person) -> None:
        erase(ann)
        assert list(Job.objects.values_list("subject", "asked_by")) == [("feed", "")]

    def test_the_report_does_not_tell_who_it_was(self, ann: Person) -> None:
        key = ann.key
        erasure = erase(ann)
        assert erasure is not None
        held = str([erasure.reference, erasure.traces, document_of(erasure)])
        assert key not in held
        assert "ann" not in held

    def test_what_would_go_is_said_before_and_is_what_goes(self, ann: Person) -> None:
        plan = foresee(ann)
        assert Person.objects.filter(pk=ann.pk).exists()
        assert files_named(traces_of(ann)) == plan["files"]
        erasure = erase(ann)
        assert erasure is not None
        assert erasure.report["deleted"] == plan["deleted"]
        assert {"feed.Event": 2, "sessions.Session": 1, "people.User": 1}.items() <= (
            plan["deleted"].items()
        )

    def test_a_second_one_at_the_same_moment_changes_nothing(self, ann: Person) -> None:
        twin = Person.objects.get(pk=ann.pk)
        erase(ann)
        assert erase(twin) is None
        assert Erasure.objects.count() == 1

    def test_a_visitor_without_an_account_is_erased(self, place: Path, items: list[Item]) -> None:
        visitor = Person.objects.create(key="visitor:abc")
        record(visitor, items[0], "like")
        erase(visitor)
        assert not Event.objects.exists()

    def test_many_events_take_no_more_statements(self, place: Path, items: list[Item]) -> None:
        counts = []
        for n in (1, 3_000):
            person = Person.objects.create(key=f"many:{n}")
            rows = (
                Event(person=person, item=items[0], kind="view", key=str(k), at_ms=k)
                for k in range(n)
            )
            Event.objects.bulk_create(rows, batch_size=1_000)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                erase(person)
            counts.append(len(asked))
        assert counts[0] == counts[1]
        assert not Event.objects.exists()


class TestMemory:
    def test_this_process_forgets_and_so_do_others(self, ann: Person, items: list[Item]) -> None:
        from medley.web.feed import marks, taste

        other = erased_stamp._Look()
        other.now_and_then()
        service.first_page(ann)
        taste.taste_of(ann)
        erase(ann)
        assert len(marks._held) == len(taste._held) == 0
        service.marks_of(Person.objects.create(key="p:2"))
        other._looked = float("-inf")
        other.now_and_then()
        assert len(marks._held) == 0

    def test_nothing_is_forgotten_without_an_erasure(self, person: Person, place: Path) -> None:
        from medley.web.feed import marks

        look = erased_stamp._Look()
        look.now_and_then()
        service.marks_of(person)
        look._looked = float("-inf")
        look.now_and_then()
        assert len(marks._held) == 1

    def test_pages_and_lists_are_gone(self, ann: Person) -> None:
        erase(ann)
        assert not Exposure.objects.exists()


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


def everything_in(db: Path) -> str:
    """The bytes of the database file and of its write-ahead log."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return db.read_bytes().decode("latin-1")


def all_snapshots() -> list[Path]:
    from django.conf import settings

    return snapshot_folders(settings.MEDLEY_SNAPSHOTS)


def test_an_account_that_never_did_anything_is_erased(place: Path, db: Path) -> None:
    from medley.web.people.erasing import account_to_erase

    user = User.objects.create(username="idle")
    erase(account_to_erase(user))
    assert not User.objects.exists()
    assert not Person.objects.exists()
