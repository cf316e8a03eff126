"""Models that were fitted on somebody who was deleted: marked, replaced, and then forgotten."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from medley.artifacts.champion import drop_champion
from medley.artifacts.manifest import Manifest
from medley.artifacts.store import Store
from medley.core.registry import TASKS
from medley.web.clock import now_ms
from medley.web.people.models import Erasure, FittedOn

WHY = "its data held somebody who was deleted, and the date until which it may is over"


def mark(erasure: Erasure, snapshots: Iterable[str]) -> None:
    """Mark every version that was fitted on one of the snapshots."""
    held = set(snapshots)
    _write(erasure, [one for one in all_versions() if one.snapshot in held], sure=True)


def mark_unsure(erasure: Erasure, since: str) -> None:
    """Mark versions made since ``since`` whose snapshot is gone, so that nobody can tell."""
    folder = settings.MEDLEY_SNAPSHOTS
    gone = [
        one
        for one in all_versions()
        if one.created >= since and not (folder / one.snapshot).is_dir()
    ]
    _write(erasure, gone, sure=False)


def all_versions() -> list[Manifest]:
    """Every version of every task that can be read."""
    store = Store(settings.MEDLEY_MODELS)
    return [version for task in TASKS for version in store.versions(task)]


def retire_overdue(moment_ms: int) -> list[str]:
    """Let no marked model serve or stay whose date is over, and say in words what was done.

    The newest version without a mark serves in place of a marked champion; without any,
    nothing trained serves, and pages say so, until a training is done.
    """
    said = []
    overdue = FittedOn.objects.filter(cleared_ms=0, erasure__refit_by_ms__lte=moment_ms)
    for task in sorted(set(overdue.values_list("task", flat=True))):
        said += _retire(task, set(overdue.filter(task=task).values_list("version", flat=True)))
    return said


def has_clean(task: str) -> bool:
    """Whether the newest version of a task was fitted without anybody who was deleted."""
    marked = set(FittedOn.objects.filter(task=task, cleared_ms=0).values_list("version", flat=True))
    newest = next(reversed(Store(settings.MEDLEY_MODELS).versions(task)), None)
    return newest is not None and newest.version not in marked


def clear_done() -> int:
    """Clear the marks of versions that are gone, and say how many."""
    rows = FittedOn.objects.filter(cleared_ms=0)
    gone = [row.pk for row in rows if not _folders(row.task, row.version)]
    return FittedOn.objects.filter(pk__in=gone).update(cleared_ms=now_ms())


def _retire(task: str, overdue: set[str]) -> list[str]:
    store, said = Store(settings.MEDLEY_MODELS), []
    marked = set(FittedOn.objects.filter(cleared_ms=0).values_list("version", flat=True))
    champion = store.champion(task)
    if champion in overdue:
        others = [one.version for one in store.versions(task) if one.version not in marked]
        if others:
            store.promote(task, others[-1], WHY)
            said.append(f"{task}: {others[-1]} serves in place of {champion}: {WHY}")
        else:
            drop_champion(store.root / task)
            said.append(f"{task}: nothing trained serves until the next training: {WHY}")
    for version in sorted(overdue):
        for folder in _folders(task, version):
            _delete(folder)
            said.append(f"{task}: {version} is deleted: {WHY}")
    return said


def _folders(task: str, version: str) -> list[Path]:
    """Where a version lies, and where one lies that was deleted so that it can be taken back."""
    root = Path(settings.MEDLEY_MODELS) / task
    return [path for path in (root / version, *root.glob(f".*-{version}")) if path.is_dir()]


def _delete(folder: Path) -> None:
    """Take a folder out of sight in one step, then delete it."""
    hidden = folder.with_name(f".writing-erased-{folder.name}")
    folder.rename(hidden)
    shutil.rmtree(hidden, ignore_errors=True)


def _write(erasure: Erasure, versions: list[Manifest], *, sure: bool) -> None:
    known = set(erasure.fitted.values_list("version", flat=True))
    FittedOn.objects.bulk_create(
        [
            FittedOn(
                erasure=erasure,
                task=one.task,
                version=one.version,
                snapshot=one.snapshot,
                sure=sure,
            )
            for one in versions
            if one.version not in known
        ],
        ignore_conflicts=True,
    )
