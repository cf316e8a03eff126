"""`medley import playlists`: one JSON object, one line for what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def medley(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "medley", "import", "playlists", *map(str, words)],
        env=os.environ | {"MEDLEY_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_folder_of_lists_is_imported_and_told(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "rain.m3u8").write_text("#EXTINF:1,Kim - Rain\na.mp3\n#EXTINF:1,Lee - Sun\nb.mp3\n")
    (lists / "sun.m3u").write_bytes("#EXTINF:1,이소라 - 바람이 분다\nc.mp3\n".encode("cp949"))
    (lists / "laughs.xspf").write_text('<!DOCTYPE x [<!ENTITY a "ha">]><playlist/>')
    done = medley(tmp_path / "home", lists, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["source"], told["playlists"], told["new_playlists"]) == ("playlists", 2, 2)
    assert (told["entries"], told["new_tracks"], told["bad_rows"]) == (3, 3, 1)
    assert "declares a document type" in Path(told["bad_rows_file"]).read_text()
    again = medley(tmp_path / "home", lists)
    assert again.returncode == 0, again.stderr
    assert "playlists" in again.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("missing.m3u8",), 2, "does not exist"),
        (("cut.xspf",), 1, "not well-formed"),
        (("list.m3u8", "--what", "items"), 2, "playlists know only"),
        (("list.m3u8", "--map", "a=b"), 2, "playlists know only"),
        (("list.m3u8", "--namespace", "person"), 2, "the namespace is 'person'"),
        (("list.m3u8", "--encoding", "klingon"), 2, "no text encoding 'klingon'"),
    ],
    ids=["missing", "cut", "what", "map", "namespace", "encoding"],
)
def test_what_is_wrong_is_one_line(
    tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "cut.xspf").write_text("<playlist>")
    (tmp_path / "list.m3u8").write_text("a.mp3\n")
    done = medley(tmp_path / "home", tmp_path / words[0], *words[1:])
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
