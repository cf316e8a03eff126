"""The first version of form: the rules, fitted on made bodies.

It judges nobody, the rules themselves do. It is there so that what is learned from people
has a champion to be held against, and something to be rolled back to.
"""

from __future__ import annotations

from pathlib import Path

from medley.artifacts.store import Store
from medley.core.model import Progress
from medley.training.form_repetitions import made_form
from medley.training.train import train

TASK = "form"
MODEL = "rules"
N_SETS = 4
MADE = {"fitted_on": "made bodies"}
"""Stands in the manifest's notes."""


def ensure_form(
    models: Path, *, snapshots: Path | None = None, progress: Progress | None = None
) -> str:
    """Give the champion's version; without one fit the rules on made bodies first.

    Parameters
    ----------
    models : Path
        Of the store.
    snapshots : Path, optional
    progress : callable, optional

    Raises
    ------
    BeingTrainedError
        If another process trains the task at this moment.
    """
    store = Store(models)
    version = store.champion(TASK)
    if version is not None:
        return version
    if progress is not None:
        progress(0.0, "making bodies that exercise")
    return train(
        TASK, MODEL, made_form(N_SETS), store, snapshots=snapshots, notes=MADE, progress=progress
    ).version
