"""A training as a job of the queue."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings

from medley.artifacts.store import Store
from medley.artifacts.training_lock import BeingTrainedError, is_being_trained
from medley.training.sentences import say
from medley.training.unfinished import finish_promotion
from medley.web.jobs import queue
from medley.web.jobs.running import Running
from medley.web.learning.learners import learner

LOOK_EVERY_S = 1.0


def run(running: Running) -> dict[str, Any]:
    """Train the task that is a job's subject, unless its data is still the same.

    A version or a snapshot comes to be in one step, so a process that is killed leaves
    either nothing or all of it; what it left out, the next one does.

    Returns
    -------
    dict
        ``version`` (None where there is too little to learn from), ``new`` (whether it was
        made here), ``promoted``, ``words`` and ``content``, see
        `medley.training.policy.Facts`.
    """
    task = running.subject
    store = Store(settings.MEDLEY_MODELS)
    if (left := finish_promotion(store, task)) is not None:
        running.log(f"{left} serves: the process that trained it was ended before it could say so")
    known = {manifest.version for manifest in store.versions(task)}
    latest = next(reversed(store.versions(task)), None)
    content = learner(task).facts(latest).content
    queue.note(running.job, {"content": content})
    version = _trained(running, task, store)
    new = version is not None and version not in known
    words = _words(store, task, version, new=new)
    running.log(words)
    promoted = version is not None and store.champion(task) == version
    return {
        "version": version,
        "new": new,
        "promoted": promoted,
        "words": words,
        "content": content,
    }


def _trained(running: Running, task: str, store: Store) -> str | None:
    while True:
        while is_being_trained(store.root, task):
            running.progress(0.0, "waiting for another training of it")
            time.sleep(LOOK_EVERY_S)
        try:
            return learner(task).learn(running.progress)
        except BeingTrainedError:
            # Somebody was quicker, by hand.
            continue


def _words(store: Store, task: str, version: str | None, *, new: bool) -> str:
    if version is None:
        return say("too-little")
    if not new:
        return say("same-data", version=version)
    decision = store.manifest(task, version).notes.get("decision") or {}
    serves = say("serves" if decision.get("promote") else "does-not-serve", version=version)
    return f"{serves}: {'; '.join(decision.get('reasons') or ())}"
