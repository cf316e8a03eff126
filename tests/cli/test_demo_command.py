"""`medley demo --if-empty` leaves a catalogue alone that somebody else began."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ITEMS = "item,title,kind\n1,My own film,film\n"


def medley(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "medley", *words],
        env=os.environ | {"MEDLEY_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )


def test_a_catalogue_that_is_there_is_left_alone(tmp_path: Path) -> None:
    table = tmp_path / "items.csv"
    table.write_text(ITEMS)
    home = tmp_path / "home"
    medley(home, "import", "csv", str(table), "--what", "items", "--no-train", "--json")
    answered = medley(home, "demo", "--if-empty", "--json")
    assert json.loads(answered.stdout) == {"source": "demo", "changed": False}
    assert not (home / "media" / "demo").exists()
