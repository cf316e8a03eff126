from __future__ import annotations

import unicodedata

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from medley.features.text import hashed_counts, rarity, tokens, unit_rows


@given(st.text())
def test_composed_and_decomposed_text_have_the_same_tokens(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert tokens(unicodedata.normalize("NFD", composed)) == tokens(composed)


@given(st.lists(st.text(), max_size=5))
def test_any_text_can_be_counted(texts: list[str]) -> None:
    counts = hashed_counts([tokens(text) for text in texts], 64)
    assert counts.shape == (len(texts), 64)
    lengths = np.sqrt(np.asarray(unit_rows(counts).power(2).sum(axis=1)).ravel())
    assert all(np.isclose(n, 1) or n == 0 for n in lengths)


def test_particles_do_not_hide_a_korean_word() -> None:
    assert set(tokens("등산을")) & set(tokens("등산은")) == {"g:등산"}


def test_what_few_texts_hold_counts_more() -> None:
    counts = hashed_counts([["a", "b"], ["a"], ["a"]], 1024)
    idf = rarity(counts)
    assert idf[counts[0].indices].max() > idf[counts[1].indices].max() == 0
