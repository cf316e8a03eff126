"""`medley import landmarks`: one JSON object, one line for what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np


def medley(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "medley", "import", "landmarks", *map(str, words)],
        env=os.environ | {"MEDLEY_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_folder_of_landmarks_is_imported_and_told(tmp_path: Path) -> None:
    folder = tmp_path / "landmarks"
    folder.mkdir()
    rows = np.random.default_rng(0).uniform(size=(30, 33, 4))
    np.savez(folder / "two.npz", a=rows, b=rows[:15])
    (folder / "c.json").write_text("[[1]]")
    (folder / "labels.csv").write_text("file,exercise\ntwo.npz:a,squat\n")
    done = medley(tmp_path / "home", folder, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["source"], told["files"], told["recordings"]) == ("landmarks", 2, 2)
    assert (told["new_recordings"], told["with_exercise"], told["frames"]) == (2, 1, 45)
    assert (told["broken"], told["duration_s"]) == (1, 1.4)
    assert "c.json" in Path(told["bad_rows_file"]).read_text()


def test_wrong_calls_are_refused(tmp_path: Path) -> None:
    missing = medley(tmp_path / "home", tmp_path / "gone")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "does not exist" in missing.stderr
    option = medley(tmp_path / "home", tmp_path, "--what", "items")
    assert option.returncode == 2
    assert "landmarks know only --json" in option.stderr
