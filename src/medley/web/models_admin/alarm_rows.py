"""What is wrong with models and their jobs, in words and with the mend."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from medley.core.registry import TASKS
from medley.web.models_admin.metric_words import task_words
from medley.web.models_admin.shelf import Shelf, shelf


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One thing to look after.

    Attributes
    ----------
    task : str
        Name of the task; empty where it concerns all.
    said : str
    mend : str
    detail : str
        The reason as the program said it, in English; empty where there is none.
    """

    task: str
    said: str
    mend: str
    detail: str = ""


def alarm_rows(task: str = "") -> list[AlarmRow]:
    """List what is wrong, of one task or of all."""
    tasks = [TASKS[task]] if task else list(TASKS.values())
    return [row for held in map(shelf, tasks) for row in _of_shelf(held)]


def _of_shelf(held: Shelf) -> list[AlarmRow]:
    name, champion = held.task.name, held.champion
    if champion is None or held.named(champion) is not None:
        return []
    said = _("%(task)s: the champion %(version)s cannot be read, so another model answers.")
    words = {"task": task_words(name), "version": champion}
    mend = _("Roll back, or train again.")
    return [AlarmRow(name, said % words, mend, held.broken.get(champion, ""))]
