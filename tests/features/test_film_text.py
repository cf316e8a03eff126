from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.features.film_text import FIELDS, LONGEST_TEXT, TextSpace, film_words

TEXTS = [
    ("Haunted", "A haunted house and a haunted cellar."),
    ("Haunted Again", "The house calls her back to the cellar."),
    ("귀신의 집", "낡은 집에 귀신이 산다. 집을 떠나라."),
    ("귀신의 숲", "낡은 숲에 귀신이 산다. 집이 없다."),
    ("House", "A haunted house in the wood, and 집에 귀신이 산다."),
]


@pytest.fixture(scope="module")
def space() -> TextSpace:
    return TextSpace.of(TEXTS, 10_000)


@given(st.text(), st.text())
def test_every_word_lies_where_it_says(title: str, overview: str) -> None:
    given_texts = {"title": title, "overview": overview}
    for word in film_words(title, overview):
        held = given_texts[word.part][word.start : word.end]
        assert unicodedata.normalize("NFC", held).casefold().startswith(word.text[:1])


def test_korean_from_a_mac_is_the_same_text(space: TextSpace) -> None:
    title, overview = TEXTS[2]
    apart = unicodedata.normalize("NFD", title), unicodedata.normalize("NFD", overview)
    assert apart[1] != overview
    found, expected = space.vectors([apart]), space.vectors([TEXTS[2]])
    assert abs(found - expected).max() == 0
    assert found.nnz


def test_korean_words_meet_in_their_syllables_whatever_particle_follows(space: TextSpace) -> None:
    one, other = space.vectors([("", "집을"), ("", "집에서")]).toarray()
    assert one @ other > 0


def test_markup_is_no_text() -> None:
    words = film_words("", "<p class='w'>Red &amp; <b>bold</b></p>")
    assert [word.text for word in words] == ["red", "bold"]


def test_only_the_beginning_of_an_endless_text_is_read() -> None:
    words = film_words("", "word " * LONGEST_TEXT)
    assert words[-1].end <= LONGEST_TEXT


def test_a_text_with_all_fields_has_length_one_and_a_bare_title_less(space: TextSpace) -> None:
    whole, title, nothing = space.vectors([TEXTS[0], ("Haunted", ""), ("", "")])
    assert np.sqrt(whole.multiply(whole).sum()) == pytest.approx(1, abs=1e-5)
    assert 0 < title.multiply(title).sum() < 0.2
    assert nothing.nnz == 0
    assert sum(field.share for field in FIELDS) == pytest.approx(1)


def test_the_words_share_a_text_out_without_rest(space: TextSpace) -> None:
    for text in TEXTS:
        words = film_words(*text)
        shared = np.asarray(space.by_word(words).sum(axis=0)).ravel()
        assert shared == pytest.approx(space.vectors([text]).toarray()[0], abs=1e-6)


def test_the_most_frequent_tokens_are_kept(space: TextSpace) -> None:
    few = TextSpace.of(TEXTS, 5)
    assert len(few.tokens) == 5
    assert few.rarity.max() == space.rarity.min()


def test_without_texts_nothing_is_known() -> None:
    bare = TextSpace.of((), 10)
    assert bare.vectors([("a title", "an overview")]).shape == (1, 0)
    assert not bare.knows(film_words("a title", "an overview"))
