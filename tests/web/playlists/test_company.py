"""Songs that people put together follow one another, wherever a playlist is made."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.playlists.pages import begin
from tests.web.playlists.shelves import fill_playlist, train

from medley.composing.compose import compose
from medley.web.playlists.asked import Asked
from medley.web.playlists.company import vectors_by_company
from medley.web.playlists.drafts import sheet_of
from medley.web.playlists.making import Held, facts_of, make
from medley.web.playlists.models import Draft, Playlist, Track

CORNERS = ("blue", "cyan", "jade")


@pytest.fixture
def corners(shelf: str) -> None:
    """Thirty songs in three corners: a list each that holds all, mixed, and many of one."""
    tracks = Track.objects.bulk_create(
        Track(key=f"town:{n}-{corner}", title=f"{corner} {n}", artist=f"{corner} band {n}")
        for n in range(10)
        for corner in CORNERS
    )
    for number in range(3):
        fill_playlist(f"town:all-{number}", "town walk", tracks)
    for corner in CORNERS:
        held = [track for track in tracks if corner in track.key]
        for number in range(6):
            fill_playlist(f"town:{corner}-{number}", f"555 {number}", held)
    train()


def changes(keys: Sequence[str]) -> int:
    """How often the next song is from another corner."""
    return sum(one.split("-")[1] != other.split("-")[1] for one, other in pairwise(keys))


@pytest.mark.usefixtures("corners")
class TestFlow:
    def test_neighbours_are_more_alike_than_in_the_order_of_ranks(self) -> None:
        made = make(Asked("town walk", 12), None)
        ranked = compose(made.request, facts_of(made.tracks))
        keys = [track.key for track in made.composition.tracks]
        assert sorted(keys) == sorted(track.key for track in ranked.tracks)
        assert len({key.split("-")[1] for key in keys}) == 3
        assert changes(keys) == 2
        assert changes([track.key for track in ranked.tracks]) > 4

    def test_locked_songs_stay(self) -> None:
        held = {2: "town:9-jade", 7: "town:8-cyan"}
        keys = [t.key for t in make(Asked("town walk", 12), None, Held(held)).composition.tracks]
        assert {place: keys[place] for place in held} == held

    def test_the_page_shows_that_order(self, relaxed_client: Client) -> None:
        begin(relaxed_client, "town walk", songs=12)
        assert changes(sheet_of(Draft.objects.get()).keys) == 2


@pytest.mark.usefixtures("corners")
class TestVectors:
    def test_one_statement_reads_the_playlists_of_all(self) -> None:
        keys = [f"town:{n}-cyan" for n in range(10)]
        with CaptureQueriesContext(connection) as said:
            found = vectors_by_company([*keys, "town:nobody"])
        assert sorted(found) == keys
        assert len([one for one in said if "JOIN" in one["sql"]]) == 1
        assert len(said) == 2

    def test_only_the_latest_entries_are_looked_at(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # The last lists that were written are those of the last corner.
        monkeypatch.setattr("medley.web.playlists.company.LATEST", 60)
        assert set(vectors_by_company(["town:1-cyan", "town:1-jade"])) == {"town:1-jade"}

    def test_what_was_put_away_does_not_count(self) -> None:
        Playlist.objects.filter(key__startswith="town:").update(hidden=True)
        assert vectors_by_company(["town:1-cyan"]) == {}
