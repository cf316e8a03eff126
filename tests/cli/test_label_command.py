"""`medley label`: one JSON array, a dry run unless told, a journal that takes it back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.made_songs import jpeg, tag_song
from tests.web.labels.made_songs import song_bytes, train

from medley.data.sources.song_tags import read_tags


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("trained")
    train(home / "models")
    return home


@pytest.fixture
def home(trained: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained, tmp_path / "home"))


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    folder.mkdir()
    for kind, name in enumerate(("hum", "knocks\n[1]", "hiss")):
        (folder / f"{name}.flac").write_bytes(song_bytes(kind, 7))
    tag_song(folder / "hiss.flac", ("Polka",))
    (folder / "text.mp3").write_text("no song")
    return folder


def medley(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "medley", *map(str, words)],
        env=os.environ | {"MEDLEY_HOME": str(home)},
        cwd=home.parent,
        capture_output=True,
        text=True,
        timeout=120,
    )


def labelled(home: Path, *words: object, code: int = 0) -> dict[str, dict[str, Any]]:
    done = medley(home, "label", *words, "--json")
    assert done.returncode == code, done.stderr
    return {Path(row["file"]).name: row for row in json.loads(done.stdout)}


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_files_outside_the_library_get_proposals_and_nothing_changes(
    home: Path, music: Path
) -> None:
    before = contents(music)
    rows = labelled(home, music)
    assert [rows[name]["genre"] for name in ("hum.flac", "knocks\n[1].flac", "hiss.flac")] == [
        "ambient",
        "classical",
        "rock",
    ]
    hum = rows["hum.flac"]
    assert hum["probability"] == hum["genres"][0]["probability"] > hum["genres"][1]["probability"]
    assert hum["model_version"].endswith(hum["model_version"][-6:])
    assert (hum["unsure"], hum["tags"], hum["write"]) == (False, [], None)
    assert rows["hiss.flac"]["tags"] == ["Polka"]
    assert rows["text.mp3"]["genre"] is None
    assert "sync" in rows["text.mp3"]["error"]
    assert contents(music) == before


def test_tags_are_written_only_when_told_and_taken_back(home: Path, music: Path) -> None:
    before = contents(music)
    dry = labelled(home, music, "--write-tags")
    assert dry["hum.flac"]["write"] == {
        "genre": "Ambient", "done": False, "reason": None, "journal": None,
    }  # fmt: skip
    assert "--retag" in dry["hiss.flac"]["write"]["reason"]
    assert contents(music) == before
    done = labelled(home, music, "--write-tags", "--apply")
    assert done["hum.flac"]["write"]["done"]
    assert read_tags(music / "hum.flac").genres == ("Ambient",)
    assert read_tags(music / "hiss.flac").genres == ("Polka",)
    again = labelled(home, music, "--write-tags", "--apply", "--retag")
    assert "so already" in again["hum.flac"]["write"]["reason"]
    assert read_tags(music / "hiss.flac").genres == ("Rock",)
    for rows, name in ((again, "hiss.flac"), (done, "hum.flac")):
        undone = labelled(home, "--undo", rows[name]["write"]["journal"])
        assert undone[name]["restored"]
    assert contents(music) == before


PERSON = """
from medley.cli.django import setup
setup()
from medley.web.catalog.models import Category
from medley.web.labels.models import Label, SongFile
item = SongFile.objects.get(path__endswith="hum.flac").item
Label.objects.create(item=item, genre=Category.objects.get(slug="trot"), provenance="human",
                     state="accepted", at_ms=1)
"""


def test_a_persons_genre_is_what_is_written_unless_overwritten(home: Path, music: Path) -> None:
    tag_song(music / "hum.flac", picture=jpeg())
    assert medley(home, "import", "songs", music).returncode == 0
    env = os.environ | {"MEDLEY_HOME": str(home)}
    subprocess.run([sys.executable, "-c", PERSON], env=env, check=True)
    rows = labelled(home, music / "hum.flac", "--write-tags")
    assert rows["hum.flac"]["by_person"] == "trot"
    assert rows["hum.flac"]["write"]["genre"] == "Trot"
    rows = labelled(home, music / "hum.flac", "--write-tags", "--overwrite")
    assert rows["hum.flac"]["write"]["genre"] == "Ambient"


def test_what_cannot_be_written_is_named_and_the_rest_goes_on(home: Path, music: Path) -> None:
    (music / "hum.flac").chmod(0o444)
    rows = labelled(home, music, "--write-tags", "--apply", code=1)
    assert "read-only" in rows["hum.flac"]["write"]["reason"]
    assert rows["knocks\n[1].flac"]["write"]["done"]


def test_the_table_shows_names_as_they_are(home: Path, music: Path) -> None:
    done = medley(home, "label", music, "--write-tags")
    assert done.returncode == 0, done.stderr
    assert "knocks\\n[1].flac" in done.stdout
    assert "none -> Classical" in done.stdout
    assert "1 of 4 files could not be heard" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "name a song"),
        (("missing",), 2, "does not exist"),
        (("poster.jpg",), 1, "medley train film-genre"),
        (("text.mp3",), 1, "could be heard"),
        (("text.mp3", "--apply"), 2, "belong to --write-tags"),
        (("--undo", "missing.jsonl"), 2, "missing.jsonl does not exist"),
        (("--undo", "text.mp3"), 1, "no line of a journal"),
    ],
    ids=["nothing", "missing", "poster", "text", "apply", "no journal", "wrong journal"],
)
def test_what_is_wrong_is_one_line(
    home: Path, music: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (music / "poster.jpg").write_bytes(jpeg())
    named = [music / word if "." in word or word == "missing" else word for word in words]
    done = medley(home, "label", *named)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_a_model_it_says_how_to_get_one(tmp_path: Path, music: Path) -> None:
    done = medley(tmp_path / "bare", "label", music)
    assert done.returncode == 1
    assert "medley train song-genre" in done.stderr
