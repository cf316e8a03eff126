"""Making the demo catalogue from a page: a process of its own, and how far it is."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

STARTING_S = 60
"""So long may a process be silent: starting, or fitting a model."""


@dataclass(frozen=True, slots=True)
class DemoRun:
    """How far the demo is.

    Attributes
    ----------
    is_running : bool
    percent : int
        In [0, 100].
    left_s : int or None
        Estimated seconds to the end, None while there is too little to tell by.
    trouble : str
        What went wrong, empty when nothing did.
    """

    is_running: bool = False
    percent: int = 0
    left_s: int | None = None
    trouble: str = ""


def start(home: Path) -> None:
    """Start ``medley demo`` beside the server; it goes on when the server stops."""
    home.mkdir(parents=True, exist_ok=True)
    _progress(home).write_text(json.dumps({"done": 0.0, "at": time.time()}))
    _started(home).write_text(json.dumps({"at": time.time()}))
    with _log(home).open("wb") as log:
        subprocess.Popen(  # noqa: S603 - our own command, nothing of the request in it
            [sys.executable, "-m", "medley", "demo", "--progress-file", str(_progress(home))],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )


def look(home: Path) -> DemoRun:
    """See how far a demo is that was started from a page."""
    state, began = _read(_progress(home)), _read(_started(home))
    if not began:
        return DemoRun()
    done, at = state.get("done", 0.0), state.get("at", 0.0)
    lines = _log(home).read_text(errors="replace").split("\n") if _log(home).exists() else []
    said = next((line for line in reversed(lines) if line.strip()), "")
    if done >= 1.0 or said or time.time() - at > STARTING_S:
        return DemoRun(percent=round(100 * done), trouble=said[:500] if done < 1.0 else "")
    spent = time.time() - began.get("at", time.time())
    left = round(spent * (1 - done) / done) if done > 0.05 else None
    return DemoRun(is_running=True, percent=round(100 * done), left_s=left)


def _progress(home: Path) -> Path:
    return home / "demo-progress.json"


def _started(home: Path) -> Path:
    return home / "demo-started.json"


def _log(home: Path) -> Path:
    return home / "demo.log"


def _read(path: Path) -> dict[str, float]:
    try:
        state = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}
