"""A registered model is complete: its class loads and meets the protocol."""

from __future__ import annotations

import pytest

from medley.core.errors import ConfigError
from medley.core.model import Model
from medley.core.registry import MODELS, TASKS, model_class, model_names, task


@pytest.mark.parametrize("task_name", TASKS)
def test_each_task_has_its_baseline(task_name: str) -> None:
    assert task(task_name).baseline in model_names(task_name)


@pytest.mark.parametrize(
    ("task_name", "model_name"), [(t, m) for t, models in MODELS.items() for m in models]
)
def test_each_model_loads_and_is_a_model(task_name: str, model_name: str) -> None:
    assert isinstance(model_class(task_name, model_name)(), Model)


def test_unknown_names_are_refused_with_what_there_is() -> None:
    with pytest.raises(ConfigError, match="feed"):
        task("fed")
    with pytest.raises(ConfigError, match="popular"):
        model_class("feed", "magic")
