"""Deleting versions and snapshots that nobody needs any more."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from medley.artifacts.pins import pins
from medley.artifacts.store import Store
from medley.artifacts.training_lock import is_being_trained
from medley.core.registry import TASKS
from medley.core.registry import task as find_task
from medley.data.frozen import NOTE, is_cleansed

KEPT = 5
"""The newest versions of a task that stay, whatever else does."""
SETTLED_S = 86_400.0
"""Younger folders may belong to a training that goes on."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """What was deleted, or would be.

    Attributes
    ----------
    versions : tuple of (str, str)
        Task and version.
    snapshots : tuple of str
    freed_bytes : int
    """

    versions: tuple[tuple[str, str], ...]
    snapshots: tuple[str, ...]
    freed_bytes: int


def prune(
    store: Store,
    snapshots: Path,
    *,
    tasks: Collection[str] | None = None,
    newest: int = KEPT,
    besides: Collection[str] = (),
    dry: bool = False,
) -> Deleted:
    """Delete old versions, and snapshots that no version names.

    What serves, what a rollback returns to, what is pinned, and the newest versions stay.

    Parameters
    ----------
    store : Store
    snapshots : Path
        Folder of all snapshots.
    tasks : collection of str, optional
        Only their versions; all tasks' when left out.
    newest : int
        So many versions of each task stay.
    besides : collection of str
        Versions that stay too, such as those on trial.
    dry : bool
        Only say what would be deleted.
    """
    old = [
        (task, version)
        for task in (TASKS if tasks is None else tasks)
        for version in outdated(store, task, newest=newest, besides=besides)
    ]
    folders = [store.root / task / version for task, version in old]
    unnamed = _unnamed(store, snapshots, leaving=set(old))
    folders += [snapshots / name for name in unnamed]
    freed = sum(_bytes(folder) for folder in folders)
    if not dry:
        for folder in folders:
            _delete(folder)
    return Deleted(tuple(old), tuple(unnamed), freed)


def outdated(
    store: Store, task: str, *, newest: int = KEPT, besides: Collection[str] = ()
) -> list[str]:
    """Name the versions of a task that may go, oldest first.

    Versions that cannot be read go once they are a day old, unless they are kept.
    """
    names = [manifest.version for manifest in store.versions(task)]
    kept = {store.champion(task), store.previous(task), *pins(store, task), *besides}
    kept |= set(names[max(0, len(names) - newest) :])
    folder = store.root / find_task(task).name
    broken = [name for name in store.broken(task) if _is_settled(folder / name)]
    return [name for name in (*broken, *names) if name not in kept]


def _unnamed(store: Store, snapshots: Path, *, leaving: set[tuple[str, str]]) -> list[str]:
    """Name the snapshots that no version left behind names.

    None while something is trained, or while a version that cannot be read stays: what it
    was made from is not known.
    """
    unread = {(task, version) for task in TASKS for version in store.broken(task)}
    trained = any(is_being_trained(store.root, task) for task in TASKS)
    if trained or unread - leaving or not snapshots.is_dir():
        return []
    named = {
        name
        for task in TASKS
        for manifest in store.versions(task)
        if (task, manifest.version) not in leaving
        for name in _trail(snapshots / manifest.snapshot)
    }
    folders = (folder for folder in snapshots.iterdir() if folder.is_dir())
    return sorted(f.name for f in folders if f.name not in named and _is_settled(f))


def _trail(folder: Path) -> list[str]:
    """Name a snapshot, and those that its notes lead to since people were taken out."""
    names = [folder.name]
    while is_cleansed(folder):
        try:
            following = json.loads((folder / NOTE).read_bytes()).get("now")
        except (OSError, ValueError, AttributeError):
            break
        if not following or following in names:
            break
        names.append(str(following))
        folder = folder.with_name(names[-1])
    return names


def _is_settled(folder: Path) -> bool:
    try:
        return abs(time.time() - folder.stat().st_mtime) > SETTLED_S
    except FileNotFoundError:
        return False


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _delete(folder: Path) -> None:
    """Take a folder out of sight in one step, then delete it."""
    hidden = folder.with_name(f".writing-deleted-{folder.name}")
    try:
        folder.rename(hidden)
    except FileNotFoundError:
        return
    shutil.rmtree(hidden, ignore_errors=True)
