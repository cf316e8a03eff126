"""Titles are filled with the right particles, articles and plurals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.data.demo.grammar import Writer
from medley.data.demo.josa import PARTICLES, with_particle


def write(ko, en, **slots):
    return Writer([(ko, en)], slots, np.random.default_rng(1)).write(set())


@pytest.mark.parametrize(
    ("word", "particle", "expected"),
    [
        ("강릉", "으로", "강릉으로"),
        ("서울", "으로", "서울로"),
        ("제주", "으로", "제주로"),
        ("빵", "이", "빵이"),
        ("커피", "이", "커피가"),
        ("커피", "은", "커피는"),
        ("책 3", "을", "책 3을"),
        ("책 2", "과", "책 2와"),
    ],
)
def test_particle_follows_the_last_sound(word, particle, expected):
    assert with_particle(word, particle) == expected


@given(st.text(alphabet=st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1))
def test_particle_is_one_of_two_forms(word):
    for particle in PARTICLES:
        assert with_particle(word, particle).startswith(word)
        assert len(with_particle(word, particle)) > len(word)


def test_both_sides_use_the_same_word():
    fruit = [("사과", "apple"), ("귤", "orange")]
    ko, en = write("{fruit:을} 먹다", "eating an {fruit}", fruit=fruit)
    assert (ko, en) in [("사과를 먹다", "Eating an apple"), ("귤을 먹다", "Eating an orange")]


def test_article_becomes_an_before_a_vowel():
    slots = {"x": [("가", "old bag")], "y": [("나", "bag")]}
    assert write("{x} {y}", "a {x} and a {y}", **slots)[1] == "An old bag and a bag"


@pytest.mark.parametrize(
    ("pattern", "word", "expected"),
    [
        ("my {x:bare}", "a red chair", "My red chair"),
        ("two {x:s}", "bakery", "Two bakeries"),
        ("two {x:s}", "boy", "Two boys"),
        ("two {x:s}", "postman", "Two postmen"),
        ("the {x:lower}", "Key", "The key"),
    ],
)
def test_english_marks(pattern, word, expected):
    assert write("{x}", pattern, x=[("가", word)])[1] == expected


def test_words_are_used_evenly():
    slots = {"x": [(str(i), chr(97 + i)) for i in range(6)]}
    writer = Writer(
        [("{x} 하나", "one {x}"), ("{x} 둘", "two {x}")], slots, np.random.default_rng(2)
    )
    taken: set[str] = set()
    letters = [writer.write(taken)[1][-1] for _ in range(6)]
    assert sorted(letters) == list("abcdef")


def test_running_out_of_titles_is_said():
    writer = Writer([("하나", "one")], {}, np.random.default_rng(3))
    taken: set[str] = set()
    writer.write(taken)
    with pytest.raises(ValueError, match="add patterns or words"):
        writer.write(taken)
