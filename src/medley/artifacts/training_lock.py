"""Never two trainings of one task at once, whoever starts them.

The lock is the operating system's own, on a file beside the task's versions: it ends with
the process that holds it, even one that was killed, so no lock is ever left behind.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from medley.core.errors import UnavailableError

NAME = ".training"


class BeingTrainedError(UnavailableError):
    """Another process trains the task at this moment."""


@contextmanager
def training_lock(root: Path, task: str) -> Iterator[None]:
    """Hold a task for one training.

    Parameters
    ----------
    root : Path
        Of the store.
    task : str

    Raises
    ------
    BeingTrainedError
        If another process, or another thread, is training the task.
    """
    folder = root / task
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("a+", encoding="utf-8") as file:
        if not _locked(file):
            raise BeingTrainedError(
                f"{task} is being trained already{_by_whom(file)}; wait until that is done, "
                "or end it: the models page cancels jobs"
            )
        _sign(file)
        yield


def is_being_trained(root: Path, task: str) -> bool:
    """Whether some process trains a task at this moment."""
    try:
        with (root / task / NAME).open("a+", encoding="utf-8") as file:
            return not _locked(file)
    except FileNotFoundError:
        return False


def _locked(file: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:
        return _locked_elsewhere(file)
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return False
        raise
    return True


def _locked_elsewhere(file: IO[str]) -> bool:
    import msvcrt

    file.seek(0)
    try:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True


def _sign(file: IO[str]) -> None:
    file.seek(0)
    file.truncate()
    since = datetime.now(UTC).isoformat(timespec="seconds")
    json.dump({"process": os.getpid(), "since": since}, file)
    file.flush()


def _by_whom(file: IO[str]) -> str:
    try:
        file.seek(0)
        held = json.load(file)
        return f" by process {held['process']} since {held['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
