"""The model of exercises that a fresh install has: fitted on made bodies when first asked for."""

from __future__ import annotations

from pathlib import Path

from medley.artifacts.store import Store
from medley.core.model import Progress
from medley.data.demo.made_exercises import made_exercises
from medley.training.train import train

TASK = "exercise"
MODEL = "network"
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
    version = store.champion(TASK)
    if version is not None:
        return version
    if progress is not None:
        progress(0.0, "making bodies that exercise")
    data = made_exercises()
    done = train(TASK, MODEL, data, store, snapshots=snapshots, notes=MADE, progress=progress)
    return done.version
