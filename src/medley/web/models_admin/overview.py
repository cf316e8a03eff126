"""All tasks at a glance: what serves each, how good it is, what was tried last."""

from __future__ import annotations

from dataclasses import dataclass

from medley.core.registry import TASKS
from medley.web.learning.learners import LEARNERS
from medley.web.models_admin.metric_words import metric_words, task_words
from medley.web.models_admin.shelf import Shelf, shelf
from medley.web.models_admin.version_rows import VersionRow, row_of
from medley.web.operators.charts import Scale


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task.

    Attributes
    ----------
    name, words, metric : str
        ``words`` and ``metric`` as people read them.
    falls : bool
        Whether a smaller figure is better.
    shelf : Shelf
    champion : VersionRow or None
        None before the first promotion, and where it cannot be read.
    latest : VersionRow or None
        What was trained last, if that is not the champion.
    trouble : str
        Why the champion cannot be read; empty if it can.
    learned_here : bool
        Whether the site trains it from its own data.
    """

    name: str
    words: str
    metric: str
    falls: bool
    shelf: Shelf
    champion: VersionRow | None
    latest: VersionRow | None
    trouble: str
    learned_here: bool


def task_rows() -> list[TaskRow]:
    """Give a row for each task, those with versions first."""
    rows = [_row(shelf(task)) for task in TASKS.values()]
    return sorted(rows, key=lambda row: not (row.shelf.versions or row.shelf.broken))


def _row(held: Shelf) -> TaskRow:
    task = held.task
    manifest = held.named(held.champion) if held.champion else None
    champion = row_of(held, manifest) if manifest is not None else None
    if champion is not None and champion.interval is not None:
        # Alone on its scale: metrics of different tasks share none.
        ends = (0.0, 1.0) if max(champion.interval.ends) <= 1 else (0.0,)
        champion = row_of(held, champion.manifest, Scale.over([champion.interval], include=ends))
    last = held.versions[-1] if held.versions else None
    latest = row_of(held, last) if last is not None and last is not manifest else None
    trouble = ""
    if held.champion and manifest is None:
        trouble = held.broken.get(held.champion, f"{held.champion} is gone")
    return TaskRow(
        name=task.name,
        words=task_words(task.name),
        metric=metric_words(task.primary_metric),
        falls=task.primary_metric in task.lower_is_better,
        shelf=held,
        champion=champion,
        latest=latest,
        trouble=trouble,
        learned_here=task.name in LEARNERS,
    )
