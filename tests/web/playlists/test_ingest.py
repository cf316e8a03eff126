"""Playlists are written once, changed ones replaced whole, what is bad set aside."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from medley.data.demo import demo_playlists, demo_playlists_fingerprint
from medley.data.playlist_builder import build_playlist_data
from medley.data.playlist_rows import ListRow, PlaylistRow, TrackRow
from medley.data.rows import BadRow
from medley.web.catalog.models import ImportRun, Item
from medley.web.people.models import Person
from medley.web.playlists import ingest
from medley.web.playlists.dataset import playlist_data
from medley.web.playlists.ingest import PlaylistReport, ingest_playlists
from medley.web.playlists.models import Playlist, PlaylistEntry, PlaylistTag, Track

Import = Callable[..., PlaylistReport]
ROWS = (
    TrackRow("t:1", "Rain", "Kim", "Album", 61.5, 2001, "/a.mp3", ("Pop", "록")),
    TrackRow("t:2", "Sun", "Lee"),
    PlaylistRow("p:1", "rainy", ("t:1", "t:2", "t:1"), ("calm", "밤"), "words", 7),
    PlaylistRow("p:2", "sunny", ("t:2",)),
)


@pytest.fixture
def take(db: Path, tmp_path: Path) -> Import:
    def take(*rows: ListRow | BadRow) -> PlaylistReport:
        mark = hashlib.sha256(repr(rows).encode("utf-8", "surrogatepass")).hexdigest()
        return ingest_playlists(
            rows, source="made", fingerprint=mark, bad_rows=tmp_path / "bad.csv"
        )

    return take


def entries(key: str) -> list[str]:
    rows = PlaylistEntry.objects.filter(playlist__key=key).order_by("position")
    return list(rows.values_list("track__key", flat=True))


def test_what_rows_say_is_kept(take: Import) -> None:
    report = take(*ROWS)
    track = Track.objects.get(key="t:1")
    assert (track.title, track.artist, track.album, track.duration_s, track.year, track.path) == (
        "Rain", "Kim", "Album", 61.5, 2001, "/a.mp3",
    )  # fmt: skip
    assert track.tags == ["Pop", "록"]
    playlist = Playlist.objects.get(key="p:1")
    assert (playlist.title, playlist.description, playlist.followers, playlist.source) == (
        "rainy", "words", 7, "imported",
    )  # fmt: skip
    assert playlist.created_ms == playlist.updated_ms > 0
    assert entries("p:1") == ["t:1", "t:2", "t:1"]
    assert list(playlist.tags.order_by("pk").values_list("tag", flat=True)) == ["calm", "밤"]
    assert (report.playlists, report.new_playlists, report.changed_playlists) == (2, 2, 0)
    assert (report.entries, report.new_tracks, report.bad_rows) == (4, 2, 0)
    assert report.bad_rows_file is None


def test_the_same_rows_again_change_nothing(take: Import) -> None:
    take(*ROWS)
    before = [list(table.objects.order_by("pk").values()) for table in TABLES]
    for rows in (ROWS, (*ROWS, BadRow("x", 1, "bad", ""))):
        report = take(*rows)
        assert (report.playlists, report.new_playlists, report.changed_playlists) == (2, 0, 0)
        assert (report.entries, report.new_tracks) == (4, 0)
    assert [list(table.objects.order_by("pk").values()) for table in TABLES] == before


TABLES = (Track, Playlist, PlaylistEntry, PlaylistTag)


@pytest.mark.parametrize(
    "changed",
    [
        PlaylistRow("p:1", "rainy", ("t:2", "t:1"), ("calm", "밤"), "words", 7),
        PlaylistRow("p:1", "rainy", ("t:1", "t:2", "t:1"), ("밤",), "words", 7),
        PlaylistRow("p:1", "Rainy", ("t:1", "t:2", "t:1"), ("calm", "밤"), "words", 7),
        PlaylistRow("p:1", "rainy", ("t:1", "t:2", "t:1"), ("calm", "밤"), "words", 8),
    ],
    ids=["entries", "tags", "title", "followers"],
)
def test_a_changed_playlist_is_replaced_and_the_others_stay(
    take: Import, changed: PlaylistRow
) -> None:
    take(*ROWS)
    pk = Playlist.objects.get(key="p:1").pk
    Playlist.objects.filter(pk=pk).update(likes=3, hidden=True, updated_ms=0)
    report = take(*ROWS[:2], changed, ROWS[3])
    assert (report.new_playlists, report.changed_playlists) == (0, 1)
    playlist = Playlist.objects.get(key="p:1")
    assert (playlist.pk, playlist.likes, playlist.hidden) == (pk, 3, True)
    assert (playlist.title, playlist.followers) == (changed.title, changed.followers)
    assert playlist.updated_ms > 0
    assert entries("p:1") == list(changed.tracks)
    tags = PlaylistTag.objects.filter(playlist=playlist).order_by("pk")
    assert tuple(tags.values_list("tag", flat=True)) == changed.tags
    assert entries("p:2") == ["t:2"]


def test_a_row_without_names_takes_none_away(take: Import) -> None:
    take(TrackRow("t:1", "Rain", "Kim", year=2001), PlaylistRow("p:1", "a", ("t:1",)))
    take(TrackRow("t:1", "", ""), TrackRow("t:1", "", "", album="Late"))
    track = Track.objects.get()
    assert (track.title, track.artist, track.year, track.album) == ("Rain", "Kim", 2001, "Late")
    take(TrackRow("t:1", "Rain (live)", ""))
    assert Track.objects.get().title == "Rain (live)"


def test_the_last_row_of_a_key_counts(take: Import) -> None:
    take(*ROWS[:2], PlaylistRow("p:1", "first", ("t:1",)), PlaylistRow("p:1", "last", ("t:2",)))
    assert (Playlist.objects.get().title, entries("p:1")) == ("last", ["t:2"])


def test_what_is_bad_is_set_aside_and_the_rest_kept(take: Import, tmp_path: Path) -> None:
    report = take(
        *ROWS,
        BadRow("list.m3u", 3, "the reader's reason", "text"),
        TrackRow("t:3", "x" * 301, ""),
        PlaylistRow("p:3", "one unknown", ("t:1", "t:3")),
        PlaylistRow("p:4", "all unknown", ("t:9",)),
        PlaylistRow("person:5", "claimed", ("t:1",)),
    )
    assert (report.playlists, report.bad_rows) == (3, 6)
    assert entries("p:3") == ["t:1"]
    assert set(Playlist.objects.values_list("key", flat=True)) == {"p:1", "p:2", "p:3"}
    assert report.bad_rows_file == tmp_path / "bad.csv"
    with report.bad_rows_file.open(newline="") as file:
        reasons = [row["reason"] for row in csv.DictReader(file)]
    assert len(reasons) == 6
    for said in (
        "the reader's reason",
        "301 characters",
        "'t:3' of the playlist is not known",
        "'t:9' of the playlist is not known",
        "none of the playlist's tracks is known",
        "a person made here",
    ):
        assert any(said in reason for reason in reasons), said


def test_a_person_s_playlist_is_never_written_over(take: Import) -> None:
    person = Person.objects.create(key="test:ann")
    Playlist.objects.create(key="p:1", title="mine", source="person", owner=person)
    report = take(*ROWS)
    assert (report.playlists, report.bad_rows) == (1, 1)
    assert Playlist.objects.get(key="p:1").title == "mine"


def test_a_track_with_an_item_s_key_is_that_item(
    take: Import, make_items: Callable[..., list[Item]]
) -> None:
    (item,) = make_items(1, "song", prefix="t")
    take(TrackRow("t:0", "Rain", "Kim"), TrackRow("t:1", "Sun", "Lee"))
    assert Track.objects.get(key="t:0").item == item
    assert Track.objects.get(key="t:1").item is None
    item.delete()
    assert Track.objects.get(key="t:0").item is None


def test_what_is_written_is_read_back_as_the_rows_say(take: Import) -> None:
    rows = list(demo_playlists())
    report = take(*rows)
    assert (report.playlists, report.new_tracks, report.bad_rows) == (300, 1000, 0)
    assert set(Playlist.objects.values_list("source", flat=True)) == {"demo"}
    direct, stored = build_playlist_data(rows), playlist_data()
    assert stored.ids == direct.ids
    assert stored.titles == direct.titles
    assert stored.tracks.keys == direct.tracks.keys
    assert stored.tracks.titles == direct.tracks.titles
    assert stored.starts.tolist() == direct.starts.tolist()
    assert stored.entries.tolist() == direct.entries.tolist()
    assert stored.tags == direct.tags
    assert stored.tag_entries.tolist() == direct.tag_entries.tolist()
    assert stored.weights.tolist() == direct.weights.tolist()


def test_an_import_that_fails_goes_on_at_its_last_chunk(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "CHUNK", 500)
    rows = list(demo_playlists())

    def run(given: object) -> PlaylistReport:
        return ingest_playlists(
            given,
            source="demo",
            fingerprint=demo_playlists_fingerprint(),
            bad_rows=tmp_path / "bad.csv",
        )

    def cut_off():
        yield from rows[:1150]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(cut_off())
    done = ImportRun.objects.get()
    assert not done.finished
    assert 0 < done.rows_done < 1150
    assert 0 < Playlist.objects.count() < 150
    report = run(rows)
    assert report.resumed_at == done.rows_done
    assert (report.playlists, report.new_playlists, report.new_tracks) == (300, 300, 1000)
    direct, stored = build_playlist_data(rows), playlist_data()
    assert stored.ids == direct.ids
    assert stored.entries.tolist() == direct.entries.tolist()
