from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medley.composing.compose import compose
from medley.composing.request import CompositionRequest, TickedPlaylist, TrackFacts
from medley.core.errors import DataError
from medley.core.prediction import BecausePlaylist, BecausePopular, Prediction

N_TRACKS = 140


def prediction(keys, reasons=()) -> Prediction:
    keys = tuple(keys)
    return Prediction(keys, np.linspace(1, 0, len(keys), dtype=np.float32), "rank", reasons)


def catalogue(n=N_TRACKS, n_artists=70):
    return {f"t{i}": TrackFacts(f"Song {i}", f"Artist {i % n_artists}") for i in range(n)}


FACTS = catalogue()
CANDIDATES = prediction(FACTS)
TICKED = (
    TickedPlaylist("near", 0.9, tuple(f"t{i}" for i in range(60, 115))),
    TickedPlaylist("far", 0.3, tuple(f"t{i}" for i in range(5, 12))),
)


@st.composite
def requests(draw):
    keys = list(FACTS)
    some = st.lists(st.sampled_from(keys), max_size=30, unique=True)
    n_songs = draw(st.integers(5, 50))
    lists = draw(st.lists(some, max_size=3))
    locked_keys = draw(st.lists(st.sampled_from(keys), max_size=5, unique=True))
    places = draw(st.permutations(range(60)))[: len(locked_keys)]
    return CompositionRequest(
        title=draw(st.text(max_size=20)),
        candidates=prediction(draw(st.permutations(keys))[: draw(st.integers(0, len(keys)))]),
        n_songs=n_songs,
        similarity=draw(st.integers(0, 100)),
        ticked=tuple(TickedPlaylist(str(i), 0.5, tuple(keys)) for i, keys in enumerate(lists)),
        popular=prediction(draw(some)),
        excluded=frozenset(draw(some)) - set(locked_keys),
        locked=dict(zip(places, locked_keys, strict=True)),
        seed_tracks=tuple(draw(st.lists(st.sampled_from(keys), max_size=4))),
        per_artist=draw(st.sampled_from([None, 1, 2, 3])),
        seed=draw(st.integers(0, 3)),
    )


@given(requests())
def test_whatever_is_asked_the_promises_hold(request):
    found = compose(request, FACTS)
    keys = [track.key for track in found.tracks]
    assert len(set(keys)) == len(keys) <= request.n_songs
    assert not request.excluded.intersection(keys)
    assert set(request.locked.values()) <= set(keys)
    if "too-few-tracks" not in found.notes:
        assert len(keys) == request.n_songs
        for place, key in request.locked.items():
            assert place >= len(keys) or keys[place] == key
    ticked = {key for playlist in request.ticked for key in playlist.tracks}
    chosen = [t for t in found.tracks if t.origin in ("ticked", "model", "popular")]
    assert all((t.origin == "ticked") == (t.key in ticked) for t in chosen)
    if request.per_artist is not None and "artist-limit-lifted" not in found.notes:
        fixed = Counter(FACTS[t.key].artist for t in found.tracks if t not in chosen)
        for artist, n in Counter(FACTS[key].artist for key in keys).items():
            assert n <= max(request.per_artist, fixed[artist])
    assert len(found.tags) >= 5
    assert all(tag.strip() for tag in found.tags)


@settings(max_examples=40)
@given(requests())
def test_the_ticked_part_never_falls_as_similarity_rises(request):
    parts = [
        compose(replace(request, similarity=similarity), FACTS).n_from_ticked
        for similarity in range(0, 101, 10)
    ]
    assert parts == sorted(parts)
    assert parts[0] == 0


@pytest.mark.parametrize("n_songs", [5, 10, 23, 50])
@pytest.mark.parametrize("similarity", [0, 1, 10, 37, 50, 99, 100])
def test_every_similarity_gives_the_songs_asked_for(n_songs, similarity):
    request = CompositionRequest("비", CANDIDATES, n_songs, similarity, ticked=TICKED)
    found = compose(request, FACTS)
    assert len(found.tracks) == n_songs
    assert found.n_from_ticked == (n_songs * similarity + 50) // 100
    assert found.notes == ()


def test_at_100_all_come_from_the_ticked_lists_and_at_0_none():
    ticked = {key for playlist in TICKED for key in playlist.tracks}
    at = {
        similarity: {
            track.key
            for track in compose(
                CompositionRequest("x", CANDIDATES, 40, similarity, ticked=TICKED), FACTS
            ).tracks
        }
        for similarity in (0, 100)
    }
    assert at[100] <= ticked
    assert not at[0] & ticked


@pytest.mark.parametrize(
    ("ticked", "note", "n"),
    [
        ((), "nothing-ticked", 0),
        ((TickedPlaylist("empty", 1.0, ()),), "nothing-ticked", 0),
        ((TickedPlaylist("one", 1.0, ("t99",)),), "ticked-too-short", 1),
    ],
)
def test_lists_that_are_too_short_are_filled_up_and_it_is_said(ticked, note, n):
    found = compose(CompositionRequest("x", CANDIDATES, 20, 100, ticked=ticked), FACTS)
    assert (len(found.tracks), found.n_from_ticked, found.notes) == (20, n, (note,))


