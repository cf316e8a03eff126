"""Files, folders and zips of films become one set of joined films with their posters."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from tests.made_films import pixels, poster, write_posters, write_table

from medley.core.errors import ConfigError, DataError
from medley.data.film_rows import FilmRow
from medley.data.rows import BadRow
from medley.data.sources import film_places
from medley.data.sources.film_folder import FilmFiles, read_films


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Posters in one folder, a table in another, links in a third, songs in a fourth."""
    write_posters(tmp_path / "data" / "posters", 6)
    for name in ("movies", "movielens", "songs"):
        (tmp_path / "data" / name).mkdir()
    write_table(tmp_path / "data" / "movies" / "tmdb.csv", 4, start=4)
    links = "movieId,imdbId,tmdbId\n1,0000005,9004\n2,0000006,9005\n3,0000009,9999\n"
    (tmp_path / "data" / "movielens" / "links.csv").write_text(links)
    (tmp_path / "data" / "songs" / "songs.csv").write_text("file,genre\na.mp3,rock\n")
    (tmp_path / "data" / "songs" / "list.json").write_text('[{"title": "a song"}]')
    return tmp_path / "data"


def test_a_folder_of_posters(tmp_path: Path) -> None:
    films = read_films(write_posters(tmp_path / "posters", 9))
    assert films.ids.ids == tuple(f"imdb:tt{n:07}" for n in range(1, 10))
    assert films.genres.ids == ("comedy", "horror", "western")
    assert films.has_poster.all()
    assert films.labelled.all()
    shown = films.posters[3]
    assert shown is not None
    assert np.abs(shown.astype(int) - pixels(3)).mean() < 20
    assert films.posters[3] is not shown


def test_files_of_one_folder_are_joined_by_their_ids(shelf: Path) -> None:
    told: list[str] = []
    films = read_films(shelf, tell=told.append)
    assert len(films) == 8
    assert films.has_poster.sum() == 6
    assert np.isfinite(films.scores).all()
    both = [key for key, has in zip(films.ids, films.has_poster, strict=True) if has]
    assert {"imdb:tt0000005", "imdb:tt0000006"} <= set(both)
    assert told == ["1 films are known by title only and left out"]


def test_a_table_alone_finds_the_posters_beside_it(tmp_path: Path) -> None:
    folder = write_posters(tmp_path / "posters", 3)
    assert read_films(folder / "posters.csv").has_poster.all()
    (folder / "images.zip").unlink()
    (folder / "tt0000002.png").write_bytes(poster(1, "PNG"))
    assert read_films(folder).has_poster.tolist() == [False, True, False]


def test_a_zip_file_holds_table_and_posters(tmp_path: Path) -> None:
    table = "file,title,genres\nposters/a.jpg,Alien (1979),Horror|Sci-Fi\nb.png,Up,Animation\n"
    with zipfile.ZipFile(tmp_path / "films.zip", "w") as packed:
        packed.writestr("set/list.csv", table)
        packed.writestr("set/posters/a.jpg", poster(1))
        packed.writestr("set/posters/b.png", poster(2, "PNG"))
        packed.writestr("../evil.png", poster(3, "PNG"))
        packed.writestr("__MACOSX/._a.jpg", b"leavings")
    aside: list[BadRow] = []
    films = read_films(tmp_path / "films.zip", set_aside=aside.append)
    assert films.titles == ("Alien", "Up")
    assert films.has_poster.all()
    assert films.facts[0].year == 1979
    assert ["leads out" in bad.reason for bad in aside] == [True]
    assert not list(tmp_path.glob("evil*"))
    again = pickle.loads(pickle.dumps(films.posters))
    assert np.array_equal(again[1], films.posters[1])


