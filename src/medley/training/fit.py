"""Fit a registered model on plain data."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.core.registry import model_class
from medley.training.examinations import examiner


@dataclass(frozen=True, slots=True)
class FitResult:
    """A fitted model and what it took.

    Attributes
    ----------
    model : Model
    task, model_name : str
    seed : int
    seconds : float
        Wall-clock time of the fit alone.
    """

    model: Any
    task: str
    model_name: str
    seed: int
    seconds: float


def fit_model(
    task: str,
    model_name: str,
    data: Any,
    *,
    seed: int = 0,
    config: Any = None,
    progress: Progress | None = None,
) -> FitResult:
    """Fit a model from scratch.

    Parameters
    ----------
    task, model_name : str
        Names in the registry.
    data : FeedData, InterestsData or PlaylistData
        Of the task's type.
    seed : int
        With the data and the config it determines the model.
    config : dataclass, optional
        The model's own config; its defaults without one.
    progress : callable, optional

    Raises
    ------
    ConfigError
        If the task or the model does not exist.
    DataError
        If there is nothing to fit on.
    """
    made = model_class(task, model_name)
    if not len(data):
        raise DataError(examiner(task).empty)
    model = made(config) if config is not None else made()
    start = time.perf_counter()
    model.fit(data, rng=np.random.default_rng(seed), progress=progress)
    return FitResult(model, task, model_name, seed, time.perf_counter() - start)
