"""The model that tells this process which exercise somebody does."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from medley.artifacts.store import Store
from medley.core.errors import UnavailableError
from medley.serving.predictor import Predictor
from medley.serving.recogniser import TASK, SavedRecogniser

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


def can_recognise() -> bool:
    """Whether a model is there."""
    return Store(settings.MEDLEY_MODELS).champion(TASK) is not None


def forget_recogniser() -> None:
    """Load afresh at the next call."""
    global _in_use
    _in_use = None


def _no_baseline() -> Any:
    raise UnavailableError("no model tells exercises apart yet; run `medley train exercise`")
