"""What snapshots of every kind share: a digest of content, and a folder written whole."""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError

if TYPE_CHECKING:
    import polars as pl

T = TypeVar("T")
NOTE = "cleansed.json"
"""Where a snapshot says that people were taken out of it, and where it lies without them."""


def digest_arrays(digest: Any, arrays: Iterable[NDArray[Any]]) -> None:
    """Add arrays to a digest, each after its length; give them a fixed byte order."""
    for values in arrays:
        digest.update(len(values).to_bytes(8, "little"))
        digest.update(np.ascontiguousarray(values).data)


def digest_texts(digest: Any, texts: Sequence[str]) -> None:
    """Add texts to a digest, each after its length."""
    digest.update(len(texts).to_bytes(8, "little"))
    for text in texts:
        raw = text.encode()
        digest.update(len(raw).to_bytes(8, "little"))
        digest.update(raw)


def write_frozen(root: Path, name: str, frames: Callable[[], Mapping[str, pl.DataFrame]]) -> str:
    """Keep tables as the Parquet folder ``root/name``, unless it is there already.

    Returns
    -------
    str
        ``name``.
    """
    folder = root / name
    if folder.is_dir():
        return name
    beside = root / f".writing-{secrets.token_hex(6)}"
    beside.mkdir(parents=True)
    try:
        for part, frame in frames().items():
            _write(frame, beside / f"{part}.parquet")
        try:
            beside.rename(folder)
        except OSError:
            # Another process kept the same data in the meantime.
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return name


def _write(frame: pl.DataFrame, path: Path) -> None:
    import polars as pl

    try:
        frame.write_parquet(path, compression="zstd")
    except pl.exceptions.ComputeError as error:
        # Polars hides that the disk is full behind an error of its own.
        for code in (errno.ENOSPC, errno.EDQUOT):
            if f"os error {code}" in str(error):
                raise OSError(code, os.strerror(code), str(path)) from error
        raise


def read_frozen(
    folder: Path,
    parts: Sequence[str],
    build: Callable[[dict[str, pl.DataFrame]], T],
    hash_of: Callable[[T], str],
) -> T:
    """Read tables back and check what they hold against the hash that names the folder.

    Raises
    ------
    DataError
        If a file is missing or unreadable, the content differs from its hash, or it was
        deleted because somebody in it was.
    """
    import polars as pl

    folder = followed(folder)
    try:
        data = build({part: pl.read_parquet(folder / f"{part}.parquet") for part in parts})
    except (OSError, ValueError, KeyError, DataError, pl.exceptions.PolarsError) as error:
        raise DataError(f"the snapshot {folder} cannot be read ({error}); train again") from error
    if hash_of(data) != folder.name:
        raise DataError(f"the snapshot {folder} was changed after it was written; train again")
    return data


def is_cleansed(folder: Path) -> bool:
    """Whether people were taken out of a snapshot."""
    return (folder / NOTE).is_file()


def followed(folder: Path) -> Path:
    """Where a snapshot lies by now: elsewhere, once people were taken out of it.

    Raises
    ------
    DataError
        If nothing of it is left.
    """
    while is_cleansed(folder):
        try:
            name = json.loads((folder / NOTE).read_bytes())["now"]
        except (OSError, ValueError, KeyError) as error:
            raise DataError(f"the note in {folder} cannot be read ({error})") from error
        if not name or name == folder.name:
            raise DataError(
                f"the snapshot {folder} was deleted, because somebody in it was; train again"
            )
        folder = folder.parent / str(name)
    return folder


def leave_note(folder: Path, now: str | None) -> None:
    """Delete what a snapshot held, and keep a note of where it lies without some people.

    Parameters
    ----------
    folder : Path
    now : str or None
        Hash of what is left; None for nothing.
    """
    beside = folder / f".{NOTE}-{secrets.token_hex(4)}"
    with beside.open("x", encoding="utf-8") as file:
        json.dump({"now": now}, file)
        file.flush()
        os.fsync(file.fileno())
    # From here on readers go where the note leads; what follows may be done twice.
    beside.replace(folder / NOTE)
    for path in folder.iterdir():
        if path.name != NOTE:
            path.unlink(missing_ok=True)
