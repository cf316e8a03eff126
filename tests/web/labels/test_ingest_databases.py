"""The same folder gives the same songs on SQLite, PostgreSQL and MariaDB, kills included."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.made_songs import jpeg, tag_song, write_song
from tests.servers import mariadb_url, postgres_url
from tests.web.catalog.imported import dump, environment, medley

__all__ = ["mariadb_url", "postgres_url"]
DUMP = """
import json
from medley.cli.django import setup
setup()
from medley.web.catalog.models import Item
from medley.web.labels.known import known_genres
from medley.web.labels.models import Label, SongFile
from medley.web.playlists.models import Track
known = known_genres()
print(json.dumps({
    "items": sorted([i.key, i.title, i.creator and i.creator.name, i.year, i.picture,
        known.get(i.pk), sorted(c.slug for c in i.categories.all())] for i in Item.objects.all()),
    "files": sorted([f.path.rpartition("music/")[2], f.item and f.item.key, f.state, f.fault,
        f.genres, f.artist, f.album] for f in SongFile.objects.all()),
    "labels": sorted([l.item.key, l.genre.slug, l.provenance, l.state, l.position]
        for l in Label.objects.all()),
    "tracks": sorted([t.key, t.title, t.artist, t.tags, t.item and t.item.key]
        for t in Track.objects.all()),
}))
"""


def make_music(folder: Path) -> Path:
    tag_song(write_song(folder / "a.mp3", 300), ("(17)", "가요 😀"), jpeg(), artist="A", title="T")
    tag_song(write_song(folder / "A.mp3", 350), ("rock",), artist="a", title="t", album="'; DROP")
    tag_song(write_song(folder / "새\n노래 😀 [1].flac", 400), ("Jazz",), artist="김")
    (folder / "copy.mp3").write_bytes((folder / "a.mp3").read_bytes())
    (folder / "text.mp3").write_text("no song")
    return folder


def run_all(tmp_path: Path, url: str) -> tuple[list[dict[str, Any]], Any]:
    env = environment(tmp_path / "home", url)
    music = make_music(tmp_path / "music")
    reports = []
    for _ in range(2):
        done = medley(env, "import", "songs", music, "--json")
        assert done.returncode == 0, done.stderr
        reports.append(json.loads(done.stdout))
        (music / "A.mp3").rename(music / "moved.mp3") if len(reports) == 1 else None
    return reports, dump(env, DUMP)


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], Any]:
    return run_all(tmp_path_factory.mktemp("sqlite"), "")


def test_sqlite_holds_what_the_folder_says(on_sqlite: tuple[list[dict[str, Any]], Any]) -> None:
    (first, second), held = on_sqlite
    assert [first[name] for name in ("files", "new_songs", "copies", "broken")] == [5, 3, 1, 1]
    assert [second[name] for name in ("new_songs", "moved", "missing", "unchanged")] == [0, 1, 0, 3]
    assert first["x_real_time"] > 0 == second["heard_s"]
    assert sorted(row[1] for row in held["items"]) == ["T", "t", "새 노래 😀 [1]"]
    assert {row[5] for row in held["items"]} == {"rock", "jazz"}
    assert len(held["files"]) == 5


@pytest.mark.server_db
@pytest.mark.parametrize("server", ["postgres_url", "mariadb_url"])
def test_a_server_holds_the_same(
    server: str,
    on_sqlite: tuple[list[dict[str, Any]], Any],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    reports, held = run_all(tmp_path, request.getfixturevalue(server))
    differ = ("heard_s", "x_real_time", "seconds", "bad_rows_file")
    kept = [{k: v for k, v in report.items() if k not in differ} for report in reports]
    assert kept == [{k: v for k, v in one.items() if k not in differ} for one in on_sqlite[0]]
    assert held == on_sqlite[1]


def test_a_killed_import_ends_like_an_undisturbed_one(tmp_path: Path) -> None:
    music = tmp_path / "music"
    for number in range(205):
        write_song(music / f"{number:03d}.wav", 200 + number, seconds=0.2)
    killed, clean = environment(tmp_path / "killed"), environment(tmp_path / "clean")
    command = [sys.executable, "-m", "medley", "import", "songs", str(music)]
    process = subprocess.Popen(
        command, env=killed, stdout=subprocess.DEVNULL, start_new_session=True
    )
    while not files_known(tmp_path / "killed" / "medley.sqlite3"):
        assert process.poll() is None, "the import ended before it could be killed"
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    reports = []
    for env in (killed, clean):
        done = medley(env, "import", "songs", music, "--json")
        assert done.returncode == 0, done.stderr
        reports.append(json.loads(done.stdout))
    assert reports[0]["unchanged"] >= 200
    assert reports[0]["unchanged"] + reports[0]["new_files"] == reports[1]["new_files"] == 205
    assert dump(killed, DUMP) == dump(clean, DUMP)


def files_known(database: Path) -> int:
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM labels_songfile").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
