"""Makes the demo catalogue in a process of its own, and notes how far it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

EVERY_S = 0.3


def progress_file(home: Path) -> Path:
    """Name the file that tells how far the demo is."""
    return home / "demo-progress.json"


def read_progress(home: Path) -> dict[str, Any]:
    """Read how far the demo is; empty when nobody started it."""
    try:
        state = json.loads(progress_file(home).read_text())
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def write_progress(home: Path, **state: Any) -> None:
    """Write how far the demo is, so that a reader sees all of it or the state before."""
    path = progress_file(home)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(state | {"at": time.time()}))
    part.replace(path)


def run(home: Path) -> int:
    """Run ``medley demo`` and note that it runs, until it ends."""
    began = time.time()
    job = subprocess.Popen(
        [sys.executable, "-m", "medley", "demo", "--json"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    while True:
        write_progress(home, state="running", elapsed_s=round(time.time() - began))
        try:
            _out, said = job.communicate(timeout=EVERY_S)
        except subprocess.TimeoutExpired:
            continue
        break
    if job.returncode:
        lines = said.strip().splitlines() or ["medley demo ended without a word"]
        write_progress(home, state="failed", error=lines[-1][:500])
    else:
        write_progress(home, state="done")
    return job.returncode


if __name__ == "__main__":
    sys.exit(run(Path(os.environ.get("MEDLEY_HOME") or "medley-data").expanduser().resolve()))
