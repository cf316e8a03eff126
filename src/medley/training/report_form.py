"""What a task's report looks like: its columns, words and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from medley.core.registry import task as find_task
from medley.training.compare import Comparison

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Table:
    """One more table of a report.

    Attributes
    ----------
    title : str
    header : sequence of str
    rows : sequence of sequence of str
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


Pictures = Callable[[Comparison, Mapping[str, str]], Iterator[tuple[str, "Figure"]]]


def no_tables(_comparison: Comparison) -> tuple[Table, ...]:
    """Say all in the first table."""
    return ()


@dataclass(frozen=True, slots=True)
class ReportForm:
    """How a comparison of one task is written down.

    Attributes
    ----------
    columns : tuple of str
        Metrics of the table.
    labels : mapping of str to str
        How each metric is called.
    digits : mapping of str to int
        Decimals of a metric; 3 without it.
    sentence : callable
        Describes data and split.
    note : str
        What a reader must know of the figures.
    pictures : callable
        From a comparison and the names of its categories: file names with figures,
        drawn one at a time.
    tables : callable
        From a comparison: tables that stand after the first one.
    """

    columns: tuple[str, ...]
    labels: Mapping[str, str]
    digits: Mapping[str, int]
    sentence: Callable[[Comparison], str]
    note: str
    pictures: Pictures
    tables: Callable[[Comparison], Iterable[Table]] = no_tables


_FORMS: dict[str, str] = {
    "feed": "medley.training.feed_report",
    "interests": "medley.training.interests_report",
    "playlist": "medley.training.playlist_report",
    "song-genre": "medley.training.song_report",
    "film-genre": "medley.training.film_report",
    "film-score": "medley.training.score_report",
    "exercise": "medley.training.exercise_report",
    "form": "medley.training.form_report",
}


def form_of(task_name: str) -> ReportForm:
    """Look a task's form up.

    Raises
    ------
    ConfigError
        If there is no such task.
    """
    found: ReportForm = import_module(_FORMS[find_task(task_name).name]).FORM
    return found