def test_what_is_no_poster_is_set_aside_and_its_film_kept_if_more_is_known(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "file,title,genres,overview\na.jpg,A,Drama,\nb.jpg,B,War,Plot.\n"
    )
    (tmp_path / "a.jpg").write_text("dear diary")
    (tmp_path / "b.jpg").write_bytes(poster(1)[:-200])
    aside: list[BadRow] = []
    films = read_films(tmp_path, set_aside=aside.append)
    assert films.titles == ("B",)
    assert not films.has_poster.any()
    assert films.posters[0] is None
    assert [bad.line for bad in aside] == [2, 3]
    assert "it is no JPEG" in aside[0].reason


def test_columns_after_the_release_are_told_and_never_taken(tmp_path: Path) -> None:
    rows = "".join(f"F{n},A plot.,7.1,{n},{n}.5,{10**6 + n},{10**6 + n}\n" for n in range(30))
    head = "title,overview,vote_average,vote_count,popularity,budget,revenue\n"
    (tmp_path / "films.csv").write_text(head + rows)
    told: list[str] = []
    films = read_films(tmp_path / "films.csv", tell=told.append)
    words = "\n".join(told)
    for column in ("vote_count", "popularity", "budget", "revenue"):
        assert f"the column {column} is not taken: " in words
        assert not hasattr(films.facts[0], column)
    assert "is no budget: it equals the box office in 30 of 30 films" in words


def test_credits_complete_films_though_their_file_comes_first(tmp_path: Path) -> None:
    (tmp_path / "a_credits.csv").write_text(
        'movie_id,title,cast,crew\n7,A,[],"[{""job"": ""Director"", ""name"": ""Kim""}]"\n'
    )
    (tmp_path / "b_movies.csv").write_text("id,title,overview,vote_average\n7,A,Plot.,6\n")
    assert [row.line for row in FilmFiles(tmp_path) if isinstance(row, FilmRow)] == [2, 2]
    assert read_films(tmp_path).facts[0].directors == ("Kim",)


def test_contents_and_not_names_make_the_fingerprint(tmp_path: Path) -> None:
    table = write_table(tmp_path / "a.csv", 3)
    before = FilmFiles(table).fingerprint()
    assert FilmFiles(table.rename(tmp_path / "b.csv")).fingerprint() == before
    assert FilmFiles(write_table(tmp_path / "b.csv", 4)).fingerprint() != before


@pytest.mark.parametrize(
    ("name", "content", "error", "said"),
    [
        ("missing", None, ConfigError, "does not exist"),
        ("songs.csv", b"file,genre\n", DataError, "expected a table with title or imdb_id"),
        ("empty.csv", b"", DataError, "empty"),
        ("cut.zip", b"PK\x03\x04rest", ConfigError, "is a zip file"),
        ("films.csv", b"title,score\n,\n", DataError, "holds no film with a poster"),
        ("films.json", b"{", DataError, "not JSON"),
    ],
)
def test_what_holds_no_films_is_refused(
    tmp_path: Path, name: str, content: bytes | None, error: type[Exception], said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=said):
        read_films(tmp_path / name)


def test_a_folder_without_films_and_a_zip_without_a_table_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no films"):
        read_films(tmp_path)
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as packed:
        packed.writestr("a.jpg", poster(0))
    with pytest.raises(DataError, match="holds no table"):
        read_films(tmp_path / "p.zip")


def test_a_table_that_grows_out_of_a_zip_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film_places, "MAX_TABLE", 1 << 20)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("films.csv", "title,score\n" + "A,50\n" * 500_000)
    with pytest.raises(DataError, match="has more than 1,048,576 bytes"):
        read_films(tmp_path / "bomb.zip")


def test_the_real_sets_are_joined(real_data: Path) -> None:
    told: list[str] = []
    films = read_films(real_data / "movies", tell=told.append)
    assert len(films) > 11_000
    assert np.isnan(films.scores).sum() > 500
    assert np.nanmin(films.scores) > 0
    assert len(set(films.groups.tolist())) < 0.9 * len(films)
    assert any("vote_count" in note for note in told)
