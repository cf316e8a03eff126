from __future__ import annotations

import numpy as np
import pytest

from medley.core.vocabulary import Vocabulary
from medley.models.playlist.name_index import NameIndex

ARTISTS = Vocabulary(["Tegan and Sara", "Kanye West", "West", "Various", "!!!", ""])
INDEX = NameIndex.of(ARTISTS, ["Closer", "Jingle Bells", "Go West", ""])


def test_a_title_names_artists_by_the_part_of_its_words() -> None:
    assert INDEX.artists_in("TEGAN and Sara!").tolist() == [1, 0, 0, 0, 0, 0]
    found = INDEX.artists_in("best of kanye west")
    assert found[1] == pytest.approx(0.25)
    assert found[2] == pytest.approx(1 / 16)


def test_a_single_word_hints_at_the_popular_who_bear_it() -> None:
    popularity = np.array([50, 400, 1, 10, 5, 5], np.float32)
    found = INDEX.artists_hinted("kanye", popularity)
    assert found[1] == pytest.approx(100 / 120)
    both = INDEX.artists_hinted("west", popularity)
    assert both[1] > both[2] > 0
    assert not INDEX.artists_hinted("", popularity).any()


def test_a_title_is_compared_with_names_of_tracks() -> None:
    found = INDEX.tracks_named("jingle all the way")
    assert found.argmax() == 1
    assert INDEX.tracks_named("Jingle Bells")[1] == pytest.approx(1, abs=1e-3)
    assert not INDEX.tracks_named("Ξένα").any()


def test_no_artists_and_no_names_are_no_error() -> None:
    empty = NameIndex.of(Vocabulary(()), ["", ""])
    assert empty.artists_in("west").shape == (0,)
    assert empty.tracks_named("west").tolist() == [0, 0]
