"""What follows once a person's rows are gone: files, snapshots, marks on models, a search.

All of it works from the keyed hashes that an `Erasure` keeps, so that it can be done at
once, by a job, or again by the worker after a process was killed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from medley.core.errors import DataError
from medley.data.cleansing import cleanse, named_in, snapshot_folders
from medley.data.frozen import NOTE
from medley.web.people.kept_files import delete_named, files_named
from medley.web.people.marked_models import mark
from medley.web.people.models import Erasure
from medley.web.people.traces import among

if TYPE_CHECKING:
    from medley.web.jobs.running import Running

AT_ONCE_BYTES = 40_000_000
"""Snapshots up to this size together are searched while the person waits: a second or two."""
KIND = "erase"


def finish_or_ask(erasure: Erasure) -> None:
    """Finish at once where it takes a moment, else by a job."""
    if _bytes(settings.MEDLEY_SNAPSHOTS) <= AT_ONCE_BYTES:
        finish(erasure)
        return
    erasure.save(update_fields=["report"])
    ask_to_finish(erasure)


def ask_to_finish(erasure: Erasure) -> None:
    """Let a job finish an erasure."""
    from medley.web.jobs.queue import ask

    ask(KIND, str(erasure.pk), asked_by="erasure", why="take somebody out of old snapshots")


def run(running: Running) -> dict[str, Any]:
    """Finish the erasure that a job is about."""
    erasure = Erasure.objects.get(pk=int(running.subject))
    running.progress(0.0, "searching snapshots and files")
    finish(erasure)
    return {"snapshots": len(erasure.report["snapshots"])}


def finish(erasure: Erasure) -> None:
    """Delete files, cleanse snapshots, mark models, and search once more; may be done twice."""
    traces = erasure.traces
    report = dict(erasure.report)
    files: Counter[str] = Counter(report.get("files", {}))
    files.update(delete_named(traces))
    snapshots = dict(report.get("snapshots", {}))
    for folder, names in list(_all_holding(traces)):
        snapshots[folder.name] = cleanse(folder, names) or ""
    report["files"], report["snapshots"] = dict(sorted(files.items())), snapshots
    mark(erasure, snapshots)
    report["files_left"] = files_named(traces)
    report["snapshots_left"] = snapshots_holding(traces)
    erasure.report = report | {"finished": True}
    erasure.save(update_fields=["report"])


def snapshots_holding(traces: Collection[str]) -> list[str]:
    """Name the snapshots that hold one of the names behind ``traces``."""
    return [folder.name for folder, _ in _all_holding(traces)]


def holding(folders: Iterable[Path], traces: Collection[str]) -> Iterator[tuple[Path, set[str]]]:
    """Give the snapshots that hold one of the names; an unreadable one may, so it counts."""
    for folder in folders:
        try:
            names = named_in(folder, lambda held: among(traces, held))
        except DataError:
            names = {folder.name}
        if names:
            yield folder, names


def _all_holding(traces: Collection[str]) -> Iterator[tuple[Path, set[str]]]:
    return holding(snapshot_folders(settings.MEDLEY_SNAPSHOTS), traces)


def _bytes(root: Path) -> int:
    return sum(path.stat().st_size for path in root.rglob("*.parquet") if path.name != NOTE)
