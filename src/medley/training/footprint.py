"""What a model costs beside its quality: time for an answer, and memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import numpy as np

from medley.training.evaluation import Examination
from medley.training.feed_examination import FeedExamination
from medley.training.film_examination import FilmExamination
from medley.training.playlist_examination import PlaylistExamination
from medley.training.score_examination import ScoreExamination

N_QUESTIONS = 25
LONGEST_S = 3.0
"""Slow models are asked fewer questions."""
ANSWERS = 100
PER_MB = 2**20


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a fitted model costs where it serves.

    Attributes
    ----------
    latency_ms, slow_ms : float
        Median and 95th percentile of single answers, one after another, on this machine,
        by the time of its processors.
    arrays_mb : float
        Of all that was fitted, as it lies in memory.
    n_asked : int
    """

    latency_ms: float
    slow_ms: float
    arrays_mb: float
    n_asked: int

    def as_dict(self) -> dict[str, float | int]:
        """Give plain values for JSON."""
        return asdict(self)


def footprint(
    model: Any,
    examination: Examination,
    *,
    clock: Callable[[], float] = time.process_time,
) -> Footprint | None:
    """Time a model with questions of an examination; None where there is none.

    Parameters
    ----------
    model : Model
        Fitted.
    examination : Examination
    clock : callable
        Seconds that only rise; of this process's CPU when left out, so that a model is not
        refused for what else the machine does meanwhile.
    """
    questions = sample(examination, N_QUESTIONS)
    if not questions:
        return None
    model.predict(questions[:1], ANSWERS)
    spent = []
    for question in questions:
        begun = clock()
        model.predict([question], ANSWERS)
        spent.append(1000 * (clock() - begun))
        if sum(spent) >= 1000 * LONGEST_S:
            break
    arrays = sum(np.asarray(array).nbytes for array in model.state().values())
    return Footprint(
        latency_ms=round(float(np.median(spent)), 3),
        slow_ms=round(float(np.percentile(spent, 95)), 3),
        arrays_mb=round(arrays / PER_MB, 3),
        n_asked=len(spent),
    )


def sample(examination: Any, n: int) -> list[Any]:
    """Take the first questions of an examination."""
    if not examination.n_test:
        return []
    return list(islice(_questions(examination), n))


def _questions(examination: Any) -> Sequence[Any]:
    if isinstance(examination, FeedExamination):
        return examination.cases.queries
    if isinstance(examination, PlaylistExamination):
        cases = next(iter(examination.questions.scenarios.values()), None)
        return cases.queries if cases is not None else ()
    if isinstance(examination, FilmExamination):
        return examination.test.genre_queries()
    if isinstance(examination, ScoreExamination):
        return examination.test.score_queries()
    asked: Sequence[Any] = examination.test.queries()
    return asked
