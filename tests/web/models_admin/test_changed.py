"""What two versions answer to the same people, titles and films."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.test import Client
from tests.web.models_admin.shelves import damage, saved, store

from medley.core.registry import model_class
from medley.web.catalog.models import Item
from medley.web.feed.dataset import feed_data_from_database
from medley.web.feed.models import Exposure, RankedList
from medley.web.feed.recording import record
from medley.web.models_admin.changed import changes
from medley.web.models_admin.changed_pages import PAGE, changed_pages
from medley.web.models_admin.sampled import sampled_people, sampled_titles
from medley.web.people.models import Person
from medley.web.playlists.dataset import playlist_data
from medley.web.playlists.models import Playlist, PlaylistEntry, Track


@pytest.fixture
def two(people: list[Person]) -> tuple[str, str]:
    return saved(promote=True), saved("item-knn")


class TestPages:
    def test_show_each_person_by_both_versions(
        self, two: tuple[str, str], people: list[Person]
    ) -> None:
        pages = changed_pages(*two)
        assert {page.person for page in pages} == {person.key for person in people}
        for page in pages:
            assert len(page.one) == len(page.other) == PAGE
            alone = sum(shown.alone for shown in page.one)
            assert page.kept == PAGE - alone
        assert any(page.kept < PAGE for page in pages)

    def test_of_the_same_version_twice_are_alike(self, two: tuple[str, str]) -> None:
        assert all(page.kept == PAGE for page in changed_pages(two[1], two[1]))

    def test_leave_no_trace(self, operator: Client, two: tuple[str, str]) -> None:
        html = operator.get("/operators/models/feed/changed", {"v": two}).text
        assert html.count('class="strip"') == 16
        assert not Exposure.objects.exists()
        assert not RankedList.objects.exists()

    def test_a_damaged_version_is_said_in_words(
        self, operator: Client, two: tuple[str, str]
    ) -> None:
        damage(two[1])
        html = operator.get("/operators/models/feed/changed", {"v": two}).text
        assert "They cannot be compared." in html
        assert "checksum" in html

    def test_without_people_say_so(self, operator: Client, items: list[Item]) -> None:
        ann = Person.objects.create(key="ann")
        record(ann, items[0], "like")
        pair = [saved(promote=True), saved()]
        Person.objects.filter(pk=ann.pk).delete()
        html = operator.get("/operators/models/feed/changed", {"v": pair}).text
        assert "Nobody was here yet" in html


class TestSamples:
    def test_are_ten_and_the_same_for_a_pair_in_either_order(self, items: list[Item]) -> None:
        for n in range(40):
            record(Person.objects.create(key=f"s:{n}"), items[n], "like")
        first = [person.key for person in sampled_people(("a", "b"))]
        assert len(first) == 10
        assert [person.key for person in sampled_people(("b", "a"))] == first
        assert [person.key for person in sampled_people(("a", "c"))] != first

    def test_of_titles_leave_out_hidden_and_nameless_ones(self, db: object) -> None:
        Playlist.objects.create(key="a", title="Rain")
        Playlist.objects.create(key="b", title="", draft=False)
        Playlist.objects.create(key="c", title="Gone", hidden=True)
        assert sampled_titles(("x", "y")) == ["Rain"]


def saved_of(task: str, model: str, data: Any) -> str:
    made = model_class(task, model)()
    made.fit(data, rng=np.random.default_rng(0))
    return store().save(task, model, made, metrics={}, snapshot="cd" * 32, seed=0)


class TestAnswers:
    def test_interests_of_people(self, operator: Client, people: list[Person]) -> None:
        from medley.data.interests import interests_data

        data = interests_data(feed_data_from_database())
        pair = [saved_of("interests", name, data) for name in ("prior", "most-liked")]
        found = changes("interests", pair[0], pair[1])
        assert found.asked == len(people)
        said = found.rows[0].one[0]
        assert said.words in ("drama", "war")
        assert said.detail.endswith("%")
        html = operator.get("/operators/models/interests/changed", {"v": pair}).text
        assert html.count('class="answers"') == 2 * len(people)

    def test_songs_for_titles(self, operator: Client, lists: None) -> None:
        pair = [saved_of("playlist", name, playlist_data()) for name in ("popular", "title-knn")]
        found = changes("playlist", pair[0], pair[1])
        assert found.asked == 8
        assert found.differing == sum(row.differs for row in found.rows)
        row = found.rows[0]
        assert row.kept == sum(not said.alone for said in row.one)
        html = operator.get("/operators/models/playlist/changed", {"v": pair}).text
        assert "answers differ" in html

    def test_of_a_task_that_nothing_is_kept_for_is_said(self, operator: Client) -> None:
        from medley.core.errors import UnavailableError

        with pytest.raises(UnavailableError, match="nothing that exercise is asked about"):
            changes("exercise", "a", "b")


@pytest.fixture
def lists(db: object) -> None:
    tracks = [Track.objects.create(key=f"t{n}", title=f"Song {n}", artist="A") for n in range(30)]
    for n in range(8):
        held = Playlist.objects.create(key=f"l{n}", title=f"{['rain', 'sun'][n % 2]} {n}")
        for place, track in enumerate(tracks[n % 2 :: 2][:12]):
            PlaylistEntry.objects.create(playlist=held, position=place, track=track)


def test_no_songs_offer_the_next_step(
    operator: Client, make_items: Callable[..., list[Item]]
) -> None:
    answer = operator.get("/operators/models/song-genre/changed", {"v": ["a", "b"]}, follow=True)
    assert "There is no version a that can be read." in answer.text
