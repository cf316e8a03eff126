"""A real import of playlists, killed without warning, then run again."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.web.catalog.imported import dump, environment, medley

N_PLAYLISTS, LENGTH = 3_000, 30
STATE = """
import json
from medley.cli.django import setup
setup()
from medley.web.playlists.dataset import playlist_data
data = playlist_data()
held = [list(data.ids), list(data.titles), data.entries.tolist(), list(data.tracks.keys)]
print(json.dumps(held))
"""


@pytest.fixture(scope="module")
def made_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file large enough to be killed in, with some bad rows."""
    path = tmp_path_factory.mktemp("made") / "lists.jsonl"
    with path.open("w") as file:
        for n in range(N_PLAYLISTS):
            tracks = [f"{(n * 7 + m * 11) % 4_000}" for m in range(LENGTH if n % 50 else 0)]
            file.write(json.dumps({"id": n, "title": f"list {n}", "tracks": tracks}) + "\n")
    return path


def rows_done(database: Path) -> int:
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            found = connection.execute("SELECT rows_done FROM catalog_importrun").fetchone()
            return found[0] if found else 0
    except sqlite3.OperationalError:
        return 0


def test_a_killed_import_ends_like_an_undisturbed_one(made_set: Path, tmp_path: Path) -> None:
    killed, clean = environment(tmp_path / "killed"), environment(tmp_path / "clean")
    command = [sys.executable, "-m", "medley", "import", "playlists", str(made_set)]
    process = subprocess.Popen(command, env=killed, stdout=subprocess.DEVNULL)
    while not (at := rows_done(tmp_path / "killed" / "medley.sqlite3")):
        assert process.poll() is None, "the import ended before it could be killed"
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL

    reports = []
    for env in (killed, clean):
        done = medley(env, "import", "playlists", made_set, "--json")
        assert done.returncode == 0, done.stderr
        reports.append(json.loads(done.stdout))
    resumed, undisturbed = reports
    assert resumed["resumed_at"] >= at > 0
    assert undisturbed["resumed_at"] == 0
    same = ("playlists", "new_playlists", "entries", "new_tracks", "bad_rows")
    assert [resumed[name] for name in same] == [undisturbed[name] for name in same]
    assert undisturbed["bad_rows"] == N_PLAYLISTS // 50
    assert dump(killed, STATE) == dump(clean, STATE)
    bad = [Path(report["bad_rows_file"]).read_bytes() for report in reports]
    assert bad[0] == bad[1]
