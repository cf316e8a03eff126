"""The folder in which the processes of one `medley serve` count together."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_BEGINS = "serve-"


def begin_counting(home: Path) -> Path:
    """Make an empty folder for this server's processes, and remove those of ended servers.

    It must be called before any of the processes starts.

    Parameters
    ----------
    home : Path
        The data folder.
    """
    root = home / "metrics"
    root.mkdir(parents=True, exist_ok=True)
    for path in root.glob(f"{_BEGINS}*"):
        if not _lives(path.name.removeprefix(_BEGINS)):
            shutil.rmtree(path, ignore_errors=True)
    folder = root / f"{_BEGINS}{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.environ[VARIABLE] = str(folder)
    return folder


def end_counting(folder: Path) -> None:
    """Remove the folder when the server ends."""
    shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: str) -> bool:
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
