"""Names of categories lead to one slug, whatever the source calls them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.data.categories import CLUB_CATEGORIES, FILM_GENRES, MUSIC_GENRES
from medley.data.category_names import category_for, slug_of
from medley.data.rows import CategoryRow
from medley.data.validation import fault_of

BUILT_IN = (*CLUB_CATEGORIES, *FILM_GENRES, *MUSIC_GENRES)


def test_the_built_in_ones_are_sound_and_distinct() -> None:
    assert len(CLUB_CATEGORIES) == 13
    assert len({row.slug for row in BUILT_IN}) == len(BUILT_IN)
    assert [fault_of(row) for row in BUILT_IN if fault_of(row)] == []


@pytest.mark.parametrize("row", BUILT_IN, ids=lambda row: row.slug)
def test_slug_and_both_names_find_the_same(row: CategoryRow) -> None:
    for name in (row.slug, row.name_en, row.name_ko, row.name_en.upper(), f" {row.name_en} "):
        assert category_for(name, row.family) == row


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Sci-Fi", "science-fiction"),
        ("Children's", "children"),
        ("Film-Noir", "film-noir"),
        ("IMAX", "imax"),
        ("Music", "music-film"),
    ],
)
def test_spellings_of_film_lists(name: str, slug: str) -> None:
    row = category_for(name, "film")
    assert row.slug == slug
    assert row in FILM_GENRES


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_any_name_has_a_slug_that_may_be_kept(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", slug_of(name))


def test_names_without_ascii_do_not_collide() -> None:
    assert slug_of("보드게임") != slug_of("등산")