def test_a_model_that_names_too_few_is_filled_up_from_the_ticked_lists_but_never_at_0():
    few = prediction(["t120", "t121"])
    request = CompositionRequest("x", few, 10, 10, ticked=TICKED)
    found = compose(request, FACTS)
    assert (found.n_from_ticked, found.notes) == (8, ("model-too-short",))
    found = compose(replace(request, similarity=0, popular=CANDIDATES), FACTS)
    assert (found.n_from_ticked, len(found.tracks)) == (0, 10)
    assert found.notes == ("filled-with-popular",)
    found = compose(replace(request, similarity=0), FACTS)
    assert (len(found.tracks), found.notes) == (2, ("too-few-tracks",))


def test_one_song_under_two_keys_comes_once():
    facts = {
        "a": TrackFacts("Bennie And The Jets", "Elton John"),
        "b": TrackFacts("Bennie and the Jets - Remastered 2014", "Elton John"),
        "c": TrackFacts("Bennie And The Jets (Live)", "Elton John feat. Kiki Dee"),
        "d": TrackFacts("Bennie And The Jets", "Somebody Else"),
    } | catalogue(20, 20)
    request = CompositionRequest("x", prediction(facts), n_songs=10)
    keys = {track.key for track in compose(request, facts).tracks}
    assert {"a", "d"} <= keys
    assert not {"b", "c"} & keys
    ticked = (TickedPlaylist("p", 1.0, ("c",)),)
    keys = {t.key for t in compose(replace(request, ticked=ticked, similarity=0), facts).tracks}
    assert not {"a", "b", "c"} & keys


def test_two_songs_of_one_artist_unless_asked_or_unless_there_are_no_others():
    facts = catalogue(60, 6)
    request = CompositionRequest("x", prediction(facts), n_songs=12)
    found = compose(request, facts)
    assert set(Counter(facts[t.key].artist for t in found.tracks).values()) == {2}
    assert found.notes == ()
    found = compose(replace(request, n_songs=20), facts)
    assert max(Counter(facts[t.key].artist for t in found.tracks).values()) == 4
    assert found.notes == ("artist-limit-lifted",)
    alone = catalogue(60, 1)
    found = compose(CompositionRequest("x", prediction(alone), per_artist=None), alone)
    assert (len(found.tracks), found.notes) == (10, ())


def test_the_limit_is_kept_where_only_the_other_part_can_give_way():
    facts = {
        key: TrackFacts(key, artist) for key, artist in zip("abcdefgh", "AABBCAAD", strict=True)
    }
    request = CompositionRequest(
        "x", prediction("efg"), 5, 40, ticked=(TickedPlaylist("p", 1.0, tuple("abcd")),)
    )
    found = compose(request, facts)
    assert {track.key for track in found.tracks} == set("cdefg")
    assert found.notes == ()


def test_reasons_say_where_a_song_comes_from():
    reasons = tuple(BecausePlaylist("other", 1.0) for _ in CANDIDATES.ids)
    request = CompositionRequest("x", prediction(FACTS, reasons), 20, 50, ticked=TICKED)
    for track in compose(request, FACTS).tracks:
        assert isinstance(track.reason, BecausePlaylist)
        lists = {"near", "far"} if track.origin == "ticked" else {"other"}
        assert track.reason.playlist in lists


def test_popular_songs_from_the_model_are_called_popular():
    reasons = tuple(BecausePopular(1.0) for _ in CANDIDATES.ids)
    found = compose(CompositionRequest("zzz", prediction(FACTS, reasons)), FACTS)
    assert {track.origin for track in found.tracks} == {"popular"}
    assert found.notes == ("filled-with-popular",)


def test_what_the_lists_share_and_the_model_names_comes_first():
    lists = (
        TickedPlaylist("one", 0.8, ("t50", "t51", "t52", "t53")),
        TickedPlaylist("two", 0.8, ("t53", "t54", "t55", "t2")),
    )
    request = CompositionRequest("x", CANDIDATES, 5, 40, ticked=lists)
    found = compose(request, FACTS)
    assert {t.key for t in found.tracks if t.origin == "ticked"} == {"t53", "t2"}


def test_seeds_come_and_count_and_other_draws_differ():
    request = CompositionRequest("x", CANDIDATES, seed_tracks=("t130", "t130", "t139"))
    first = compose(request, FACTS)
    assert [t.key for t in first.tracks if t.origin == "seed"] == ["t130", "t139"]
    assert len(first.tracks) == 10
    drawn = compose(replace(request, seed=7), FACTS)
    assert drawn == compose(replace(request, seed=7), FACTS)
    assert {t.key for t in drawn.tracks} != {t.key for t in first.tracks}
    many = compose(replace(request, n_songs=5, seed_tracks=tuple(FACTS)), FACTS)
    assert (len(many.tracks), many.notes) == (5, ("seeds-left-out",))


@pytest.mark.parametrize(
    "wrong",
    [
        {"n_songs": 4},
        {"n_songs": 51},
        {"n_songs": 10.0},
        {"similarity": -1},
        {"similarity": 101},
        {"per_artist": 0},
        {"seed": -1},
        {"n_songs": 5, "locked": {i: f"t{i}" for i in range(6)}},
        {"locked": {0: "t1", 1: "t1"}},
        {"locked": {0: "t1"}, "excluded": frozenset(["t1"])},
        {"locked": {-1: "t1"}},
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(DataError):
        CompositionRequest("x", CANDIDATES, **wrong)
