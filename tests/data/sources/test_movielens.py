"""MovieLens folders, made ones and the real ones."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest

from medley.core.errors import ConfigError, DataError
from medley.data.rows import BadRow, CategoryRow, EventRow, ItemRow
from medley.data.sources import read_movielens
from medley.data.sources.film_titles import parse_title
from medley.data.sources.movielens import kind_of_rating

MOVIES = """movieId,title,genres
1,"Matrix, The (1999)",Action|Sci-Fi
2,"City of Lost Children, The (Cité des enfants perdus, La) (1995)",(no genres listed)
x,Not a number (2000),Drama
4,One field too few
5,Children at play,Children's|Drama
"""
RATINGS = """userId,movieId,rating,timestamp
1,1,4.0,1260759144
1,2,3.5,1260759145
2,1,2.0,1260759146
2,1,-7,1260759146
2,1,5.5,1260759146
2,1,nan,1260759146
2,1,4,292277026596
2,1,4,-5
x OR 1=1,1,4,1260759146
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "movies.csv").write_text(MOVIES, encoding="utf-8")
    (tmp_path / "ratings.csv").write_text(RATINGS, encoding="utf-8")
    return tmp_path


def test_films_have_titles_years_genres_links_and_tags(folder: Path) -> None:
    (folder / "links.csv").write_text("movieId,imdbId,tmdbId\n1,0133093,603\n2,0112682,\n")
    (folder / "tags.csv").write_text(
        "userId,movieId,tag,timestamp\n1,1,cyberpunk,1\n2,1,Cyberpunk,2\n2,1,bullets,2\n"
    )
    items = {row.key: row for row in read_movielens(folder) if isinstance(row, ItemRow)}
    assert items["movielens:1"] == ItemRow(
        key="movielens:1",
        kind="film",
        title="The Matrix",
        description="Tags: cyberpunk, bullets",
        categories=("action", "science-fiction"),
        year=1999,
        links=(("imdb", "tt0133093"), ("tmdb", "603")),
    )
    assert items["movielens:2"].title == "The City of Lost Children (La Cité des enfants perdus)"
    assert items["movielens:2"].categories == ()
    assert items["movielens:2"].links == (("imdb", "tt0112682"),)
    assert items["movielens:5"].categories == ("children", "drama")
    assert items["movielens:5"].year is None


def test_genres_come_with_korean_names_before_their_films(folder: Path) -> None:
    rows = list(read_movielens(folder))
    genres = {row.slug: row for row in rows if isinstance(row, CategoryRow)}
    assert genres["science-fiction"] == CategoryRow(
        "science-fiction", "SF", "Science fiction", "film"
    )
    first_film = next(n for n, row in enumerate(rows) if isinstance(row, ItemRow))
    assert {row.slug for row in rows[:first_film]} == {"action", "science-fiction"}


def test_ratings_become_events(folder: Path) -> None:
    events = [row for row in read_movielens(folder) if isinstance(row, EventRow)]
    assert events == [
        EventRow("movielens:1", "movielens:1", "like", 1260759144000),
        EventRow("movielens:1", "movielens:2", "view", 1260759145000),
        EventRow("movielens:2", "movielens:1", "dislike", 1260759146000),
    ]


def test_absurd_rows_are_set_aside_with_file_line_and_reason(folder: Path) -> None:
    bad = [row for row in read_movielens(folder) if isinstance(row, BadRow)]
    assert [(row.source, row.line, row.reason.split("'")[0].strip()) for row in bad] == [
        ("movies.csv", 4, "the film id"),
        ("movies.csv", 5, "has 2 fields, but the header has 3"),
        ("ratings.csv", 5, "the rating"),
        ("ratings.csv", 6, "the rating"),
        ("ratings.csv", 7, "the rating"),
        ("ratings.csv", 8, "the timestamp"),
        ("ratings.csv", 9, "the timestamp"),
        ("ratings.csv", 10, "the user id"),
    ]
    assert bad[2].text == "2,1,-7,1260759146"


def test_implicit_pairs_finish_and_are_other_people(tmp_path: Path) -> None:
    (tmp_path / "movies.csv.gz").write_bytes(
        gzip.compress(b"movie_id,title,genres\n7,A (2000),War\n")
    )
    (tmp_path / "interactions.csv.gz").write_bytes(gzip.compress(b"user_id,movie_id\n1,7\n"))
    events = [row for row in read_movielens(tmp_path) if isinstance(row, EventRow)]
    assert events == [EventRow("movielens-1m:1", "movielens:7", "finish", None)]


def test_the_fingerprint_follows_the_content(folder: Path) -> None:
    before = read_movielens(folder).fingerprint()
    assert read_movielens(folder).fingerprint() == before
    with (folder / "ratings.csv").open("a") as file:
        file.write("3,1,5.0,1260759150\n")
    assert read_movielens(folder).fingerprint() != before


@pytest.mark.parametrize("name", ["movies.csv", "ratings.csv"])
def test_a_folder_that_lacks_a_table_says_what_was_expected(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ConfigError, match=r"expected a folder with movies\.csv and ratings\.csv"):
        read_movielens(folder)


def test_a_table_with_other_columns_is_refused_at_once(folder: Path) -> None:
    (folder / "ratings.csv").write_text("user;film\n1;2\n")
    with pytest.raises(DataError, match="a MovieLens file has userId,movieId,rating,timestamp"):
        read_movielens(folder)


def test_a_table_in_another_encoding_is_refused_at_once(folder: Path) -> None:
    (folder / "movies.csv").write_bytes(MOVIES.encode("latin-1"))
    with pytest.raises(DataError, match=r"movies\.csv: byte .* is not utf-8"):
        read_movielens(folder)


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("Toy Story (1995)", "Toy Story", 1995),
        ("Big Bang Theory, The (2007-)", "The Big Bang Theory", 2007),
        ("Fawlty Towers (1975-1979)", "Fawlty Towers", 1975),
        ("Women of '69, Unboxed", "Women of '69, Unboxed", None),
        ("Avventura, L' (Adventure, The) (1960)", "L'Avventura (The Adventure)", 1960),
        ("Monsters, Inc. (2001)", "Monsters, Inc.", 2001),
        ("2001: A Space Odyssey (1968)", "2001: A Space Odyssey", 1968),
        ("1984 (1956)", "1984", 1956),
    ],
)
def test_titles(text: str, title: str, year: int | None) -> None:
    assert parse_title(text) == (title, year)


@pytest.mark.parametrize("rating", ["", "0", "0.4", "5.01", "inf", "-inf", "nan", "four", "1e9"])
def test_what_is_no_rating(rating: str) -> None:
    assert kind_of_rating(rating) == ""


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "films", "events"),
    [("movielens-small", 9_125, 100_004), ("movielens-1m-implicit", 3_883, 998_539)],
)
def test_the_real_sets_are_read_whole(real_data: Path, name: str, films: int, events: int) -> None:
    counted = Counter(type(row) for row in read_movielens(real_data / name))
    assert (counted[ItemRow], counted[EventRow], counted[BadRow]) == (films, events, 0)
