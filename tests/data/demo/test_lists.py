"""The demo's playlists hold real songs that fit their titles, and say what they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest

from medley.data.demo import demo_items, demo_playlists, demo_playlists_fingerprint
from medley.data.demo.moods import MOODS, PLAIN, mood_of
from medley.data.playlist_builder import build_playlist_data
from medley.data.playlist_rows import PlaylistRow, TrackRow
from medley.data.playlist_validation import fault_of_list_row

HANGUL = re.compile("[가-힣]")


@pytest.fixture(scope="module")
def rows():
    return list(demo_playlists())


@pytest.fixture(scope="module")
def tracks(rows):
    return {row.key: row for row in rows if isinstance(row, TrackRow)}


@pytest.fixture(scope="module")
def playlists(rows):
    return [row for row in rows if isinstance(row, PlaylistRow)]


def test_the_same_seed_gives_the_same_rows(rows) -> None:
    assert list(demo_playlists()) == rows
    assert list(demo_playlists(8)) != rows
    assert demo_playlists_fingerprint() == demo_playlists_fingerprint(7)
    assert len({demo_playlists_fingerprint(seed) for seed in range(5)}) == 5


def test_tracks_and_playlists_are_the_catalogue_s(rows, tracks, playlists) -> None:
    items = {item.key: item for item in demo_items()}
    assert len(tracks) == 1000
    assert len(playlists) == 300
    assert all(items[key].title == track.title for key, track in tracks.items())
    assert all(track.artist for track in tracks.values())
    assert all(items[row.key].title == row.title for row in playlists)
    assert [fault for row in rows if (fault := fault_of_list_row(row))] == []


def test_a_playlist_is_as_long_as_its_description_says(playlists) -> None:
    for row in playlists:
        said = re.search(r"(\d+)(?:곡| songs)$", row.description)
        assert said is not None
        assert len(row.tracks) == int(said[1])
        assert len(set(row.tracks)) == len(row.tracks)


def test_no_artist_fills_a_playlist_or_is_heard_often_in_a_row(tracks, playlists) -> None:
    repeats = 0
    for row in playlists:
        artists = [tracks[key].artist for key in row.tracks]
        assert max(Counter(artists).values()) <= 4
        repeats += sum(one == other for one, other in pairwise(artists))
    assert repeats < 0.01 * sum(len(row.tracks) for row in playlists)


def test_songs_have_the_playlist_s_genres(playlists) -> None:
    genres = {item.key: set(item.categories) for item in demo_items()}

    def share(row: PlaylistRow, songs: Iterable[str]) -> float:
        return float(np.mean([bool(genres[key] & genres[row.key]) for key in songs]))

    every = [key for key in genres if key.startswith("demo:song-")]
    assert np.mean([share(row, row.tracks) for row in playlists]) > 0.6
    assert np.mean([share(row, every) for row in playlists]) < 0.25


def test_tags_are_korean_and_english_and_several(playlists) -> None:
    assert all(len(row.tags) >= 4 for row in playlists)
    both = [
        any(map(HANGUL.search, row.tags)) and any(map(str.isascii, row.tags)) for row in playlists
    ]
    assert 60 < sum(both) < 240
    for row in playlists:
        language = HANGUL.search(row.title)
        assert bool(HANGUL.search(row.tags[0])) == bool(language) or row.tags[0] == "R&B·소울"


def test_moods_are_told_by_titles() -> None:
    assert mood_of("비 오는 날, 발라드 한 시간").tags[0] == ("비 오는 날", "rainy day")
    assert mood_of("새벽 세 시에 볼륨 크게").energy < 0.5
    assert mood_of("팝 입문, 이 순서대로") is PLAIN
    assert all(0 <= mood.energy <= 1 and mood.tags for mood in MOODS)


def test_a_title_of_the_same_mood_and_genre_tells_more_than_popularity(rows) -> None:
    data = build_playlist_data(rows)
    matrix = data.track_matrix().toarray()
    tags = data.tag_matrix().toarray()
    likeness = tags @ tags.T
    np.fill_diagonal(likeness, 0)
    neighbours = np.argsort(-likeness, axis=1, kind="stable")[:, :10]
    hits = popular_hits = 0.0
    for playlist in range(len(data)):
        others = matrix.sum(axis=0) - matrix[playlist]
        near = matrix[neighbours[playlist]].sum(axis=0)
        hits += matrix[playlist][np.argsort(-near, kind="stable")[:30]].sum()
        popular_hits += matrix[playlist][np.argsort(-others, kind="stable")[:30]].sum()
    assert hits > 2 * popular_hits
