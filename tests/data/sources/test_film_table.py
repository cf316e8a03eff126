"""Tables of films as TMDB, Kaggle and MovieLens write them, and what is wrong in them."""

from __future__ import annotations

import contextlib
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.core.errors import DataError
from medley.data.film_rows import FilmRow
from medley.data.rows import BadRow
from medley.data.sources.film_genres import TMDB_GENRES, film_categories
from medley.data.sources.film_table import FilmTable
from medley.data.sources.film_values import date_of, imdb_of, minutes_of


def read(path: Path, text: str) -> tuple[list[FilmRow], list[BadRow], FilmTable]:
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    table = FilmTable(path)
    rows = list(table)
    films = [row for row in rows if isinstance(row, FilmRow)]
    return films, [row for row in rows if isinstance(row, BadRow)], table


def test_an_export_with_scores_of_a_hundred(tmp_path: Path) -> None:
    text = (
        "title,genres,runtime,score,overview,director\n"
        'Alien,"Horror, Science Fiction",1h 57m,81.0,"In space, <b>no one</b> hears.",A B\n'
        "Unseen,Drama,,0,,\n"
    )
    (alien, unseen), bad, table = read(tmp_path / "tmdb.csv.gz", text)
    assert not bad
    assert (alien.title, alien.overview) == ("Alien", "In space, no one hears.")
    assert alien.genres == ("horror", "science-fiction")
    assert (alien.runtime_min, alien.score, alien.directors) == (117.0, 81.0, ("A B",))
    assert (unseen.score, unseen.runtime_min, unseen.overview) == (None, None, "")
    assert not table.refused


def test_an_export_with_dates_numbers_of_genres_and_votes(tmp_path: Path) -> None:
    text = (
        "title,release_date,overview,vote_average,vote_count,original_language,genre_ids,imdb_id\n"
        'Blade,8/21/1998,A hunter.,6.7,4000,en,"[27, 28]",120611\n'
        "Nobody,1/1/2012,No overview found.,0,0,ko,[18],0\n"
    )
    (blade, nobody), bad, table = read(tmp_path / "tmdb.csv", text)
    assert not bad
    assert (blade.year, blade.month, blade.day) == (1998, 8, 21)
    assert blade.score == pytest.approx(67)
    assert (blade.genres, blade.imdb, blade.language) == (("horror", "action"), "tt0120611", "en")
    assert (nobody.score, nobody.overview, nobody.imdb) == (None, "", "")
    assert nobody.genres == ("drama",)
    assert table.refused == {"vote_count": "votes are counted after the release"}


def test_kaggles_five_thousand_films_with_their_credits(tmp_path: Path) -> None:
    films = (
        "budget,genres,id,original_language,overview,popularity,release_date,revenue,runtime,title,"
        "vote_average,vote_count\n"
        '237000000,"[{""id"": 28, ""name"": ""Action""}]",19995,en,A marine.,150.4,2009-12-10,'
        "2787965087,162,Avatar,7.2,11800\n"
    )
    crew = json.dumps(
        [
            {"job": "Director", "name": "James Cameron"},
            {"job": "Writer", "name": "James Cameron"},
            {"job": "Editor", "name": "Somebody"},
        ]
    ).replace('"', '""')
    made_by = f'movie_id,title,cast,crew\n19995,Avatar,[],"{crew}"\n'
    (avatar,), bad, table = read(tmp_path / "movies.csv", films)
    assert not bad
    assert (avatar.tmdb, avatar.score, avatar.genres) == ("19995", 72.0, ("action",))
    assert set(table.refused) == {"budget", "popularity", "revenue", "vote_count"}
    (made,), bad, table = read(tmp_path / "credits.csv", made_by)
    assert not bad
    assert (made.tmdb, made.directors, made.writers) == (
        "19995",
        ("James Cameron",),
        ("James Cameron",),
    )


def test_lists_as_python_writes_them(tmp_path: Path) -> None:
    text = (
        "id,imdb_id,title,genres,overview,belongs_to_collection,vote_average\n"
        "862,tt0114709,Toy Story,\"[{'id': 16, 'name': 'Animation'}]\",Toys.,"
        "\"{'id': 10194, 'name': 'Toy Story Collection'}\",7.7\n"
        'x,tt0114709,Toy Story,"[__import__(""os"").system(""false"")]",Toys.,,7.7\n'
    )
    (toys,), (bad,), _ = read(tmp_path / "movies_metadata.csv", text)
    assert (toys.genres, toys.collection, toys.tmdb) == (("animation",), "10194", "862")
    assert "no list that can be read" in bad.reason


