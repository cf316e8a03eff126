from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from medley.composing.aliases import Aliases, shipped_aliases
from medley.composing.owned import Library, OwnedTrack, on_own_tracks
from medley.composing.request import TrackFacts
from medley.core.errors import DataError


def confidence(wanted, owned, **facts) -> float:
    found = Library([OwnedTrack("mine", *owned)]).match(TrackFacts(*wanted, **facts))
    return found.confidence if found else 0.0


@pytest.mark.parametrize(
    ("wanted", "owned"),
    [
        (("Summer", "Calvin Harris"), ("SUMMER", "Calvin Harris")),
        (("Bennie And The Jets - Remastered 2014", "Elton John"),
         ("Bennie and the Jets", "Elton John")),
        (("Power (feat. Stormzy)", "Little Mix, Stormzy"), ("Power", "Little Mix")),
        (("Power", "Little Mix"), ("Power", "Little Mix ft. Stormzy")),
        (("Jumpman", "Drake, Future"), ("Jumpman", "Future & Drake")),
        (("Rich Girl", "Daryl Hall & John Oates"), ("Rich Girl", "Daryl Hall and John Oates")),
        (("Don't Stop", "The Fleetwood Mac"), ("Don’t Stop!", "Fleetwood Mac")),
        (("Halo", "Beyoncé"), ("ＨＡＬＯ", "Beyonce")),
        (("봄날", "방탄소년단"), ("봄날", "BTS")),
        (("좋은 날", "아이유"), ("좋은날", "IU")),
        (("Hey Ya!", "OutKast"), ("Hey Ya", "Out Kast")),
    ],
)  # fmt: skip
def test_the_same_song_is_found_for_sure(wanted, owned):
    assert confidence(wanted, owned) == 1.0


@pytest.mark.parametrize(
    ("wanted", "owned"),
    [
        (("Yesterday", "The Beatles"), ("Yesterday - Live", "The Beatles")),
        (("Get Lucky - Radio Edit", "Daft Punk"), ("Get Lucky", "Daft Punk")),
        (("Stay (I Missed You)", "Lisa Loeb"), ("Stay", "Lisa Loeb")),
        (("서른 즈음에", "김광석"), ("Seoreun Jeueume", "Kim Kwang-seok")),
        (("Seoreun Jeueume", "Gim Gwangseok"), ("서른 즈음에", "김광석")),
        (("서른 즈음에", "김광석"), ("서른 즈음에", "Kim Kwang Suk")),
        (("빨간 맛", "레드벨벳"), ("빨간 맛 Red Flavor", "Red Velvet")),
        (("Red Flavor", "Red Velvet"), ("빨간 맛 (Red Flavor)", "레드벨벳")),
        (("강남스타일", "싸이"), ("Gangnam Style (강남스타일)", "PSY")),
    ],
)
def test_what_is_nearly_the_same_is_a_lesser_match(wanted, owned):
    assert 0.5 <= confidence(wanted, owned) < 1.0


@pytest.mark.parametrize(
    ("wanted", "owned"),
    [
        (("Hello", "Adele"), ("Hello", "Lionel Richie")),
        (("Hello", "Adele"), ("Hello - Karaoke Version", "Adele")),
        (("Hello", "Adele"), ("Hello (Deep House Remix)", "Adele")),
        (("One (A Remix)", "U2"), ("One (B Remix)", "U2")),
        (("Stay (Part 1)", "X Band"), ("Stay (Part 2)", "X Band")),
        (("Medley (A)", "X Band"), ("Medley (B)", "X Band")),
        (("Green Light (feat. Jay Park)", "Park Hyunjin"), ("Green Light", "G.NA feat. Jay Park")),
        (("Murder She Wrote (Jersey Club)", "Kyle"), ("We Are Young (Jersey Club)", "Kyle")),
        (("Are You with Me - Radio Edit", "Lost"), ("Are You with Me - Dash Berlin Edit", "Lost")),
        (("Fly Away", "Tones And I"), ("Fly Away", "My Brothers And I")),
        (("사랑", "김광석"), ("사랑", "Kim Kwang-jin")),
        (("", "Adele"), ("", "Adele")),
        (("Hello", ""), ("Hello", "")),
    ],
)
def test_what_is_another_song_is_not_found(wanted, owned):
    assert confidence(wanted, owned) == 0.0


def test_the_closest_of_several_wins_and_of_equals_the_first():
    library = Library(
        [
            OwnedTrack("live", "Yesterday (Live)", "The Beatles"),
            OwnedTrack("first", "Yesterday - Remastered 2009", "The Beatles"),
            OwnedTrack("second", "Yesterday", "Beatles"),
        ]
    )
    assert len(library) == 3
    assert library.match(TrackFacts("Yesterday", "The Beatles")).key == "first"
    assert library.match(TrackFacts("Yesterday - Live at Shea", "The Beatles")).key == "live"


def test_another_length_is_less_sure():
    library = Library(
        [OwnedTrack("long", "Song", "Band", 420.0), OwnedTrack("same", "Song", "Band", 201.0)]
    )
    assert library.match(TrackFacts("Song", "Band", 200.0)).key == "same"
    assert library.match(TrackFacts("Song", "Band", 425.0)).key == "long"


def test_a_playlist_is_parted_into_found_and_missing_in_its_order():
    facts = {"a": TrackFacts("A Song", "X"), "b": TrackFacts("B Song", "Y")}
    library = Library([OwnedTrack("mine/b.mp3", "B song", "Y")])
    found = on_own_tracks(["a", "b", "unknown"], facts, library)
    assert list(found.found) == ["b"]
    assert found.found["b"].key == "mine/b.mp3"
    assert found.missing == ("a", "unknown")
    assert on_own_tracks([], facts, Library([])).missing == ()


def test_aliases_are_data():
    library = Library(
        [OwnedTrack("mine", "Song", "My Band")], Aliases([["My Band", "Meine Kapelle"]])
    )
    assert library.match(TrackFacts("Song", "Meine Kapelle")).confidence == 1.0
    assert shipped_aliases().name("방탄소년단") == "bts"
    with pytest.raises(DataError, match="one group"):
        Aliases([["A", "B"], ["C", "B"]])


@pytest.mark.real_data
def test_editorial_playlists_on_two_hundred_thousand_tracks(real_data: Path):
    folder = real_data / "playlists"
    with gzip.open(folder / "mpd_tracks.csv.gz", "rt", encoding="utf-8") as lines:
        rows = [(row["name"], row["artist"]) for row in csv.DictReader(lines)]
    with gzip.open(folder / "archive.jsonl.gz", "rt", encoding="utf-8") as lines:
        wanted = [tuple(track) for line in lines for track in json.loads(line)["tracks"]][::10]
    library = Library(OwnedTrack(str(i), *row) for i, row in enumerate(rows))
    found = sum(library.match(TrackFacts(*track)) is not None for track in wanted)
    exact = {(title.casefold(), artist.casefold()) for title, artist in rows}
    plain = sum((title.casefold(), artist.casefold()) in exact for title, artist in wanted)
    assert found > 1.3 * plain
