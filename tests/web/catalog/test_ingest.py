"""Writing rows: by key, once, in bounded memory, with bad rows set aside."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from medley.data.rows import (
    BadRow,
    CategoryRow,
    CreatorRow,
    EventRow,
    ItemRow,
    PersonRow,
    Row,
)
from medley.web.catalog import ingest as ingest_module
from medley.web.catalog.ingest import IngestReport, ingest
from medley.web.catalog.models import CatalogueRevision, Category, ImportRun, Item
from medley.web.feed.models import Event
from medley.web.people.models import Interest, Person, Wish

Import = Callable[..., IngestReport]


@pytest.fixture
def take(db: Path, tmp_path: Path) -> Import:
    def run(*rows: Row | BadRow, fingerprint: str = "f") -> IngestReport:
        return ingest(
            iter(rows), source="made", fingerprint=fingerprint, bad_rows=tmp_path / "bad.csv"
        )

    return run


def set_aside(tmp_path: Path) -> list[tuple[str, str]]:
    with (tmp_path / "bad.csv").open(encoding="utf-8", newline="") as file:
        return [(row["line"], row["reason"]) for row in csv.DictReader(file)]


def films(count: int) -> Iterable[ItemRow]:
    return (ItemRow(f"made:{n}", "film", f"Film {n}") for n in range(count))


def test_the_club_categories_are_built_in(db: Path) -> None:
    assert Category.objects.filter(family="club").count() == 13
    assert Category.objects.get(slug="local-festival").name_ko == "지역축제"


def test_rows_become_a_catalogue(take: Import) -> None:
    report = take(
        CategoryRow("drama", "드라마", "Drama", "film"),
        CreatorRow("made:kim", "Kim"),
        ItemRow(
            "made:1",
            "film",
            "Film",
            categories=("drama", "travel"),
            creator="made:kim",
            year=1999,
            links=(("imdb", "tt01"),),
        ),
        PersonRow("made:ann", interests=("drama",)),
        EventRow("made:ann", "made:1", "like", 5),
        EventRow("made:bob", "made:1", "view"),
    )
    item = Item.objects.get()
    assert (item.title, item.year, item.creator.name, item.links) == (
        "Film",
        1999,
        "Kim",
        {"imdb": "tt01"},
    )
    assert set(item.categories.values_list("slug", flat=True)) == {"drama", "travel"}
    assert Interest.objects.get().category.slug == "drama"
    assert (report.items, report.people, report.events, report.bad_rows) == (1, 2, 2, 0)
    assert report.bad_rows_file is None


def test_the_same_rows_again_change_nothing(take: Import) -> None:
    rows = [
        CategoryRow("drama", "드라마", "Drama", "film"),
        ItemRow("made:1", "film", "Film", categories=("drama",)),
        PersonRow("made:ann", interests=("drama",)),
        EventRow("made:ann", "made:1", "like", 5),
    ]
    take(*rows)
    before = (
        CatalogueRevision.current(),
        Person.objects.get().revision,
        Item.objects.get().updated_ms,
    )
    report = take(*rows)
    assert (report.events, report.new_events, report.items, report.new_items) == (1, 0, 1, 0)
    assert Event.objects.count() == 1
    after = (
        CatalogueRevision.current(),
        Person.objects.get().revision,
        Item.objects.get().updated_ms,
    )
    assert after == before


def test_an_item_that_changed_is_brought_up_to_date(take: Import) -> None:
    take(ItemRow("made:1", "film", "Old", picture="a.webp", categories=("travel",)))
    Item.objects.update(hidden=True)
    revision = CatalogueRevision.current()
    take(ItemRow("made:1", "film", "Better", categories=("study",)), fingerprint="g")
    item = Item.objects.get()
    assert (item.title, item.picture, item.hidden) == ("Better", "a.webp", True)
    assert [category.slug for category in item.categories.all()] == ["study"]
    assert CatalogueRevision.current() > revision


def test_new_events_raise_their_people_only(take: Import) -> None:
    take(
        *films(1), EventRow("made:ann", "made:0", "like", 1), EventRow("made:bob", "made:0", "view")
    )
    take(EventRow("made:ann", "made:0", "like", 2), fingerprint="g")
    revisions = dict(Person.objects.values_list("key", "revision"))
    assert revisions == {"made:ann": 2, "made:bob": 1}


def test_wishes_follow_the_latest_event_in_time(take: Import) -> None:
    take(
        *films(3),
        EventRow("made:ann", "made:0", "wish", 1),
        EventRow("made:ann", "made:1", "wish", 9, undo=True),
        EventRow("made:ann", "made:1", "wish", 3),
        EventRow("made:ann", "made:2", "wish", 5, undo=True),
    )
    assert list(Wish.objects.values_list("item__key", "at_ms")) == [("made:0", 1)]
    take(
        EventRow("made:ann", "made:2", "wish", 6),
        EventRow("made:ann", "made:0", "wish", 7, undo=True),
        fingerprint="g",
    )
    assert list(Wish.objects.values_list("item__key", "at_ms")) == [("made:2", 6)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (EventRow("made:ann", "made:absent", "like"), "not in the catalogue"),
        (EventRow("made:ann", "made:0", "adore"), "event kind"),
        (EventRow("made:ann", "made:0", "like", 292_277_026_596), None),
        (EventRow("made:ann", "made:0", "like", 9_223_372_036_854_775_807), "1970 to 2100"),
        (EventRow("made:ann", "made:0", "like", -1), "1970 to 2100"),
        (EventRow("user:1", "made:0", "like"), "account of this site"),
        (EventRow("visitor:x", "made:0", "like"), "account of this site"),
        (EventRow("made:" + "x" * 187, "made:0", "like"), "191 are allowed"),
        (EventRow("made:", "made:0", "like"), "empty"),
        (PersonRow("made:ann", ("no-such",)), "no known category"),
        (PersonRow("user:2"), "account of this site"),
        (ItemRow("made:9", "film", "Film", categories=("no-such",)), "category 'no-such'"),
        (ItemRow("made:9", "film", "Film", creator="made:nobody"), "creator 'made:nobody'"),
        (ItemRow("made:9", "film", ""), "title is empty"),
        (ItemRow("made:9", "film", "x" * 301), "300 are allowed"),
        (ItemRow("made:9", "film", "Film", year=99_999), "year 99999"),
        (ItemRow("made:9", "film", "Film", picture="../../etc/passwd"), "media folder"),
        (ItemRow("made:9", "opera", "Film"), "kind"),  # type: ignore[arg-type]
        (ItemRow("nothing", "film", "Film"), "empty"),
        (CategoryRow("Not a slug", "x", "x"), "slug"),
        (BadRow("a.csv", 1, "could not be read", "text"), "could not be read"),
    ],
)
def test_what_cannot_be_taken_is_set_aside(
    take: Import, tmp_path: Path, row: Row | BadRow, reason: str | None
) -> None:
    report = take(*films(1), row, EventRow("made:zoe", "made:0", "like", 1))
    assert Event.objects.filter(person__key="made:zoe").exists()
    if reason is None:
        assert report.bad_rows == 0
        return
    ((_, said),) = set_aside(tmp_path)
    assert reason in said
    assert report.bad_rows == 1
    assert report.bad_rows_file == tmp_path / "bad.csv"
    assert not Person.objects.exclude(key="made:zoe").exists()
    assert Item.objects.count() == 1


def test_a_bad_row_says_its_line(take: Import, tmp_path: Path) -> None:
    take(*films(2), EventRow("made:ann", "made:7", "like"), EventRow("made:ann", "made:1", "like"))
    assert [line for line, _ in set_aside(tmp_path)] == ["3"]


@pytest.mark.parametrize("chunk", [1, 7, 100_000])
def test_chunks_do_not_show(take: Import, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(ingest_module, "CHUNK", chunk)
    events = [EventRow(f"made:{n % 5}", f"made:{n % 3}", "view", n) for n in range(40)]
    report = take(*films(3), *events, EventRow("made:0", "made:99", "view"))
    assert (report.items, report.people, report.events, report.bad_rows) == (3, 5, 40, 1)
    assert list(Event.objects.order_by("pk").values_list("at_ms", flat=True)) == list(range(40))


def test_an_interrupted_import_goes_on_at_its_checkpoint(
    take: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_module, "CHUNK", 30)

    def rows(stop_at: int) -> Iterable[Row]:
        yield from films(3)
        for n in range(95):
            if n == stop_at:
                raise KeyboardInterrupt
            yield EventRow("made:ann" if n < 50 else "made:bob", f"made:{n % 4}", "view", n)

    with pytest.raises(KeyboardInterrupt):
        ingest(rows(70), source="made", fingerprint="f", bad_rows=tmp_path / "bad.csv")
    run = ImportRun.objects.get()
    assert not run.finished
    assert 0 < run.rows_done < 73
    report = ingest(rows(999), source="made", fingerprint="f", bad_rows=tmp_path / "bad.csv")
    assert report.resumed_at == run.rows_done
    assert (report.items, report.people, report.events, report.bad_rows) == (3, 2, 72, 23)
    assert Event.objects.count() == 72
    assert len(set(set_aside(tmp_path))) == len(set_aside(tmp_path)) == 23


def test_what_stands_in_the_bad_file_beyond_the_checkpoint_is_cut_off(
    db: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    rows = [BadRow("a.csv", n, "reason\nof two lines", "text") for n in range(4)]
    ingest(iter(rows), source="made", fingerprint="f", bad_rows=bad)
    whole = bad.read_bytes()
    with bad.open("a") as file:
        file.write("a.csv,9,half a li")
    ImportRun.objects.update(finished=False)
    ingest(iter(rows), source="made", fingerprint="f", bad_rows=bad)
    assert bad.read_bytes() == whole


def test_sql_in_an_id_is_an_id(take: Import) -> None:
    key = "made:'; DROP TABLE catalog_item; -- \" %s ?"
    take(ItemRow(key, "film", key), EventRow(key, key, "like", 1))
    assert Item.objects.get().key == Person.objects.get().key == key
