"""Versions on trial: unseen beside the champion, or shown in its place to a share of people.

Each task says what of this means something on a site. The feed's trials that are shown are
experiments (`medley.web.feed.experiments`), whose arms differ in more than the version.
"""

from __future__ import annotations

import threading
import time

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from medley.artifacts.store import Store
from medley.core.errors import ConfigError
from medley.web.clock import now_ms
from medley.web.learning.models import ShadowTrial

UNSEEN = ("feed", "playlist", "song-genre", "film-genre", "film-score", "exercise")
"""Tasks of which a version can answer unseen."""
SHOWN = ("playlist", "song-genre", "film-genre", "exercise")
"""Tasks of which a version can answer a share in place of the champion."""
WHY_NOT = {
    "feed": _("What a share of people is shown is decided by an experiment."),
    "interests": _(
        "Interests only shape the feed's pages: try their versions there, by an experiment."
    ),
    "film-score": _(
        "Nobody answers to an expected score, so it is only tried unseen: scores that become "
        "known later judge it."
    ),
    "form": _(
        "Form is judged by the limits of rules, which a model only refines: its versions are "
        "compared on repetitions that people judged."
    ),
}
"""Why a task is in one of the two lists only, or in neither."""
CHECK_EVERY_S = 1.0


def start_trial(task: str, version: str, share: float, *, shown: bool = False) -> ShadowTrial:
    """Let a version answer a share of what is asked; one unseen and one shown at a time.

    Raises
    ------
    ConfigError
        If that means nothing for the task, the share is not in (0, 1], or the version
        serves already.
    ArtifactError
        If there is no such version, or it is damaged.
    """
    if task not in (SHOWN if shown else UNSEEN):
        raise ConfigError(_unfit(task, shown=shown))
    if not 0 < share <= 1:
        raise ConfigError(f"the share is {share:g}; give one above 0 and up to 1, such as 0.1")
    store = Store(settings.MEDLEY_MODELS)
    store.verify(task, version)
    if store.champion(task) == version:
        raise ConfigError(f"{version} serves already; name another version")
    with transaction.atomic():
        end_trial(task, shown=shown)
        return ShadowTrial.objects.create(
            task=task, version=version, share=share, shown=shown, started_ms=now_ms()
        )


def _unfit(task: str, *, shown: bool) -> str:
    if shown and task == "feed":
        return "what a share of people is shown of the feed is an experiment: `medley experiment`"
    how, tasks = ("be shown to a share", SHOWN) if shown else ("answer unseen", UNSEEN)
    return (
        f"versions of {task!r} cannot {how}, only those of {', '.join(tasks)}; "
        f"`medley compare {task}` compares models on held-out data"
    )


def end_trial(task: str, *, shown: bool = False) -> None:
    """Let no version of a task answer unseen any more, or be shown to a share."""
    rows = ShadowTrial.objects.filter(task=task, shown=shown, active=True)
    rows.update(active=False, ended_ms=now_ms())


class _Active:
    """The running trials, read at most once a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._trials: dict[tuple[str, bool], ShadowTrial] = {}
        self._checked = float("-inf")

    def trial(self, task: str, *, shown: bool) -> ShadowTrial | None:
        if time.monotonic() - self._checked >= CHECK_EVERY_S and self._lock.acquire(blocking=False):
            try:
                rows = ShadowTrial.objects.filter(active=True).order_by("pk")
                self._trials = {(row.task, row.shown): row for row in rows}
                self._checked = time.monotonic()
            finally:
                self._lock.release()
        return self._trials.get((task, shown))


_active = _Active()


def active_trial(task: str, *, shown: bool = False) -> ShadowTrial | None:
    """The trial of a task that runs now, at most a second late."""
    return _active.trial(task, shown=shown)


def forget_trials() -> None:
    """Look afresh at the next request."""
    global _active
    _active = _Active()
