"""The model of exercises that a fresh install has: fitted on made bodies when first asked for."""

from __future__ import annotations

import time
from pathlib import Path

from medley.artifacts.store import Store
from medley.artifacts.training_lock import BeingTrainedError
from medley.core.model import Progress
from medley.data.demo.made_exercises import made_exercises
from medley.training.train import train

TASK = "exercise"
MODEL = "network"
PATIENCE_S = 120.0
MADE = {"fitted_on": "made bodies"}
"""Stands in the manifest's notes."""


def ensure_exercises(
    models: Path, *, snapshots: Path | None = None, progress: Progress | None = None
) -> str:
    """Give the champion's version; without one fit the usual model on made bodies first.

    That takes some seconds, once. What is saved is an ordinary version, which
    `medley train exercise --data PATH` can replace.

    Parameters
    ----------
    models : Path
        Of the store.
    snapshots : Path, optional
    progress : callable, optional
    """
    store = Store(models)
    until = time.monotonic() + PATIENCE_S
    while (version := store.champion(TASK)) is None:
        if progress is not None:
            progress(0.0, "making bodies that exercise")
        data = made_exercises()
        try:
            train(TASK, MODEL, data, store, snapshots=snapshots, notes=MADE, progress=progress)
        except BeingTrainedError:
            if time.monotonic() > until:
                raise
            # Another process does the same; what it makes is as good.
            time.sleep(0.5)
    return version
