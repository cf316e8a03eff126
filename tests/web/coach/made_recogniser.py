"""A small model that tells exercises apart, fitted once in seconds."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from medley.artifacts.store import Store
from medley.core.registry import model_class
from medley.data.demo.made_exercises import made_exercises


def train(models: Path, name: str = "knn") -> str:
    """Let a model that made bodies taught serve."""
    store = Store(models)
    version = store.save("exercise", name, fitted(name), metrics={}, snapshot="made", seed=0)
    store.promote("exercise", version, "test")
    return version


@cache
def fitted(name: str) -> Any:
    """A model of exercises that saw a few made bodies."""
    model = model_class("exercise", name)()
    model.fit(_windows(), rng=np.random.default_rng(0))
    return model


@cache
def _windows() -> Any:
    return made_exercises(12, hop_s=1.0)
