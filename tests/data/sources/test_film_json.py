"""Films as TMDB's API answers: details, pages, lines of them; and broken files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from medley.core.errors import DataError
from medley.data.film_rows import FilmRow
from medley.data.rows import BadRow
from medley.data.sources.film_json import FilmJson

PARASITE: dict[str, Any] = {
    "id": 496243,
    "imdb_id": "tt6751668",
    "title": "Parasite",
    "original_title": "기생충",
    "original_language": "ko",
    "overview": "All unemployed, Ki-taek's family takes interest in the Parks.",
    "genres": [{"id": 35, "name": "Comedy"}, {"id": 53, "name": "Thriller"}],
    "runtime": 133,
    "release_date": "2019-05-30",
    "vote_average": 8.5,
    "vote_count": 17_000,
    "revenue": 257_591_776,
    "belongs_to_collection": None,
    "poster_path": "/7IiTTgloJzvGI1TAYymCfbfl3vT.jpg",
    "credits": {"crew": [{"job": "Director", "name": "Bong Joon-ho"}]},
}
LISTED = {
    "id": 11,
    "title": "Star Wars",
    "genre_ids": [12, 28, 878],
    "overview": "A farm boy leaves.",
    "release_date": "",
    "vote_average": 0,
    "popularity": 90.1,
}


def films(path: Path, text: str, pictures: Any = None) -> list[FilmRow | BadRow]:
    path.write_text(text, encoding="utf-8")
    return list(FilmJson(path, pictures))


def test_the_details_of_one_film(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(json.dumps(PARASITE, indent=2), encoding="utf-8")
    reader = FilmJson(tmp_path / "p.json", {"7IiTTgloJzvGI1TAYymCfbfl3vT"})
    assert reader.holds_films()
    (film,) = reader
    assert isinstance(film, FilmRow)
    assert (film.title, film.language, film.directors) == ("Parasite", "ko", ("Bong Joon-ho",))
    assert (film.year, film.month, film.day, film.runtime_min) == (2019, 5, 30, 133.0)
    assert (film.score, film.genres) == (85.0, ("comedy", "thriller"))
    assert film.picture == "7IiTTgloJzvGI1TAYymCfbfl3vT"
    assert set(reader.refused) == {"vote_count", "revenue"}


def test_details_with_answers_appended_are_one_film(tmp_path: Path) -> None:
    videos = {"videos": {"results": [{"name": "Trailer"}]}, "release_dates": {"results": []}}
    (film,) = films(tmp_path / "p.json", json.dumps(videos | PARASITE))
    assert isinstance(film, FilmRow)
    assert film.title == "Parasite"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.json", json.dumps({"page": 1, "results": [PARASITE, LISTED], "total_pages": 9})),
        ("list.json", json.dumps([PARASITE, LISTED])),
        ("lines.jsonl", json.dumps(PARASITE) + "\n\n" + json.dumps(LISTED) + "\n"),
        ("pages.jsonl", json.dumps({"page": 1, "results": [PARASITE, LISTED]})),
    ],
)
def test_pages_lists_and_lines_hold_the_same_films(tmp_path: Path, name: str, text: str) -> None:
    first, second = films(tmp_path / name, text)
    assert isinstance(first, FilmRow)
    assert isinstance(second, FilmRow)
    assert (first.key, second.key) == ("imdb:tt6751668", "tmdb:11")
    assert second.genres == ("adventure", "action", "science-fiction")
    assert (second.score, second.year) == (None, None)
    assert FilmJson(tmp_path / name).holds_films()


def test_bad_films_are_set_aside_one_by_one(tmp_path: Path) -> None:
    wrong = [{"vote_average": 1}, LISTED | {"vote_average": 11}, 7, LISTED]
    found = films(tmp_path / "list.json", json.dumps(wrong))
    reasons = [one.reason for one in found if isinstance(one, BadRow)]
    assert reasons == [
        "it has neither a title nor an id",
        "the score 11 lies outside 0 to 10",
        "it is no object",
    ]
    lines = films(tmp_path / "lines.jsonl", "{broken\n" + json.dumps(LISTED))
    assert isinstance(lines[0], BadRow)
    assert (lines[0].reason, lines[0].line) == ("the line is not JSON", 1)
    assert isinstance(lines[1], FilmRow)


@pytest.mark.parametrize("text", ["", "[", '{"title": ', "[1, 2", '"text"'])
def test_a_broken_file_is_one_clear_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match=r"film\.json"):
        films(tmp_path / "film.json", text)
    assert not FilmJson(tmp_path / "film.json").holds_films()


def test_json_of_other_things_holds_no_films(tmp_path: Path) -> None:
    (tmp_path / "songs.json").write_text('[{"id": 1, "song_name": "x"}]')
    assert not FilmJson(tmp_path / "songs.json").holds_films()
