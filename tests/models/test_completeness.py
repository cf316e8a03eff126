"""A registered model comes whole: contract test, quality bound and docs page."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from tests.models.contract import ModelContract

from medley.core.registry import MODELS

ROOT = Path(__file__).parents[2]
REGISTERED = [(task, name) for task, models in MODELS.items() for name in models]


def contracts() -> dict[tuple[str, str], type[ModelContract]]:
    """All contract-test classes by task and model name."""
    for path in sorted(Path(__file__).parent.glob("*/test_*.py")):
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found: dict[tuple[str, str], type[ModelContract]] = {}
    waiting = [ModelContract]
    while waiting:
        held = waiting.pop()
        waiting.extend(held.__subclasses__())
        if "name" in vars(held):
            found[held.task, held.name] = held
    return found


@pytest.mark.parametrize(("task", "name"), REGISTERED)
def test_each_model_inherits_the_contract_with_a_bound(task: str, name: str) -> None:
    held = contracts().get((task, name))
    assert held is not None, f"no test class under tests/models/{task} inherits the contract"
    assert held.__name__.startswith("Test"), "pytest does not collect it"
    assert 0 < held.quality_bound < 1


@pytest.mark.parametrize(("task", "name"), REGISTERED)
def test_each_model_has_a_docs_page(task: str, name: str) -> None:
    page = ROOT / "docs" / "reference" / "models" / task / f"{name}.md"
    assert page.is_file(), f"write {page.relative_to(ROOT)}"
    assert page.read_text(encoding="utf-8").startswith(f"# {name}\n")


def test_a_bound_above_the_baseline_for_all_but_the_baseline() -> None:
    held = contracts()
    for (task, name), contract in held.items():
        if (task, name) in REGISTERED and (task, "popular") in held and name != "popular":
            assert contract.quality_bound > held[task, "popular"].quality_bound
