"""One process at a time holds a file; the operating system lets go of it for a killed one."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO


class HeldError(Exception):
    """Another process, or another thread, holds the file.

    Its text is who does, as far as that is known: " by process 12 since ...", or empty.
    """


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold a file, made if it is not there, and say in it who does.

    Parameters
    ----------
    path : Path
        Its folder is there.

    Raises
    ------
    HeldError
        If it is held already; nobody waits.
    """
    with path.open("a+", encoding="utf-8") as file:
        if not _locked(file):
            raise HeldError(_by_whom(file))
        _sign(file)
        yield


def is_held(path: Path) -> bool:
    """Whether some process holds a file at this moment."""
    try:
        with path.open("a+", encoding="utf-8") as file:
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
