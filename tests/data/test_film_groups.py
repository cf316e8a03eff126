"""What must not lie on two sides of a split: remakes, sequels, franchises; and what may."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.data.film_groups import film_groups
from medley.data.film_rows import FilmRow
from medley.data.film_series import openings, plain_title, series_titles


def together(*titles: str) -> bool:
    return len(set(film_groups([FilmRow(title) for title in titles]).tolist())) == 1


@pytest.mark.parametrize(
    "titles",
    [
        ("The Magnificent Seven", "Magnificent Seven, the"[:17], "The magnificent seven!"),
        ("Kung Fu Panda", "Kung Fu Panda 4"),
        ("Dune", "Dune: Part Two"),
        ("Saw", "Saw III", "Saw VI"),
        ("Star Trek IV: The Voyage Home", "Star Trek: Nemesis"),
        ("Friday the 13th", "Friday the 13th Part VIII: Jason Takes Manhattan"),
        ("Toy Story", "Toy Story of Terror!"),
        ("Fast & Furious", "Fast and Furious"),
        ("Spider-Man", "Spider-Man: No Way Home"),
        ("Pirates of the Caribbean: Dead Man's Chest", "Pirates of the Caribbean: At World's End"),
        ("살인의 추억", "살인의 추억 2"),
        ("Leon (a.k.a. The Professional)", "Leon"),
    ],
)
def test_kin_share_a_group(titles: tuple[str, ...]) -> None:
    assert together(*titles)


@pytest.mark.parametrize(
    "titles",
    [
        ("Alien", "Aliens from Outer Space"),
        ("The End", "The End of the Affair"),
        ("It", "It Follows"),
        ("Heat", "The Heat Wave"),
        ("2012", "2046"),
        ("Up", "Up in the Air"),
    ],
)
def test_strangers_do_not(titles: tuple[str, ...]) -> None:
    assert not together(*titles)


def test_a_collection_or_an_overview_tells_kin_whatever_the_title() -> None:
    plot = "An orphan learns on his birthday that he is a wizard, and goes to a school for them."
    rows = [
        FilmRow("The Dark Knight", collection="263"),
        FilmRow("Batman Begins", collection="263"),
        FilmRow("Philosopher", overview=plot),
        FilmRow("Sorcerer", overview=plot.upper()),
        FilmRow("", overview="Short."),
        FilmRow("", overview="Short."),
    ]
    assert film_groups(rows).tolist() == [0, 0, 1, 1, 2, 3]


def test_groups_are_numbered_by_their_first_film() -> None:
    rows = [FilmRow(title) for title in ("B", "A", "B 2", "C", "A: More")]
    assert film_groups(rows).tolist() == [0, 1, 0, 2, 1]
    assert film_groups([]).tolist() == []
    assert film_groups(rows).dtype == np.int32


@given(st.text(max_size=60))
def test_any_title_has_plain_forms(title: str) -> None:
    plain = plain_title(title)
    assert plain_title(plain) == plain or not plain
    assert plain not in series_titles(title)
    assert all(plain.startswith(opening) for opening in openings(plain))
