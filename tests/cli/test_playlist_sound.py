"""`medley playlist` reaches songs that no playlist holds by what they sound like."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.made_songs import tag_song
from tests.web.labels.made_songs import song_bytes

KINDS = ("lullaby", "workshop", "waterfall")
HELD, N_SONGS = 6, 8
"""Playlists hold six songs of each kind; two more were only imported."""
TITLES = ("slow evening", "busy morning", "long walk")


def medley(home: Path, *words: object) -> Any:
    environment = os.environ | {"MEDLEY_HOME": str(home), "OMP_NUM_THREADS": "1"}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "medley", *map(str, words)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if "--json" in words else done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of songs by different artists, playlists that name some, and a model of them."""
    root = tmp_path_factory.mktemp("sound")
    (root / "music").mkdir()
    for kind, name in enumerate(KINDS):
        for number in range(N_SONGS):
            path = root / "music" / f"{name} {number}.flac"
            path.write_bytes(song_bytes(kind, number))
            tag_song(path, title=_title(kind, number), artist=_artist(kind, number))
    lists = [
        {
            "id": f"{kind}-{number}",
            "title": f"{TITLES[kind]} {number}",
            "tracks": [[_title(kind, n), _artist(kind, n)] for n in drawn(number)],
        }
        for kind in range(len(KINDS))
        for number in range(12)
    ]
    (root / "lists.jsonl").write_text("\n".join(map(json.dumps, lists)))
    home = root / "home"
    medley(home, "import", "songs", root / "music", "--json")
    medley(home, "import", "playlists", root / "lists.jsonl", "--json")
    medley(home, "train", "playlist", "--json")
    return home


def drawn(number: int) -> list[int]:
    return np.random.default_rng(number).permutation(HELD)[:4].tolist()


def _title(kind: int, number: int) -> str:
    return f"No. {kind * N_SONGS + number}"


def _artist(kind: int, number: int) -> str:
    return f"Somebody {kind * N_SONGS + number}"


def reached(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The songs by title that no playlist holds, each with its reason."""
    only_imported = {
        _title(kind, number) for kind in range(len(KINDS)) for number in range(HELD, N_SONGS)
    }
    return {
        track["title"]: track["reason"]
        for track in made["tracks"]
        if track["title"] in only_imported
    }


def test_a_title_leads_to_songs_that_sound_like_its_playlists(home: Path) -> None:
    for kind in (0, 2):
        title = TITLES[kind]
        found = reached(medley(home, "playlist", title, "--songs", HELD + 2, "--json"))
        assert set(found) == {_title(kind, number) for number in range(HELD, N_SONGS)}
        assert {reason["type"] for reason in found.values()} == {"because-sound"}


def test_a_song_that_no_playlist_holds_leads_to_those_that_sound_like_it(home: Path) -> None:
    made = medley(home, "playlist", TITLES[2], "--songs", HELD + 2, "--json")
    seed, other = [key["id"] for key in made["tracks"] if key["title"] in reached(made)]
    found = medley(home, "playlist", "ΞΣΨ", "--seed-track", seed, "--songs", 5, "--json")
    reasons = {track["id"]: track["reason"] for track in found["tracks"]}
    assert reasons[other]["type"] == "because-sound"
    assert reasons[other]["track"] == seed


def test_without_sound_they_are_not_reached(home: Path, tmp_path: Path) -> None:
    deaf = Path(shutil.copytree(home, tmp_path / "deaf"))
    shutil.rmtree(deaf / "sounds")
    shutil.rmtree(deaf / "models")
    medley(deaf, "train", "playlist", "--json")
    made = medley(deaf, "playlist", TITLES[2], "--songs", HELD + 2, "--json")
    found = {track["title"] for track in made["tracks"]}
    assert not found & {_title(2, number) for number in range(HELD, N_SONGS)}
