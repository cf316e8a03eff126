"""Which examination belongs to which task: the one place where training tells tasks apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from medley.core.registry import task as find_task
from medley.data.feed import FeedData
from medley.training import feed_examination as feed
from medley.training import interests_examination as interests
from medley.training.evaluation import Examination


@dataclass(frozen=True, slots=True)
class Examiner:
    """How the models of one task are examined.

    Attributes
    ----------
    people : callable
        ``(data, *, n_test=None)``: people are held out whole.
    time : callable
        ``(data, *, cutoff_ms=None)``: fitted on what came before a date.
    same : callable
        ``(data)``: the same people held out in every training.
    """

    people: Callable[..., Examination]
    time: Callable[..., Examination]
    same: Callable[[FeedData], Examination]


_EXAMINERS: dict[str, Examiner] = {
    "feed": Examiner(feed.examine_people, feed.examine_time, feed.examine_same),
    "interests": Examiner(interests.examine_people, interests.examine_time, interests.examine_same),
}


def examiner(task_name: str) -> Examiner:
    """Look a task's examiner up.

    Raises
    ------
    ConfigError
        If there is no such task.
    """
    return _EXAMINERS[find_task(task_name).name]
