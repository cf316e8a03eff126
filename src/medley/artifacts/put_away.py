"""Deleting a version so that it can be taken back: renamed out of sight, cleared later.

Both ways are one atomic rename, so a version is there whole or not at all.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from medley.artifacts.champion import sync_folder
from medley.artifacts.store import Store
from medley.core.errors import ArtifactError

KEPT_S = 7 * 86_400.0
_AWAY = ".away-"


def put_away(store: Store, task: str, version: str) -> None:
    """Delete a version; `take_back` undoes it for a week.

    Raises
    ------
    ArtifactError
        If there is no such version, or it serves.
    """
    folder = _folder(store, task, version)
    if not folder.is_dir():
        raise ArtifactError(
            f"{task!r} has no version {version!r}; `medley models {task}` lists them"
        )
    if store.champion(task) == version:
        raise ArtifactError(f"{version} serves {task}; promote another one before you delete it")
    clear_away(store, task)
    away = _away(folder)
    folder.rename(away)
    away.touch()
    sync_folder(folder.parent)


def take_back(store: Store, task: str, version: str) -> None:
    """Undo `put_away`.

    Raises
    ------
    ArtifactError
        If the version was not deleted, or cleared since.
    """
    folder = _folder(store, task, version)
    if folder.is_dir():
        return
    try:
        _away(folder).rename(folder)
    except FileNotFoundError:
        raise ArtifactError(f"{version} was not deleted, or is cleared by now") from None
    sync_folder(folder.parent)


def clear_away(store: Store, task: str, *, older_than_s: float = KEPT_S) -> list[str]:
    """Remove for good what was deleted long ago; name it."""
    cleared = []
    root = store.root / task
    for path in sorted(root.glob(f"{_AWAY}*")) if root.is_dir() else ():
        if time.time() - path.stat().st_mtime > older_than_s:
            shutil.rmtree(path, ignore_errors=True)
            cleared.append(path.name.removeprefix(_AWAY))
    return cleared


def _folder(store: Store, task: str, version: str) -> Path:
    if version.startswith(".") or Path(version).name != version:
        raise ArtifactError(f"{version!r} is no version name; see `medley models {task}`")
    return store.root / task / version


def _away(folder: Path) -> Path:
    return folder.with_name(_AWAY + folder.name)
