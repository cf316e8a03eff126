"""Versions that an operator pinned: never deleted, and not replaced while they serve.

One name a line, in a file beside the task's versions.
"""

from __future__ import annotations

from medley.artifacts.champion import write_atomically
from medley.artifacts.store import Store
from medley.core.registry import task as find_task

_PINS = "pinned"


def pins(store: Store, task: str) -> tuple[str, ...]:
    """Name the pinned versions of a task, in the order they were pinned."""
    try:
        text = (store.root / find_task(task).name / _PINS).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    return tuple(dict.fromkeys(text.split()))


def pin(store: Store, task: str, version: str) -> None:
    """Pin a version.

    Raises
    ------
    ArtifactError
        If there is no such version, or it cannot be read.
    """
    store.manifest(task, version)
    _write(store, task, (*pins(store, task), version))


def unpin(store: Store, task: str, version: str | None = None) -> tuple[str, ...]:
    """Take the pin off a version, or off all of a task's; say from which ones."""
    held = pins(store, task)
    freed = tuple(name for name in held if version in (None, name))
    if freed:
        _write(store, task, tuple(name for name in held if name not in freed))
    return freed


def pinned_champion(store: Store, task: str) -> str | None:
    """Name the version that serves if it is pinned, else None."""
    champion = store.champion(task)
    return champion if champion in pins(store, task) else None


def _write(store: Store, task: str, names: tuple[str, ...]) -> None:
    text = "".join(f"{name}\n" for name in dict.fromkeys(names))
    write_atomically(store.root / find_task(task).name / _PINS, text)
