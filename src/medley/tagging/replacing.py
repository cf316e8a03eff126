"""Replaces a file by a changed copy at one moment: whole, with its rights and times."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from medley.core.errors import DataError
from medley.data.sources.song_span import Span, feed

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Beside:
    """A file that is to be replaced, and what will take its place.

    Attributes
    ----------
    target : Path
        The file itself, links followed.
    draft : Path
        Beside it, hidden; gone when the work ends, whichever way.
    """

    target: Path
    draft: Path


@contextmanager
def beside(path: Path) -> Iterator[tuple[Beside, Callable[[], None]]]:
    """Give a place for the new content, and the function that puts it in place.

    Until that is called the old file is untouched; a kill leaves at most a hidden
    draft, which the next attempt writes over.

    Raises
    ------
    DataError
        If the file may not be replaced: read-only, in a read-only folder, known by a
        second name (a hard link), or changed meanwhile by somebody else.
    """
    try:
        target = path.resolve(strict=True)
        before = target.stat()
        _check(target, before)
        name = blake2b(os.fsencode(target.name), digest_size=8).hexdigest()
        pair = Beside(target, target.with_name(f".medley-{name}.part"))
        try:
            yield pair, lambda: _replace(pair, before)
        finally:
            with contextlib.suppress(OSError):
                pair.draft.unlink(missing_ok=True)
    except OSError as error:
        raise DataError(f"it cannot be written: {error.strerror}") from None


def content_hash(path: Path) -> str:
    """Hash a whole file.

    Returns
    -------
    str
        40 hexadecimal digits: 160 bits of BLAKE2b.
    """
    with path.open("rb") as file:
        return _hash(file)


def _hash(file: BinaryIO) -> str:
    digest = blake2b(digest_size=20)
    feed(file, Span(0, file.seek(0, 2)), digest.update)
    return digest.hexdigest()


def _check(target: Path, now: os.stat_result) -> None:
    # Root may write everywhere, so what the owner marked is looked at, not only tried.
    if not stat.S_ISREG(now.st_mode):
        raise DataError("it is no file")
    if not now.st_mode & _WRITABLE:
        raise DataError("it is read-only; allow writing first")
    if not target.parent.stat().st_mode & _WRITABLE:
        raise DataError("its folder is read-only; allow writing first")
    if now.st_nlink > 1:
        raise DataError("it has a second name (a hard link), which would keep the old content")


def _replace(pair: Beside, before: os.stat_result) -> None:
    now = pair.target.stat()
    if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise DataError("it was changed meanwhile; run the command again")
    shutil.copystat(pair.target, pair.draft)
    if os.name == "posix" and (now.st_uid, now.st_gid) != _owner(pair.draft):
        os.chown(pair.draft, now.st_uid, now.st_gid)
        pair.draft.chmod(stat.S_IMODE(now.st_mode))
    with pair.draft.open("rb") as file:
        os.fsync(file.fileno())
    pair.draft.replace(pair.target)
    _sync_folder(pair.target.parent)


def _owner(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_uid, found.st_gid


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
