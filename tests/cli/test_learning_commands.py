"""One training of a task at a time, by hand too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from medley.artifacts.training_lock import training_lock

EVENTS = "person,item,kind,at\n" + "".join(
    f"p{p},i{(p * q) % 7},like,{1_700_000_000 + p * 100 + q}\n"
    for p in range(1, 30)
    for q in range(1, 6)
)


def trained(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "medley", "train", *words]
    environment = os.environ | {"MEDLEY_HOME": str(home)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_task_that_is_being_trained_is_not_trained_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(EVENTS)
    words = ["feed", "--model", "popular", "--data", str(path)]
    with training_lock(tmp_path / "models", "feed"):
        refused = trained(tmp_path, *words)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "feed is being trained already by process" in refused.stderr
    assert "wait until that is done" in refused.stderr
    assert trained(tmp_path, *words).returncode == 0
