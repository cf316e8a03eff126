"""A scene can be told in Korean and English, and a title in English."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medley.core.errors import ConfigError
from medley.covers.lexicon_file import PARTS, VALUES
from medley.covers.words import LANGUAGES, part_word, to_english, translate, word


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_has_a_word_of_its_own(language: str) -> None:
    for part, values in VALUES.items():
        assert len({word(part, value, language) for value in values}) == len(values)
    assert len({part_word(part, language) for part in PARTS}) == len(PARTS)


def test_korean_words_are_korean() -> None:
    words = [word(part, value, "ko") for part in VALUES for value in VALUES[part]]
    assert all(any("가" <= letter <= "힣" for letter in one) for one in words)


@pytest.mark.parametrize(
    ("part", "value", "language", "message"),
    [
        ("energy", "1", "ko", "part is 'energy'"),
        ("place", "moon", "ko", "place is 'moon'; expected one of beach"),
        ("place", "sea", "fr", "language is 'fr'; expected one of en, ko"),
    ],
)
def test_an_unknown_word_is_named(part: str, value: str, language: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        word(part, value, language)


@pytest.mark.parametrize(
    ("title", "english"),
    [
        ("새벽 드라이브", "early dawn drive"),
        ("비 오는 날 카페에서 듣는 재즈", "rainy cafe jazz"),
        ("잔잔한 피아노", "calm piano"),
        ("여름밤 Summer Vibes 🌊", "summer night Summer Vibes ocean waves"),
        ("달리는 기차", "running train"),
        ("Road Trip 2017", "Road Trip 2017"),
        ("", ""),
    ],
)
def test_titles_are_put_into_english(title: str, english: str) -> None:
    assert to_english(title) == english


def test_what_has_no_english_is_left_out_and_named() -> None:
    told = translate("뿅뿅 새벽 жизнь café")
    assert told.text == "early dawn café"
    assert told.left_out == ("뿅뿅", "жизнь")


@given(st.text(max_size=100))
@settings(deadline=None)
def test_english_is_in_latin_letters(title: str) -> None:
    assert not any("가" <= letter <= "힣" for letter in to_english(title))
