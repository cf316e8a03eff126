"""When rows of several lists tell of one film, and when they only seem to."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from medley.data.film_identity import FilmJoiner, same_film
from medley.data.film_rows import FilmRow, merged

PLOT = "A crew answers a call from a moon where something has been waiting for them."
ALIEN = FilmRow(
    "Alien",
    overview=PLOT,
    genres=("horror", "science-fiction"),
    runtime_min=117.0,
    directors=("Ridley Scott",),
    score=81.0,
    source="a.csv",
    line=2,
)
LISTED = FilmRow("Alien", genres=("horror",), year=1979, imdb="tt0078748", source="b.csv", line=5)


def joined(*rows: FilmRow) -> list[FilmRow]:
    joiner = FilmJoiner()
    for row in rows:
        joiner.add(row)
    return list(joiner)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (replace(ALIEN, source="c.csv"), True),
        (FilmRow("Alien", directors=("ridley  scott",), year=1979), True),
        (FilmRow("Alien", overview=PLOT, directors=("Somebody",)), True),
        (FilmRow("Alien", directors=("Somebody Else",)), False),
        (FilmRow("Alien", directors=("Ridley Scott",), runtime_min=52.0), False),
    ],
    ids=["twice", "director", "overview", "other-director", "other-length"],
)
def test_films_of_one_title_are_told_apart(other: FilmRow, same: bool) -> None:
    assert same_film(ALIEN, other, only=False) is same
    assert same_film(other, ALIEN, only=False) is same


def test_a_title_alone_joins_only_with_most_genres_and_no_rival() -> None:
    bare = replace(ALIEN, overview="", directors=())
    assert same_film(bare, LISTED, only=True)
    assert not same_film(bare, LISTED, only=False)
    assert not same_film(bare, replace(LISTED, genres=("drama", "romance", "horror")), only=True)
    assert not same_film(bare, replace(LISTED, genres=()), only=True)
    dated = replace(bare, year=1979)
    assert same_film(dated, LISTED, only=False)
    assert not same_film(dated, replace(LISTED, year=2017), only=True)


def test_a_film_of_three_lists_is_one_in_whatever_order_they_come() -> None:
    links = FilmRow(imdb="tt0078748", tmdb="348", source="links.csv")
    poster = replace(LISTED, picture="0/tt0078748", title="")
    rows = (replace(ALIEN, year=1979, tmdb="348"), links, poster)
    for order in permutations(rows):
        (film,) = joined(*order)
        assert (film.imdb, film.tmdb, film.picture) == ("tt0078748", "348", "0/tt0078748")
        assert (film.title, film.score) == ("Alien", 81.0)
        assert set(film.genres) == {"horror", "science-fiction"}


def test_two_remakes_in_one_list_stay_two() -> None:
    remake = replace(ALIEN, directors=("Somebody",), overview="Again.", score=50.0)
    assert len(joined(ALIEN, remake, ALIEN)) == 2
    assert len(joined(ALIEN, remake, replace(LISTED, year=None))) == 3


def test_an_id_that_a_list_gives_to_two_films_stays_with_the_first() -> None:
    frozen = FilmRow("Frozen", overview="Sisters.", year=2013, imdb="tt2294629", source="t", line=9)
    queen = FilmRow("The Snow Queen", overview="A war.", year=2013, imdb="tt2294629", source="t")
    joiner = FilmJoiner()
    joiner.add(frozen)
    _, taken = joiner.add(queen)
    assert taken.imdb == ""
    assert [film.imdb for film in joiner] == ["tt2294629", ""]
    (complaint,) = joiner.complaints()
    assert (
        "without its id imdb:tt2294629, which is that of 'Frozen' (t, line 9)" in complaint.reason
    )


def test_a_translated_title_does_not_part_what_an_id_joins() -> None:
    korean = FilmRow("기생충", year=2019, imdb="tt6751668", source="a")
    english = FilmRow("Parasite", year=2020, imdb="tt6751668", source="b")
    assert len(joined(korean, english)) == 1
    assert len(joined(korean, replace(english, year=1982))) == 2


def test_films_that_stand_by_themselves_are_completed_and_never_joined() -> None:
    joiner = FilmJoiner()
    first = joiner.keep(replace(ALIEN, imdb="tt1"), ["x"], ["imdb:tt1", "csv:7"])
    second = joiner.keep(replace(ALIEN, tmdb="2", overview=""), ["y"], ["tmdb:2"])
    at, _ = joiner.add(FilmRow("Alien", imdb="tt1", tmdb="2", year=1979, source="z"))
    assert joiner.place(at) == first
    assert joiner.film(first).year == 1979
    assert joiner.film(second).year is None


def test_a_row_stays_with_its_film_whatever_becomes_known_later() -> None:
    row = FilmRow("Alien", imdb="tt1", year=1979, source="b")
    for film in (FilmRow("Something", year=2012, imdb="tt1"), FilmRow("Something", year=2012)):
        joiner = FilmJoiner()
        place = joiner.keep(film, ["b"], [row.alias])
        other = joiner.keep(FilmRow("Other", imdb="tt1"), ["c"], []) if not film.imdb else place
        at, taken = joiner.add(row)
        assert joiner.place(at) == place
        assert taken.imdb == ("tt1" if other == place else "")


def test_a_date_is_taken_whole() -> None:
    year_only = FilmRow("A", year=1999)
    whole = FilmRow("A", year=1999, month=3, day=31)
    other = FilmRow("A", year=2000, month=1, day=1)
    assert (merged(year_only, whole).month, merged(year_only, whole).day) == (3, 31)
    assert (merged(year_only, other).year, merged(year_only, other).month) == (1999, None)


def test_a_film_without_a_number_is_named_by_what_is_said_of_it() -> None:
    assert ALIEN.key == replace(ALIEN, title="ALIEN ", score=1.0, line=99).key
    assert ALIEN.key != replace(ALIEN, directors=("Somebody",)).key
    assert LISTED.key == "imdb:tt0078748"
    assert replace(LISTED, tmdb="348").names == ("imdb:tt0078748", "tmdb:348")