def test_movielens_joins_but_does_not_sort(tmp_path: Path) -> None:
    (matrix,), _, _ = read(
        tmp_path / "movies.csv", 'movieId,title,genres\n2571,"Matrix, The (1999)",Action|IMAX\n'
    )
    assert (matrix.title, matrix.year, matrix.movielens) == ("The Matrix", 1999, "2571")
    assert (matrix.genres, matrix.hinted) == ((), ("action", "imax"))
    (link,), _, _ = read(tmp_path / "links.csv", "movieId,imdbId,tmdbId\n2571,0133093,603\n")
    assert (link.imdb, link.tmdb, link.movielens) == ("tt0133093", "603", "2571")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",Drama,90,50,", "neither a title nor an id"),
        ("A,Drama,2 days,50,", "the runtime '2 days' is no number"),
        ("A,Drama,9999,50,", "outside 0 to 1,500 minutes"),
        ("A,Drama,90,101,", "the score 101 lies outside 0 to 100"),
        ("A,Drama,90,great,", "the score 'great' is no number"),
        ("A,Drama,90,nan,", ""),
        ("A,4711,90,50,", "the genre number 4711 is none of TMDB's"),
        ("A,Drama,90", "has 3 fields"),
        ("A" * 301 + ",Drama,90,50,", "301 characters; 300 are allowed"),
        ("A,Drama,90,50," + "x" * 20_001, "20,001 characters; 20,000 are allowed"),
    ],
)
def test_a_bad_row_is_set_aside_with_its_reason(tmp_path: Path, row: str, said: str) -> None:
    text = f"title,genres,runtime,score,overview\n{row}\nGood,Drama,90,50,Fine.\n"
    films, bad, _ = read(tmp_path / "films.csv", text)
    assert films[-1].title == "Good"
    assert [said in one.reason for one in bad] == ([True] if said else [])
    assert [one.line for one in bad] == ([2] if said else [])


def test_a_budget_that_is_box_office_is_told(tmp_path: Path) -> None:
    earned = [1_234_567 + 7 * n for n in range(40)]
    equal = "title,score,budget,revenue\n" + "".join(f"F{n},60,{n},{n}\n" for n in earned)
    _, _, table = read(tmp_path / "equal.csv", equal)
    assert "equals the box office in 40 of 40 films" in next(table.suspicions())
    ragged = "title,score,budget\n" + "".join(f"F{n},60,{n}\n" for n in earned)
    _, _, table = read(tmp_path / "ragged.csv", ragged)
    assert "no multiple of 1,000" in next(table.suspicions())
    round_ = "title,score,budget\n" + "".join(f"F{n},60,{n}000000\n" for n in range(2, 50))
    _, _, table = read(tmp_path / "round.csv", round_)
    assert not list(table.suspicions())
    assert "budget" in table.refused


def test_scores_out_of_ten_in_a_column_of_a_hundred_are_told(tmp_path: Path) -> None:
    _, _, table = read(tmp_path / "films.csv", "title,score\nA,7.5\nB,9\n")
    assert "call the column vote_average" in next(table.suspicions())


def test_semicolons_part_fields_too(tmp_path: Path) -> None:
    (film,), _, _ = read(tmp_path / "films.csv", "title;score;overview\nA;70;One, two\n")
    assert (film.title, film.score, film.overview) == ("A", 70.0, "One, two")


@pytest.mark.parametrize("header", ["song,artist", "title,artist", "item,title,genres", "a"])
def test_what_is_no_table_of_films_is_refused(tmp_path: Path, header: str) -> None:
    (tmp_path / "other.csv").write_text(f"{header}\n")
    with pytest.raises(DataError, match="expected a table with title or imdb_id"):
        FilmTable(tmp_path / "other.csv")


def test_every_genre_of_tmdb_has_a_slug_and_none_is_no_genre() -> None:
    rows = film_categories(map(str, TMDB_GENRES))
    assert len({row.slug for row in rows}) == len(TMDB_GENRES) == 19
    assert {"science-fiction", "music-film", "tv-movie"} <= {row.slug for row in rows}
    assert film_categories(["N/A", "", "(no genres listed)", "Foreign", "10769"]) == ()


@given(st.text(max_size=40))
def test_any_text_is_a_value_or_a_plain_fault(text: str) -> None:
    for reader in (minutes_of, date_of, imdb_of):
        with contextlib.suppress(ValueError):
            reader(text)


@given(st.integers(1870, 2100), st.integers(1, 12), st.integers(1, 28))
def test_a_date_reads_the_same_in_both_ways_of_writing_it(year: int, month: int, day: int) -> None:
    assert date_of(f"{year}-{month:02}-{day:02}") == (year, month, day)
    assert date_of(f"{month}/{day}/{year}") == (year, month, day)
