"""The model that tells this process which exercise somebody does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from medley.artifacts.store import Store
from medley.core.errors import UnavailableError
from medley.serving.predictor import Predictor
from medley.serving.recogniser import TASK, SavedRecogniser
from medley.web.clock import now_ms
from medley.web.jobs import queue
from medley.web.jobs.models import JobState

if TYPE_CHECKING:
    from medley.web.jobs.running import Running

KIND = "coach-model"
AGAIN_MS = 10 * 60 * 1000
"""After a failure a model is not tried to be made for so long."""
_in_use: Predictor | None = None


def current_recogniser() -> SavedRecogniser:
    """The recogniser that answers at this moment.

    Raises
    ------
    UnavailableError
        While no model is trained.
    """
    global _in_use
    if _in_use is None:
        _in_use = Predictor(Store(settings.MEDLEY_MODELS), TASK, _no_baseline)
    serving = _in_use.current()
    return SavedRecogniser(serving.model, serving.version)


def forget_recogniser() -> None:
    """Load afresh at the next call."""
    global _in_use
    _in_use = None


def is_coming() -> bool:
    """See to it that a first model is made; False where that failed of late."""
    last = queue.latest(KIND, TASK)
    ended = last is not None and last.state in (JobState.FAILED, JobState.CANCELLED)
    if last is not None and ended and now_ms() - last.created_ms < AGAIN_MS:
        return False
    queue.ask(KIND, TASK, asked_by="", why="somebody exercises before the camera")
    return True


def prepare(running: Running) -> dict[str, Any]:
    """Make the first model, on made bodies: some seconds, once."""
    from medley.training.first_exercises import ensure_exercises

    models, snapshots = settings.MEDLEY_MODELS, settings.MEDLEY_SNAPSHOTS
    version = ensure_exercises(models, snapshots=snapshots, progress=running.progress)
    return {"version": version}


def _no_baseline() -> Any:
    raise UnavailableError("no model tells exercises apart yet; run `medley train exercise`")
