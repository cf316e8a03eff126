"""The saved versions of a task as the pages read them: manifests alone, no model loaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Min

from medley.artifacts.manifest import MANIFEST_NAME, Manifest
from medley.artifacts.pins import pins
from medley.artifacts.store import Store
from medley.core.errors import ArtifactError, ConfigError
from medley.core.registry import TASKS
from medley.core.task import Task
from medley.serving.cache import RecentlyUsed
from medley.web.people.models import FittedOn

_read: RecentlyUsed[tuple[str, str, int, int], Manifest | str] = RecentlyUsed(4_096)


@dataclass(frozen=True, slots=True)
class Shelf:
    """All versions of one task.

    Attributes
    ----------
    task : Task
    versions : tuple of Manifest
        What can be read, oldest first.
    broken : dict of str to str
        Why the others cannot, by version.
    champion, previous : str or None
        What serves, and what a rollback returns to.
    pinned : frozenset of str
        What is never deleted by itself.
    refit_by_ms : dict of str to int
        Until when versions may stay that learned from somebody who was deleted, in
        milliseconds since 1970-01-01 UTC.
    """

    task: Task
    versions: tuple[Manifest, ...]
    broken: dict[str, str] = field(default_factory=dict)
    champion: str | None = None
    previous: str | None = None
    pinned: frozenset[str] = frozenset()
    refit_by_ms: dict[str, int] = field(default_factory=dict)

    def named(self, version: str) -> Manifest | None:
        """A version that can be read, None where there is none of that name."""
        return next((one for one in self.versions if one.version == version), None)

    def __contains__(self, version: object) -> bool:
        return version in self.broken or any(one.version == version for one in self.versions)


def store() -> Store:
    """The folder of saved models."""
    return Store(settings.MEDLEY_MODELS)


def task_named(name: str) -> Task | None:
    """A task by name, None where there is none."""
    return TASKS.get(name)


def shelf(task: Task) -> Shelf:
    """List a task's versions; of those read before only the time and size are looked at."""
    held = store()
    versions: list[Manifest] = []
    broken: dict[str, str] = {}
    folder = held.root / task.name
    names = sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
    for name in names:
        if name.startswith("."):
            continue
        found = _manifest(held, task.name, name)
        if isinstance(found, Manifest):
            versions.append(found)
        else:
            broken[name] = found
    versions.sort(key=lambda one: (one.created, one.version))
    return Shelf(
        task,
        tuple(versions),
        broken,
        held.champion(task.name),
        _previous(held, task.name),
        frozenset(pins(held, task.name)),
        _refit_by(task.name),
    )


def size_of(manifest: Manifest) -> int:
    """How many bytes a version takes on the disk, without its manifest."""
    return sum(int(facts.get("bytes", 0)) for facts in manifest.files.values())


def created(manifest: Manifest) -> datetime:
    """When a version was saved."""
    return datetime.fromisoformat(manifest.created)


def noted(manifest: Manifest, name: str, default: Any = None) -> Any:
    """A note of the training, whatever an older Medley or another program left there."""
    notes = manifest.notes if isinstance(manifest.notes, dict) else {}
    return notes.get(name, default)


def _refit_by(task: str) -> dict[str, int]:
    rows = FittedOn.objects.filter(task=task, cleared_ms=0).values_list("version")
    return dict(rows.annotate(Min("erasure__refit_by_ms")).order_by())


def _manifest(held: Store, task: str, name: str) -> Manifest | str:
    path = Path(held.root) / task / name / MANIFEST_NAME
    try:
        facts = path.stat()
    except OSError:
        facts = None
    # The file of another size or time is another file, and one that is gone was never read.
    key = (str(path), name, facts.st_mtime_ns, facts.st_size) if facts is not None else None
    known = _read.get(key) if key is not None else None
    if known is not None:
        return known
    try:
        found: Manifest | str = held.manifest(task, name)
    except ArtifactError as error:
        found = str(error)
    if key is not None:
        _read.put(key, found)
    return found


def _previous(held: Store, task: str) -> str | None:
    try:
        return held.previous(task)
    except (ArtifactError, ConfigError):
        # A log that names what was never a version.
        return None
