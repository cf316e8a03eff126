"""`medley label` for posters and tables of films: rows as they come, faults named, songs beside."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests import made_films
from tests.web.labels.made_songs import song_bytes, train

from medley.artifacts.store import Store
from medley.training.fit import fit_model

MODEL, SCORES = "text", "mean"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    for task, model in (("film-genre", MODEL), ("film-score", SCORES)):
        store = Store(folder / "models")
        fitted = fit_model(task, model, made_films.films()).model
        version = store.save(task, model, fitted, metrics={}, snapshot="made", seed=0)
        store.promote(task, version, "test")
    return folder


@pytest.fixture
def posters(tmp_path: Path) -> Path:
    folder = tmp_path / "posters"
    (folder / "more").mkdir(parents=True)
    (folder / "laugh.jpg").write_bytes(made_films.poster(3))
    (folder / "more" / "scare.PNG").write_bytes(made_films.poster(1, "PNG"))
    return folder


def medley(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "medley", *map(str, words)],
        env=os.environ | {"MEDLEY_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def labelled(home: Path, *words: object, code: int = 0) -> list[dict[str, Any]]:
    done = medley(home, "label", *words, "--json")
    assert done.returncode == code, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def test_posters_of_a_folder_have_genres_with_probabilities_and_thresholds(
    home: Path, posters: Path
) -> None:
    rows = labelled(home, posters)
    assert [Path(row["file"]).name for row in rows] == ["laugh.jpg", "scare.PNG"]
    for row in rows:
        assert {one["genre"] for one in row["genres"]} == set(made_films.GENRES)
        chances = [one["probability"] for one in row["genres"]]
        assert chances == sorted(chances, reverse=True)
        for one in row["genres"]:
            assert one["said"] == (one["probability"] >= one["threshold"])
        assert row["confident"] == any(one["said"] for one in row["genres"])
        assert row["genre_version"].split("-")[2:-1] == MODEL.split("-")
        assert row["score"]["low"] <= row["score"]["value"] <= row["score"]["high"]
        assert row["score"]["coverage"] == 0.9
        assert SCORES in row["score_version"]
        assert (row["title"], row["error"]) == (None, None)


def test_a_table_names_its_films_by_id_and_its_bad_rows_by_line(home: Path, tmp_path: Path) -> None:
    table = made_films.write_table(tmp_path / "films.csv", 3)
    table.write_text(table.read_text() + "9,Bad One,comedy,text,long,50\n")
    rows = labelled(home, table)
    assert [row.get("id") for row in rows] == ["tmdb:9000", "tmdb:9001", "tmdb:9002", None]
    assert [row["title"] for row in rows[:3]] == [made_films.title(film) for film in range(3)]
    for film, row in enumerate(rows[:3]):
        said = {one["genre"] for one in row["genres"] if one["said"]}
        assert said == {made_films.GENRES.ids[genre] for genre in made_films.genres_of(film)}
    assert rows[3]["file"] == "films.csv:5"
    assert "'long'" in rows[3]["error"]
    assert rows[3]["genres"] == []


def test_json_of_films_and_posters_beside_a_table_are_read(home: Path, tmp_path: Path) -> None:
    film = {"id": 7, "title": "Alien", "overview": "<p>A <b>creature</b> hunts.</p>"}
    (tmp_path / "films.json.gz").write_bytes(
        gzip.compress(json.dumps({"results": [film]}).encode())
    )
    row = labelled(home, tmp_path / "films.json.gz")[0]
    assert (row["id"], row["title"], row["error"]) == ("tmdb:7", "Alien", None)
    folder = made_films.write_posters(tmp_path / "set", 4)
    rows = labelled(home, folder)
    assert [row["id"] for row in rows] == [f"imdb:tt{film + 1:07}" for film in range(4)]


def test_an_archive_of_posters_is_read_without_unpacking(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "posters.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/one.jpg", made_films.poster(0))
        archive.writestr("b/one.jpg", made_films.poster(1))
        archive.writestr("__MACOSX/._one.jpg", b"leavings")
        archive.writestr("notes.txt", "no picture")
    rows = {Path(row["file"]).as_posix().partition(".zip/")[2]: row for row in labelled(home, path)}
    assert set(rows) == {"a/one.jpg", "b/one.jpg", "notes.txt"}
    assert rows["a/one.jpg"]["genres"]
    assert "the same name" in rows["b/one.jpg"]["error"]
    assert "does not end in" in rows["notes.txt"]["error"]


def test_a_title_and_an_overview_tell_of_one_film(home: Path, posters: Path) -> None:
    row = labelled(home, "--title", "<i>Alien</i>", "--overview", "A creature.")[0]
    assert (row["file"], row["title"]) == (None, "Alien")
    assert row["genres"]
    row = labelled(home, posters / "laugh.jpg", "--title", "Alien")[0]
    assert (Path(row["file"]).name, row["title"]) == ("laugh.jpg", "Alien")


def test_songs_and_posters_go_together_and_covers_of_songs_are_left(
    home: Path, posters: Path, tmp_path: Path
) -> None:
    both = Path(shutil.copytree(home, tmp_path / "both"))
    train(both / "models")
    music = tmp_path / "music"
    music.mkdir()
    (music / "hum.flac").write_bytes(song_bytes(0, 7))
    (music / "cover.jpg").write_bytes(made_films.poster(0))
    done = medley(both, "label", music, posters / "laugh.jpg", "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [Path(row["file"]).name for row in rows] == ["hum.flac", "laugh.jpg"]
    assert rows[0]["genre"] == "ambient"
    assert rows[1]["genres"][0]["threshold"] > 0
    assert "lie beside songs" in done.stderr
    shown = medley(both, "label", music, posters / "laugh.jpg")
    assert "ambient" in shown.stdout
    assert "laugh.jpg" in shown.stdout


def bad_pictures(folder: Path) -> dict[str, str]:
    """Write pictures that cannot be posters; what is said of each."""

    def save(name: str, size: tuple[int, int], kind: str = "PNG", **how: Any) -> None:
        Image.new("RGB", size, "navy").save(folder / name, kind, **how)

    (folder / "text.jpg").write_text("no picture")
    (folder / "empty.png").touch()
    (folder / "cut.jpg").write_bytes(made_films.poster(0, size=(600, 900))[:4_000])
    save("dot.png", (1, 1))
    save("strip.png", (3_000, 10))
    save("ribbon.png", (3_000, 30))
    save("bomb.png", (9_000, 9_000))
    save("old.bmp", (100, 150), "BMP")
    with (folder / "huge.jpg").open("wb") as file:
        file.truncate((20 << 20) + 1)
    return {
        "text.jpg": "no JPEG, PNG, WebP, AVIF or GIF",
        "empty.png": "cannot be opened",
        "cut.jpg": "truncated",
        "dot.png": "at least 24",
        "strip.png": "at least 24",
        "ribbon.png": "at most 4 times",
        "bomb.png": "at most 40,000,000",
        "old.bmp": "no JPEG, PNG, WebP, AVIF or GIF",
        "huge.jpg": "at most 20,971,520",
    }


def test_what_is_no_poster_says_why_and_the_rest_goes_on(home: Path, posters: Path) -> None:
    expected = bad_pictures(posters)
    frames = [Image.new("RGB", (96, 144), colour) for colour in ("red", "blue")]
    frames[0].save(posters / "moving.gif", save_all=True, append_images=frames[1:])
    done = medley(home, "label", posters, "--json")
    assert done.returncode == 0, done.stderr
    rows = {Path(row["file"]).name: row for row in json.loads(done.stdout)}
    for name, words in expected.items():
        assert words in rows[name]["error"], rows[name]
        assert rows[name]["genres"] == []
        assert rows[name]["confident"] is None
    assert all(rows[name]["genres"] for name in ("laugh.jpg", "scare.PNG", "moving.gif"))
    assert f"{len(expected)} of {len(rows)} films could not be read" in done.stderr


def test_a_film_whose_poster_is_broken_is_labelled_by_its_words(home: Path, tmp_path: Path) -> None:
    folder = made_films.write_posters(tmp_path / "set", 2)
    with zipfile.ZipFile(folder / "images.zip", "w") as archive:
        archive.writestr("tt0000001.jpg", b"no picture")
    rows = labelled(home, folder)
    assert rows[0]["error"].startswith("the poster: ")
    assert rows[0]["genres"]
    assert rows[1]["error"] is None


def test_the_table_shows_what_is_said_with_its_probability(home: Path, posters: Path) -> None:
    done = medley(home, "label", posters)
    assert done.returncode == 0, done.stderr
    assert "laugh.jpg" in done.stdout
    assert "comedy 0." in done.stdout
    assert "no confident genre" in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("laugh.jpg", "--write-tags"), 2, "writes into songs only"),
        (("films.csv", "--write-tags", "--apply"), 2, "writes into songs only"),
        (("laugh.jpg", "more", "--title", "Alien"), 2, "tell of one film"),
        (("films.csv", "--overview", "A creature."), 2, "tell of one film"),
        (("--title", "a" * 301), 1, "at most 300"),
        (("--overview", "a" * 100_000), 1, "at most 20,000"),
        (("--title", "<p> </p>"), 1, "nothing is known of the film"),
        (("missing.jpg",), 2, "does not exist"),
        (("empty",), 2, "neither songs, nor posters"),
        (("films.csv",), 1, "expected"),
        (("bad.zip",), 1, "damaged zip"),
        (("text.jpg",), 1, "none of the 1 films"),
    ],
    ids=[
        *("picture tags", "table tags", "two titles", "table overview", "long title"),
        *("long overview", "no words", "missing", "empty", "no films", "bad zip", "text"),
    ],
)
def test_what_is_wrong_is_one_line(
    home: Path, posters: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (posters / "films.csv").write_text("a,b\n1,2\n")
    (posters / "text.jpg").write_text("no picture")
    (posters / "bad.zip").write_bytes(b"PK\x03\x04 no zip")
    (posters / "empty").mkdir()
    files = ("laugh.jpg", "more", "films.csv", "missing.jpg", "empty", "bad.zip", "text.jpg")
    done = medley(home, "label", *(posters / word if word in files else word for word in words))
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_megabyte_of_overview_in_a_table_is_set_aside(home: Path, tmp_path: Path) -> None:
    film = {"id": 7, "title": "Long", "overview": "word " * 200_000}
    (tmp_path / "films.jsonl").write_text(json.dumps(film) + "\n" + '{"id": 8, "title": "Short"}')
    rows = labelled(home, tmp_path / "films.jsonl")
    assert "20,000 are allowed" in rows[0]["error"] or "too long" in rows[0]["error"]
    assert rows[1]["genres"]


def test_without_a_model_of_scores_there_is_none(home: Path, tmp_path: Path, posters: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(home / "models" / "film-genre", bare / "models" / "film-genre")
    row = labelled(bare, posters / "laugh.jpg")[0]
    assert (row["score"], row["score_version"]) == (None, None)
    assert row["genres"]


def test_without_a_model_it_says_how_to_get_one(tmp_path: Path, posters: Path) -> None:
    done = medley(tmp_path / "bare", "label", posters)
    assert done.returncode == 1
    assert "medley train film-genre" in done.stderr


def test_a_long_catalogue_is_answered_as_it_is_read() -> None:
    from medley.cli.output import print_json_rows

    class Out(io.RawIOBase):
        def writable(self) -> bool:
            return True

    said: list[bytes] = []

    def rows() -> Any:
        yield {"film": 1}
        assert b'"film": 1' in b"".join(said)
        yield {"film": 2}

    class Kept:
        class buffer:  # noqa: N801 - as standard output has it
            write = staticmethod(said.append)
            flush = staticmethod(lambda: None)

    kept, sys.stdout = sys.stdout, Kept()  # type: ignore[assignment]
    try:
        print_json_rows(rows())
        print_json_rows(())
    finally:
        sys.stdout = kept
    text = b"".join(said).decode()
    first, _, rest = text.partition("]\n")
    assert json.loads(first + "]") == [{"film": 1}, {"film": 2}]
    assert rest == "[]\n"
