"""`medley playlist` as a shell runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Medley = Callable[..., "subprocess.CompletedProcess[str]"]
LISTS = [
    {
        "id": f"{mood}{number}",
        "title": f"{mood} {number}",
        "tracks": [
            [f"{mood} song {n}", f"{mood} band {n // 2}"] for n in range(number, number + 9)
        ],
        "tags": [mood],
    }
    for mood in ("rain", "drive", "jazz")
    for number in range(6)
]


@pytest.fixture(scope="module")
def medley(tmp_path_factory: Any) -> Medley:
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "MEDLEY_HOME": str(home), "OMP_NUM_THREADS": "1"}
    environment.pop("DATABASE_URL", None)

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "medley", *arguments]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    return call


@pytest.fixture(scope="module")
def filled(medley: Medley, tmp_path_factory: Any) -> Medley:
    path = tmp_path_factory.mktemp("lists") / "lists.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in LISTS))
    done = medley("import", "playlists", str(path), "--json")
    assert done.returncode == 0, done.stderr
    done = medley("train", "playlist", "--model", "title-knn", "--json")
    assert done.returncode == 0, done.stderr
    return medley


def test_an_empty_shelf_is_one_line_with_the_mend(medley: Medley) -> None:
    done = medley("playlist", "rain")
    assert done.returncode == 1
    assert "import some" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_json_is_one_object(filled: Medley) -> None:
    done = filled("playlist", "rain", "--songs", "7", "--json")
    body = json.loads(done.stdout)
    assert set(body) == {"title", "model_version", "fallback", "similar", "tracks", "tags"}
    assert len(body["tracks"]) == 7
    assert set(body["tracks"][0]) == {"id", "title", "artist", "score", "origin", "reason"}
    assert body["similar"][0]["title"].startswith("rain")
    assert 0 < body["similar"][0]["similarity"] <= 1
    assert len(body["tags"]) >= 5
    assert done.stderr == ""


def test_ticks_seeds_and_exclusions(filled: Medley) -> None:
    first = json.loads(filled("playlist", "rain", "--json").stdout)
    jazz = json.loads(filled("playlist", "jazz", "--json").stdout)
    tick, gone = jazz["similar"][0]["id"], first["tracks"][0]["id"]
    seed = jazz["tracks"][0]["id"]
    options = ["--tick", tick, "--similarity", "50", "--exclude", gone, "--seed-track", seed]
    body = json.loads(filled("playlist", "rain", *options, "--json").stdout)
    keys = [track["id"] for track in body["tracks"]]
    assert gone not in keys
    assert seed in keys
    assert sum(track["title"].startswith("jazz") for track in body["tracks"]) >= 5


@pytest.mark.parametrize("ending", ["m3u8", "xspf", "jspf", "json", "csv"])
def test_files_are_written(filled: Medley, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"list.{ending}"
    done = filled("playlist", "rain", "-o", str(path))
    assert (done.returncode, done.stdout) == (0, "")
    assert "wrote 10 songs" in done.stderr
    assert "rain song" in path.read_text("utf-8-sig")


def own_list(filled: Medley, folder: Path, n: int) -> tuple[Path, list[dict[str, Any]]]:
    """A list of the first n songs that the title gives, spelled as files are."""
    tracks = json.loads(filled("playlist", "rain", "--json").stdout)["tracks"]
    lines = ["artist,title,path"]
    lines += [
        f"{one['artist'].upper()},{one['title']} - Remastered 2014,music/{at}.flac"
        for at, one in enumerate(tracks[:n])
    ]
    (folder / "mine.csv").write_text("\n".join([*lines, "one field too few"]))
    return folder / "mine.csv", tracks


def test_own_tracks_are_told_from_missing_ones(filled: Medley, tmp_path: Path) -> None:
    path, tracks = own_list(filled, tmp_path, 4)
    done = filled("playlist", "rain", "--own", str(path), "--json")
    body = json.loads(done.stdout)
    assert body["tracks"] == tracks
    assert [one["id"] for one in body["own"]["found"]] == [one["id"] for one in tracks[:4]]
    assert body["own"]["found"][0]["path"] == str(tmp_path / "music/0.flac")
    assert body["own"]["found"][0]["title"] == f"{tracks[0]['title']} - Remastered 2014"
    assert all(0.5 <= one["confidence"] <= 1 for one in body["own"]["found"])
    missing = [{name: one[name] for name in ("id", "title", "artist")} for one in tracks[4:]]
    assert body["own"]["missing"] == missing
    assert done.stderr.startswith("set aside: mine.csv, line 6: has 1 fields")


def test_the_file_holds_the_own_paths(filled: Medley, tmp_path: Path) -> None:
    path, _ = own_list(filled, tmp_path, 4)
    target = tmp_path / "own.m3u8"
    done = filled("playlist", "rain", "--own", str(path), "-o", str(target))
    assert "wrote 4 songs to" in done.stderr
    assert "missing: 6" in done.stderr
    lines = [line for line in target.read_text().splitlines() if not line.startswith("#")]
    assert lines == [str(tmp_path / f"music/{at}.flac") for at in range(4)]


def test_the_missing_are_listed_for_people(filled: Medley, tmp_path: Path) -> None:
    done = filled("playlist", "rain", "--own", str(own_list(filled, tmp_path, 4)[0]))
    assert "missing" in done.stdout
    assert "music/3.flac" in done.stdout
    assert "you own 4 of 10 songs" in done.stderr


def test_a_folder_of_music_is_looked_through(filled: Medley, tmp_path: Path) -> None:
    first, *_ = json.loads(filled("playlist", "rain", "--json").stdout)["tracks"]
    (tmp_path / f"{first['artist']} - {first['title']}.mp3").write_bytes(b"")
    own = json.loads(filled("playlist", "rain", "--own", str(tmp_path), "--json").stdout)["own"]
    assert [one["id"] for one in own["found"]] == [first["id"]]
    assert len(own["missing"]) == 9


def test_owning_none_of_the_songs(filled: Medley, tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text('{"title": "Halo", "artist": "Beyoncé"}\n')
    options = ("playlist", "rain", "--own", str(tmp_path / "mine.jsonl"))
    assert len(json.loads(filled(*options, "--json").stdout)["own"]["missing"]) == 10
    done = filled(*options, "-o", str(tmp_path / "own.m3u8"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "none of the 10 songs" in done.stderr
    assert not (tmp_path / "own.m3u8").exists()


def test_a_table_for_people(filled: Medley) -> None:
    done = filled("playlist", "rain")
    assert "rain song" in done.stdout
    assert "tags: " in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("", "--json"), "Type a title"),
        (("x" * 10_000,), "10,000 characters"),
        (("rain", "--songs", "4"), "5 to 50"),
        (("rain", "--similarity", "101"), "0 to 100"),
        (("rain", "--seed-track", "nope"), "no song 'nope'"),
        (("rain", "--tick", "nope"), "no playlist 'nope'"),
        (("rain", "-o", "list.mp3"), ".m3u8, .xspf"),
        (("rain", "-o", "/nowhere/list.csv"), "cannot write"),
        (("rain", "--own", "/nowhere"), "does not exist; give a folder of music"),
        (("rain", "--own", "/dev/null"), "no ordinary file"),
    ],
)
def test_mistakes_get_one_line(filled: Medley, arguments: tuple[str, ...], words: str) -> None:
    done = filled("playlist", *arguments)
    assert done.returncode in (1, 2)
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""
