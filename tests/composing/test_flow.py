from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.composing.flow import in_order
from medley.composing.request import TrackFacts


def songs(vectors, artists):
    return {
        f"s{i}": TrackFacts(f"Song {i}", artist, None, vector)
        for i, (vector, artist) in enumerate(zip(vectors, artists, strict=True))
    }


def value(order, keys, facts):
    """The objective of the docstring, written down once more."""
    total = 0.0
    for one, other in pairwise(order):
        v, w = facts[one].vector, facts[other].vector
        total += float(v @ w / np.linalg.norm(v) / np.linalg.norm(w))
        total -= 10 * (facts[one].artist == facts[other].artist)
    return total - 0.2 / len(order) * sum(abs(i - keys.index(k)) for i, k in enumerate(order))


@st.composite
def facts_of_songs(draw, least=1, most=12):
    n = draw(st.integers(least, most))
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    vectors = rng.normal(size=(n, 4)).astype(np.float32)
    artists = draw(st.lists(st.sampled_from("ABCDEFG"), min_size=n, max_size=n))
    return songs(vectors, artists)


@given(facts_of_songs(), st.data())
def test_locked_songs_stay_and_all_songs_come(facts, data):
    keys = list(facts)
    n_locked = data.draw(st.integers(0, len(keys)))
    places = data.draw(st.permutations(range(len(keys))))[:n_locked]
    locked = dict(zip(places, keys[:n_locked], strict=True))
    order = in_order(keys[n_locked:], facts, locked=locked)
    assert sorted(order) == sorted(keys)
    assert all(order[place] == key for place, key in locked.items())
    assert order == in_order(keys[n_locked:], facts, locked=locked)
    free = [key for place, key in enumerate(order) if place not in locked]
    assert free[:1] == keys[n_locked : n_locked + 1]


@given(facts_of_songs(least=3, most=9))
def test_no_exchange_of_two_songs_and_no_reversal_makes_it_better(facts):
    keys = list(facts)
    order = in_order(keys, facts)
    found = value(order, keys, facts)
    for i in range(1, len(keys)):
        for j in range(i + 1, len(keys)):
            swapped = list(order)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            turned = order[:i] + order[i : j + 1][::-1] + order[j + 1 :]
            assert value(swapped, keys, facts) <= found + 1e-4
            assert value(turned, keys, facts) <= found + 1e-4


def test_the_order_is_close_to_the_best_there_is():
    rng = np.random.default_rng(4)
    shares = []
    for _ in range(20):
        facts = songs(rng.normal(size=(7, 4)).astype(np.float32), "ABCABCD")
        keys = list(facts)
        values = [value((keys[0], *rest), keys, facts) for rest in permutations(keys[1:])]
        found = value(in_order(keys, facts), keys, facts)
        shares.append((found - np.mean(values)) / (max(values) - np.mean(values)))
    assert np.mean(shares) > 0.95
    assert min(shares) > 0.8


def test_two_moods_are_not_mixed_and_one_artist_is_kept_apart():
    calm, loud = np.array([1.0, 0.1], np.float32), np.array([0.1, 1.0], np.float32)
    facts = songs([calm, loud, calm, loud, calm, loud], "AABBCC")
    order = in_order(list(facts), facts)
    assert order[0] == "s0"
    assert {facts[key].vector[0] for key in order[:3]} == {calm[0]}
    artists = [facts[key].artist for key in order]
    assert all(one != other for one, other in pairwise(artists))


def test_without_vectors_the_ranks_hold_and_artists_are_kept_apart():
    facts = songs([None] * 6, "ABCDEF")
    assert in_order(list(facts), facts) == list(facts)
    facts = songs([None] * 6, "AABBCC")
    artists = [facts[key].artist for key in in_order(list(facts), facts)]
    assert artists[0] == "A"
    assert all(one != other for one, other in pairwise(artists))


def test_songs_without_an_artist_are_by_nobody_in_common():
    facts = songs([None] * 4, ["", "", "", ""])
    assert in_order(list(facts), facts) == list(facts)


def test_one_song_without_a_vector_or_with_another_length_is_no_error():
    one = np.ones(3, np.float32)
    assert len(in_order("abc", songs_named("abc", [one, None, np.zeros(3, np.float32)]))) == 3
    assert in_order("abc", songs_named("abc", [one, np.ones(2, np.float32), one])) == list("abc")


def songs_named(keys, vectors):
    return {key: TrackFacts(key, key, None, v) for key, v in zip(keys, vectors, strict=True)}


def test_nothing_is_in_order_and_a_place_that_does_not_exist_is_refused():
    assert in_order([], {}) == []
    with pytest.raises(ValueError, match="outside the 1"):
        in_order([], {}, locked={3: "a"})
