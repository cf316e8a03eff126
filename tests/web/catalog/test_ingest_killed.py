"""A real import, killed without warning, then run again; and its memory."""

from __future__ import annotations

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.web.catalog.imported import dump, environment, imported

N_EVENTS = 60_000


@pytest.fixture(scope="module")
def made_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A MovieLens folder large enough to be killed in, with some bad rows."""
    folder = tmp_path_factory.mktemp("made")
    with (folder / "movies.csv").open("w", newline="") as file:
        csv.writer(file).writerow(("movieId", "title", "genres"))
        csv.writer(file).writerows((n, f"Made film {n} (2000)", "Drama") for n in range(1, 200))
    with (folder / "ratings.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("userId", "movieId", "rating", "timestamp"))
        for n in range(N_EVENTS):
            writer.writerow((n % 977, n % 201, 0.5 + n % 10 / 2, 1_000_000_000 + n))
    return folder


def rows_done(database: Path) -> int:
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            found = connection.execute("SELECT rows_done FROM catalog_importrun").fetchone()
            return found[0] if found else 0
    except sqlite3.OperationalError:
        return 0


def test_a_killed_import_ends_like_an_undisturbed_one(made_set: Path, tmp_path: Path) -> None:
    killed, clean = environment(tmp_path / "killed"), environment(tmp_path / "clean")
    command = [sys.executable, "-m", "medley", "import", "movielens", str(made_set), "--no-train"]
    process = subprocess.Popen(command, env=killed, stdout=subprocess.DEVNULL)
    while not (at := rows_done(tmp_path / "killed" / "medley.sqlite3")):
        assert process.poll() is None, "the import ended before it could be killed"
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert at < N_EVENTS

    resumed = imported(killed, "movielens", made_set)
    undisturbed = imported(clean, "movielens", made_set)

    assert resumed["resumed_at"] >= at
    assert undisturbed["resumed_at"] == 0
    same = ("items", "people", "events", "bad_rows")
    assert [resumed[name] for name in same] == [undisturbed[name] for name in same]
    # Films 0 and 200 do not exist.
    assert undisturbed["bad_rows"] == sum(n % 201 in (0, 200) for n in range(N_EVENTS))
    assert dump(killed) == dump(clean)
    bad = [Path(report["bad_rows_file"]).read_bytes() for report in (resumed, undisturbed)]
    assert bad[0] == bad[1]


GROWTH = """
import json, resource, sys
from pathlib import Path
from medley.cli.django import setup
setup()
from medley.data.sources import read_csv
from medley.web.catalog.ingest import ingest

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

def run(path):
    stream = read_csv(Path(path), "events")
    ingest(stream, source="events", fingerprint=stream.fingerprint(), bad_rows=Path(sys.argv[3]))
    return peak()

small = run(sys.argv[1])
print(json.dumps([small, run(sys.argv[2])]))
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """A file of 60 MB, nearly all of it one field's worth of padding a row."""
    env = environment(tmp_path / "home")
    items = tmp_path / "items.csv"
    items.write_text("item,title\n" + "".join(f"{n},Item {n}\n" for n in range(50)))
    imported(env, "csv", items)
    paths = []
    for name, count in (("small", 30_000), ("large", 60_000)):
        paths.append(tmp_path / f"{name}.csv")
        with paths[-1].open("w") as file:
            file.write("person,item,kind,note\n")
            note = "x" * (40 if name == "small" else 1000)
            file.writelines(f"p{n % 100},{n % 50},view,{note}{n}\n" for n in range(count))
    assert paths[1].stat().st_size > 60e6
    script = [sys.executable, "-c", GROWTH, *map(str, paths), str(tmp_path / "bad.csv")]
    done = subprocess.run(script, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    small, large = json.loads(done.stdout)
    assert large - small < 20_000, "kilobytes"
