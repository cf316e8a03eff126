"""Never two trainings of one task at once, whoever starts them.

The lock is the operating system's own, on a file beside the task's versions: it ends with
the process that holds it, even one that was killed, so no lock is ever left behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from medley.artifacts.file_lock import HeldError, file_lock, is_held
from medley.core.errors import UnavailableError

NAME = ".training"


class BeingTrainedError(UnavailableError):
    """Another process trains the task at this moment."""


@contextmanager
def training_lock(root: Path, task: str) -> Iterator[None]:
    """Hold a task for one training.

    Parameters
    ----------
    root : Path
        Of the store.
    task : str

    Raises
    ------
    BeingTrainedError
        If another process, or another thread, is training the task.
    """
    folder = root / task
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        try:
            held.enter_context(file_lock(folder / NAME))
        except HeldError as whom:
            raise BeingTrainedError(
                f"{task} is being trained already{whom}; wait until that is done, "
                "or end it: the models page cancels jobs"
            ) from whom
        yield


def is_being_trained(root: Path, task: str) -> bool:
    """Whether some process trains a task at this moment."""
    return is_held(root / task / NAME)
