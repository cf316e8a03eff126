"""From a title to songs: the mix, what is not found, and whose playlists are shown."""

from __future__ import annotations

import pytest
from tests.web.playlists.shelves import fill_playlist, train

from medley.core.errors import DataError, UnavailableError
from medley.web.people.models import Person
from medley.web.playlists.asked import Asked, checked, clean_title
from medley.web.playlists.making import Held, make, need, similar_to
from medley.web.playlists.models import Playlist, PlaylistEntry, Track
from medley.web.playlists.saved import save

JAZZ = ("shelf:jazz:1", "shelf:jazz:3")


def jazz_songs(n: int) -> list[Track]:
    return list(Track.objects.filter(key__startswith="shelf:jazz").order_by("pk")[:n])


def from_ticked(asked: Asked) -> int:
    listed = set(
        PlaylistEntry.objects.filter(playlist__key__in=asked.ticked).values_list(
            "track__key", flat=True
        )
    )
    made = make(asked, None)
    assert len(made.composition.tracks) == asked.songs
    return sum(track.key in listed for track in made.composition.tracks)


@pytest.mark.usefixtures("shelf")
class TestMix:
    @pytest.mark.parametrize("songs", [5, 10, 50])
    def test_the_share_of_the_ticked_rises_from_none_to_all(self, songs: int) -> None:
        shares = [
            from_ticked(Asked("rainy day", songs, similarity, JAZZ))
            for similarity in (0, 10, 30, 50, 80)
        ]
        assert shares == sorted(shares)
        assert shares[0] == 0
        assert shares[3] == round(songs / 2) or songs == 5

    def test_at_100_all_come_from_the_ticked(self) -> None:
        assert from_ticked(Asked("rainy day", 20, 100, JAZZ)) == 20

    @pytest.mark.parametrize("similarity", [0, 10, 100])
    def test_nothing_ticked_gives_the_number_asked_for(self, similarity: int) -> None:
        assert len(make(Asked("rainy day", 12, similarity), None).composition.tracks) == 12

    @pytest.mark.parametrize("similarity", [0, 50, 100])
    def test_a_ticked_playlist_may_be_empty_or_hold_one_song(self, similarity: int) -> None:
        fill_playlist("shelf:none", "none", [])
        fill_playlist("shelf:one", "one", jazz_songs(1))
        for ticked in (("shelf:none",), ("shelf:one",), ("shelf:none", "shelf:one")):
            made = make(Asked("rainy day", 5, similarity, ticked), None)
            assert len({track.key for track in made.composition.tracks}) == 5

    def test_seeds_come_and_excluded_songs_do_not(self) -> None:
        seeds, gone = ("shelf:jazz-0",), ("shelf:rain-0", "shelf:rain-1")
        made = make(Asked("rainy day", 10, 0, (), seeds, gone), None)
        keys = [track.key for track in made.composition.tracks]
        assert keys.count("shelf:jazz-0") == 1
        assert not set(gone) & set(keys)

    def test_locked_songs_keep_their_places(self) -> None:
        made = make(Asked("rainy day"), None, Held({3: "shelf:drive-7"}, seed=2))
        assert made.composition.tracks[3].key == "shelf:drive-7"


@pytest.mark.usefixtures("shelf")
class TestSimilar:
    @pytest.mark.parametrize("title", ["Rainy day!", "비 오는 날에"])
    def test_either_language_finds_its_playlists(self, title: str) -> None:
        found = similar_to(title, None)
        assert len(found) == 3
        assert all(one.playlist.key.startswith("shelf:rain") for one in found)
        alike = [one.similarity for one in found]
        assert alike == sorted(alike, reverse=True)
        assert all(0 < one <= 1 for one in alike)

    def test_what_somebody_made_is_shown_to_nobody_else(self) -> None:
        ann, ben = Person.objects.create(key="ann"), Person.objects.create(key="ben")
        hers = save(ann, "my secret rainy day", ["shelf:rain-0", "shelf:rain-1"], ["rain"])
        train()
        title = "my secret rainy day"
        assert similar_to(title, ann)[0].playlist == hers
        for other in (ben, None):
            assert hers not in [one.playlist for one in similar_to(title, other, 40)]
            assert not make(Asked(title, 5, 100, (hers.key,)), other).request.ticked
            made = make(Asked(title, 10, 0), other)
            assert hers.key not in made.playlist_titles


class TestAnswers:
    def test_a_title_that_means_nothing_is_answered_with_popular_songs(self, shelf: str) -> None:
        made = make(Asked("zqxv"), None)
        assert (made.matched, made.version, made.fallback) == (False, shelf, None)
        assert len(made.composition.tracks) == 10

    def test_a_title_that_is_found_matches(self, shelf: str) -> None:
        assert make(Asked("rainy day"), None).matched

    @pytest.mark.usefixtures("untrained_shelf")
    def test_without_a_model_popular_songs_come_and_it_is_said(self) -> None:
        made = make(Asked("rainy day"), None)
        assert made.version == "baseline"
        assert "No playlist model is trained" in str(made.fallback)
        assert len(made.composition.tracks) == 10

    @pytest.mark.usefixtures("untrained_shelf")
    def test_the_baseline_follows_an_import(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("medley.web.playlists.composer.LOOK_EVERY_S", 0.0)
        make(Asked("rainy day"), None)
        late = Track.objects.create(key="late:1", title="Late", artist="Late")
        for n in range(90):
            fill_playlist(f"late:{n}", "late", [late])
        make(Asked("late"), None)
        keys = [track.key for track in make(Asked("late"), None).composition.tracks]
        assert "late:1" in keys

    def test_with_nothing_to_learn_from_it_says_what_to_do(self, db: object) -> None:
        with pytest.raises(UnavailableError, match="import some"):
            make(Asked("rainy day"), None)

    def test_tags_are_at_least_five(self, shelf: str) -> None:
        for title in ("rainy day", "🔥", "비", "zqxv"):
            assert len(set(make(Asked(title), None).composition.tags)) >= 5


class TestAsked:
    @pytest.mark.parametrize("text", ["", "   ", "\x00\n\t", "가" * 201, "x" * 10_000])
    def test_a_title_must_be_there_and_short(self, text: str) -> None:
        with pytest.raises(DataError, match=r"Type a title|200"):
            clean_title(text)

    def test_emoji_and_any_language_are_titles(self) -> None:
        for title in ("🔥🔥", "Ελληνικά τραγούδια", "가" * 200, "👩‍🚀"):
            assert clean_title(title) == title

    @pytest.mark.parametrize(
        ("songs", "similarity", "words"), [(4, 10, "5 to 50"), (51, 10, "5 to 50"), (5, 101, "100")]
    )
    def test_numbers_out_of_range_are_named(self, songs: int, similarity: int, words: str) -> None:
        with pytest.raises(DataError, match=words):
            checked("rain", songs, similarity)

    @pytest.mark.usefixtures("shelf")
    def test_what_does_not_exist_is_named(self) -> None:
        with pytest.raises(DataError, match="no song 'nope'"):
            need(checked("rain", 5, 10, seeds=["nope"]), None)
        with pytest.raises(DataError, match="no playlist 'nope'"):
            need(checked("rain", 5, 10, ticked=["nope"]), None)

    def test_a_hidden_playlist_is_not_similar(self, shelf: str) -> None:
        Playlist.objects.filter(key__startswith="shelf:rain").update(hidden=True)
        assert not [
            one
            for one in similar_to("rainy day", None)
            if one.playlist.key.startswith("shelf:rain")
        ]
