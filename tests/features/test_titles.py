from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from medley.features.titles import MAX_LENGTH, plain, title_grams, title_words


@given(st.text())
def test_any_text_reduces_to_words_and_stays_so(text: str) -> None:
    once = plain(text)
    assert "  " not in once
    assert once == once.strip()
    assert title_words(text) == once.split()
    assert all(len(gram) >= 2 for gram in title_grams(text))


def test_forms_of_one_title_are_one() -> None:
    assert plain("ＣＨＩＬＬ vibes!!") == plain("chill   Vibes") == "chill vibes"
    assert plain("비 오는 날") == plain("비 오는 날")
    assert plain("Don't") == plain("don’t") == "dont"


def test_emoji_are_words() -> None:
    assert title_words("summer🌊vibes🔥") == ["summer", "🌊", "vibes", "🔥"]


def test_what_has_no_words_has_no_grams() -> None:
    for text in ("", "   ", "!!! ... ---", "_"):
        assert title_words(text) == []
        assert title_grams(text) == []


def test_long_titles_are_cut() -> None:
    assert len(plain("가" * 10_000)) == MAX_LENGTH


def test_spacing_of_korean_is_bridged_by_grams() -> None:
    apart, together = set(title_grams("비 오는 날")), set(title_grams("비오는날"))
    assert len(apart & together) >= 4
