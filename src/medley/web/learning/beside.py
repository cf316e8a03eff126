"""One way for every task to let versions on trial answer: in place of the champion, or unseen.

A question is named by what it is ``about``, such as ``"item:12"``: the same one always falls
into the same share, and is kept once for each trial, however often it is asked.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections

from medley.artifacts.store import Store
from medley.core.errors import MedleyError
from medley.serving.beside import Versions
from medley.serving.predictor import Serving
from medley.serving.seeding import share_of
from medley.web.learning.models import ShadowAnswer, ShadowTrial
from medley.web.learning.shadow import keep_answer
from medley.web.learning.trials import active_trial, forget_trials

MOST_WAITING = 4
"""More answers than that are dropped: whoever asked comes first."""
Ask = Callable[[Serving], list[Any]]
"""From a version to its answer in plain values."""
log = logging.getLogger(__name__)

_thread = ThreadPoolExecutor(1, thread_name_prefix="beside")
_room = BoundedSemaphore(MOST_WAITING)
_versions: dict[str, Versions] = {}


def shown_instead(task: str, about: str) -> Serving | None:
    """The version that answers a question in place of the champion; None for most.

    Parameters
    ----------
    task : str
    about : str
        Empty for a question that nobody can ask again: the champion answers.
    """
    trial = active_trial(task, shown=True) if about else None
    if trial is None or not _falls(trial, about):
        return None
    return _of(task).serving(trial.version)


def answer_beside(
    task: str,
    about: str,
    *,
    shown_by: str,
    shown: list[Any],
    ask: Ask,
    person: int | None = None,
    at_once: bool = False,
) -> None:
    """Let the version in the shadow answer a question, too, and keep both answers.

    Nothing happens where no version is tried, where the question does not fall into its
    share, and where it was answered before.

    Parameters
    ----------
    task, about : str
    shown_by : str
        The version whose answer is shown.
    shown : list
        That answer in plain values.
    ask : callable
        Gives the answer of another version, in the same form.
    person : int, optional
        Primary key of whose question it is: the answers go with the person.
    at_once : bool
        Wait for it, in work that nobody waits for; else it is done behind the request, and
        not at all where that cannot keep up.
    """
    trial = active_trial(task)
    if trial is None or trial.version == shown_by or not (about and _falls(trial, about)):
        return
    if at_once:
        _answer(trial, about, shown_by, shown, ask, person)
    elif _room.acquire(blocking=False):
        _thread.submit(_behind, trial, about, shown_by, shown, ask, person)


def finish_beside() -> None:
    """Wait for the answers that are being made."""
    _thread.submit(int).result()


def forget_versions() -> None:
    """Look at the trials and load their versions afresh."""
    _versions.clear()
    forget_trials()


def _falls(trial: ShadowTrial, about: str) -> bool:
    return share_of(f"trial {trial.pk}", about) < trial.share


def _of(task: str) -> Versions:
    if task not in _versions:
        _versions[task] = Versions(Store(settings.MEDLEY_MODELS), task)
    return _versions[task]


def _behind(*asked: Any) -> None:
    try:
        _answer(*asked)
    finally:
        connections.close_all()
        _room.release()


def _answer(
    trial: ShadowTrial, about: str, shown_by: str, shown: list[Any], ask: Ask, person: int | None
) -> None:
    try:
        if ShadowAnswer.objects.filter(trial=trial, about=about).exists():
            return
        serving = _of(trial.task).serving(trial.version)
        if serving is None:
            return
        begun = time.perf_counter()
        unseen = ask(serving)
        keep_answer(
            trial,
            about=about,
            person=person,
            shown_by=shown_by,
            shown=shown,
            unseen=unseen,
            took_ms=round(1000 * (time.perf_counter() - begun), 2),
        )
    except (DatabaseError, MedleyError) as error:
        # Gone with its trial or its person meanwhile, or no answer to this question.
        log.warning("an answer in the shadow was not kept: %s", error)
