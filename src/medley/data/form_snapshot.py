"""Frozen repetitions: a hash of what was measured and said, and a Parquet folder.

Only what the models learn from is kept, no landmarks::

    snapshots/5b0e.../repetitions.parquet   exercise, group, session, measured, evidence,
                                            broken, recordings, again, made
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from medley.data.form_data import CONDITIONS, FormData, Rows
from medley.data.frozen import digest_arrays, digest_texts, read_frozen, write_frozen

if TYPE_CHECKING:
    import polars as pl

_PARTS = ("repetitions",)
_LISTS = ("measured", "evidence", "broken")
_LATER = ("recordings", "again")
"""Lists that an older snapshot lacks; a row of `again` has one camera after another."""


def form_hash(data: FormData) -> str:
    """Hash everything that a fit can depend on.

    Returns
    -------
    str
        SHA-256 in hex; equal for equal repetitions in equal order.
    """
    digest = hashlib.sha256()
    arrays = [data.exercises.astype("<i4"), *(getattr(data, name) for name in _LISTS)]
    digest_arrays(digest, [np.ascontiguousarray(each) for each in arrays])
    digest_texts(digest, tuple(CONDITIONS))
    digest_texts(digest, data.groups)
    # Made sets have the hash that they had before sessions were kept.
    if data.sessions != data.groups:
        digest_texts(digest, data.sessions)
    # So has what was kept before recordings were summed up, and seen again.
    later = [getattr(data, name) for name in _LATER]
    digest_arrays(digest, [np.ascontiguousarray(each) for each in later if each.size])
    return digest.hexdigest()


def save_form(data: FormData, root: Path) -> str:
    """Keep repetitions under their hash; nothing is written when they are there.

    Parameters
    ----------
    data : FormData
    root : Path
        The folder of all snapshots; made if missing.

    Returns
    -------
    str
        The hash, which is the name of the folder.
    """
    return write_frozen(root, form_hash(data), lambda: _frames(data))


def load_form(folder: Path) -> FormData:
    """Read what was kept back and check it against the hash that names its folder.

    Raises
    ------
    DataError
        If a file is missing or unreadable, or the content differs from its hash.
    """
    return read_frozen(folder, _PARTS, _from_frames, form_hash)


def _frames(data: FormData) -> dict[str, pl.DataFrame]:
    import polars as pl

    columns: dict[str, object] = {
        "exercise": data.exercises,
        "group": pl.Series(list(data.groups), dtype=pl.String),
        "session": pl.Series(list(data.sessions), dtype=pl.String),
        "made": np.full(len(data), data.made),
    }
    lists = {
        name: pl.Series(
            getattr(data, name).reshape(len(data), -1).tolist(), dtype=pl.List(pl.Float32)
        )
        for name in (*_LISTS, *_LATER)
    }
    return {"repetitions": pl.DataFrame({**columns, **lists})}


def _from_frames(frames: dict[str, pl.DataFrame]) -> FormData:
    table = frames["repetitions"]
    measured, evidence, broken = (_rows(table, name) for name in _LISTS)
    recordings, again = (_rows(table, name) for name in _LATER)
    width = measured.shape[1] + evidence.shape[1] + recordings.shape[1]
    return FormData(
        table["exercise"].to_numpy().astype(np.int32),
        measured,
        evidence,
        broken,
        tuple(table["group"]),
        bool(table["made"].all()),
        tuple(table["session" if "session" in table.columns else "group"]),
        recordings,
        again.reshape(len(table), -1, width),
    )


def _rows(table: pl.DataFrame, name: str) -> Rows:
    if name not in table.columns:
        return np.empty((len(table), 0), np.float32)
    return np.array(table[name].to_list(), np.float32).reshape(len(table), -1)
