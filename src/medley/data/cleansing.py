"""Taking somebody out of a snapshot: found by name, written anew without them.

A snapshot is named by the hash of what it holds, so it cannot just be changed. What it
held without them is kept as a snapshot of its own, under its own hash, and the old folder
keeps a note that leads there: whoever follows a model's lineage finds what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import numpy as np

from medley.core.errors import DataError
from medley.core.vocabulary import Vocabulary
from medley.data.exercise_snapshot import (
    FrozenExercises,
    keep_exercises,
    load_exercises,
)
from medley.data.feed import FeedData
from medley.data.form_snapshot import load_form, save_form
from medley.data.frozen import is_cleansed, leave_note
from medley.data.playlist_snapshot import load_playlists, save_playlists
from medley.data.snapshot import load_snapshot, save_snapshot

_NO_PERSON = {"interactions", "items", "names", "sounds", "tracks", "windows"} | {
    *("songs", "genres", "films", "labels")
}
"""Tables that name things; any other table may name people or what is theirs."""


def snapshot_folders(root: Path) -> list[Path]:
    """All snapshots that hold something, the oldest first."""
    if not root.is_dir():
        return []
    found = [path for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")]
    held = [path for path in found if not is_cleansed(path)]
    return sorted(held, key=lambda path: path.stat().st_mtime)


def named_in(folder: Path, which: Callable[[Iterable[str]], set[str]]) -> set[str]:
    """Find names in a snapshot's tables.

    Parameters
    ----------
    folder : Path
    which : callable
        Picks out of many names those that are looked for.

    Raises
    ------
    DataError
        If a table cannot be read.
    """
    import polars as pl

    found: set[str] = set()
    for path in sorted(folder.glob("*.parquet")):
        if path.stem in _NO_PERSON:
            continue
        try:
            kinds = pl.read_parquet_schema(path)
            columns = [name for name, kind in kinds.items() if kind == pl.String]
            frame = pl.read_parquet(path, columns=columns)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise DataError(f"the snapshot {folder} cannot be read ({error})") from error
        for column in columns:
            found |= which(frame[column].drop_nulls().unique().to_list())
    return found


def cleanse(folder: Path, names: Collection[str]) -> str | None:
    """Keep a snapshot without some of its people, playlists or recordings.

    Killed at any moment it can be done again.

    Parameters
    ----------
    folder : Path
    names : collection of str
        What `named_in` found.

    Returns
    -------
    str or None
        The hash of what is left; None where nothing is, or where the snapshot is damaged
        or of a kind that cannot be taken apart: then it is deleted as a whole.
    """
    held = set(names)
    left = None
    for part, without in _WITHOUT.items():
        if (folder / f"{part}.parquet").exists():
            try:
                left = without(folder, held)
            except DataError:
                left = None
    leave_note(folder, left)
    return left


def without_people(data: FeedData, names: Collection[str]) -> FeedData:
    """Leave people out, with all that they did and declared."""
    gone = set(names)
    kept = np.array([key not in gone for key in data.people], np.bool_)
    place = np.cumsum(kept, dtype=np.int64).astype(np.int32) - 1
    rows = data.take(kept[data.person])
    return FeedData(
        data.catalogue,
        Vocabulary(key for key in data.people if key not in gone),
        place[rows.person],
        rows.item,
        rows.weight,
        rows.time_ms,
        {int(place[at]): held for at, held in data.interests.items() if kept[at]},
    )


def _feed(folder: Path, names: set[str]) -> str | None:
    left = without_people(load_snapshot(folder), names)
    return save_snapshot(left, folder.parent) if len(left.people) else None


def _playlists(folder: Path, names: set[str]) -> str | None:
    data = load_playlists(folder)
    kept = np.array([row for row, key in enumerate(data.ids) if key not in names], np.int64)
    return save_playlists(data.take(kept), folder.parent) if len(kept) else None


def _exercises(folder: Path, names: set[str]) -> str | None:
    data = load_exercises(folder)
    pairs = zip(data.groups, data.digests, strict=True)
    kept = np.array([not {*pair} & names for pair in pairs], np.bool_)
    rows = kept[data.of]
    place = np.cumsum(kept, dtype=np.int64).astype(np.int32) - 1
    left = FrozenExercises(
        of=place[data.of[rows]],
        starts_s=data.starts_s[rows],
        labels=data.labels[rows],
        groups=tuple(name for name, keep in zip(data.groups, kept, strict=True) if keep),
        digests=tuple(name for name, keep in zip(data.digests, kept, strict=True) if keep),
        counts=tuple(count for count, keep in zip(data.counts, kept, strict=True) if keep),
    )
    return keep_exercises(left, folder.parent) if kept.any() else None


def _form(folder: Path, names: set[str]) -> str | None:
    data = load_form(folder)
    pairs = zip(data.groups, data.sessions, strict=True)
    left = data.take(np.array([not {*pair} & names for pair in pairs], np.bool_))
    return save_form(left, folder.parent) if len(left) else None


_WITHOUT: dict[str, Callable[[Path, set[str]], str | None]] = {
    "people": _feed,
    "playlists": _playlists,
    "windows": _exercises,
    "repetitions": _form,
}
