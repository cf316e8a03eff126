"""Whoever is deleted is nowhere any more, and nobody else loses anything."""

from __future__ import annotations

from pathlib import Path

from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from medley.web.catalog.models import Item
from medley.web.feed import service
from medley.web.feed.models import Event, Exposure
from medley.web.feed.recording import record
from medley.web.jobs.models import Job
from medley.web.labels.models import Label
from medley.web.people import erased_stamp
from medley.web.people.erased_page import WORDS
from medley.web.people.erasing import erase, foresee
from medley.web.people.erasure_report import document_of
from medley.web.people.holdings import DELETED, HOLDINGS, NAMES, naming_fields, rows_of
from medley.web.people.kept_files import files_named
from medley.web.people.models import Erasure, Person, User
from medley.web.people.traces import traces_of
from medley.web.playlists.models import Playlist

VERSIONS = {"learning.ShadowAnswer.shown_by"}
"""Columns that sound like somebody's, and hold the version of a model."""


class TestNothingIsForgotten:
    def test_every_column_that_names_a_person_is_listed(self, db: Path) -> None:
        assert set(naming_fields()) == set(HOLDINGS), "say what an erasure does there"

    def test_the_database_does_what_the_list_says(self, db: Path) -> None:
        for name, field in naming_fields().items():
            rule = field.remote_field.on_delete
            assert rule in (models.CASCADE, models.SET_NULL), name
            assert (rule is models.CASCADE) == (HOLDINGS[name] == DELETED), name

    def test_the_page_has_words_for_every_table(self, db: Path) -> None:
        apps = {name.partition(".")[0] for name in HOLDINGS}
        assert apps <= {name.partition(".")[0] for name in WORDS}

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


def everything_in(db: Path) -> str:
    """The bytes of the database file and of its write-ahead log."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return db.read_bytes().decode("latin-1")


def test_an_account_that_never_did_anything_is_erased(place: Path, db: Path) -> None:
    from medley.web.people.erasing import account_to_erase

    user = User.objects.create(username="idle")
    erase(account_to_erase(user))
    assert not User.objects.exists()
    assert not Person.objects.exists()
