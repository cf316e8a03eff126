"""Who judges form: a champion that people taught, of what it was measured to know, or nobody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.models.form.made import repetitions

from medley.artifacts.store import Store
from medley.data.form_data import FormData
from medley.models.form.rules import Rules
from medley.serving.form_judge import TASK, CurrentJudge, saved_judge

KNOWN = {"squat/depth": 0.9, "squat/knees": 0.6, "push-up/depth": 0.75, "squat/form": 0.9}


@pytest.fixture(scope="module")
def data() -> FormData:
    return replace(repetitions(120, seed=1), made=False)


@pytest.fixture(scope="module")
def model(data: FormData) -> Rules:
    fitted = Rules()
    fitted.fit(data, rng=np.random.default_rng(0))
    return fitted


def serve(store: Store, model: Rules, **notes: Any) -> str:
    told = {"made_bodies": 0, "measured": {"conditions": KNOWN}} | notes
    version = store.save(TASK, "rules", model, metrics={}, snapshot="a", seed=0, notes=told)
    store.promote(TASK, version, "by hand")
    return version


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_it_speaks_of_what_it_was_measured_to_know(
    store: Store, model: Rules, data: FormData
) -> None:
    version = serve(store, model)
    judge = saved_judge(store.root)
    assert judge is not None
    assert judge.version == version
    told = [set(judge.told(query)) for query in data.queries()[:2]]
    assert told == [{"depth", "form"}, {"depth"}], "knees were told too badly"


def test_the_rules_judge_alone_until_something_is_learned(store: Store) -> None:
    assert saved_judge(store.root) is None


def test_what_is_right_on_drawings_judges_nobody(store: Store, model: Rules) -> None:
    serve(store, model, made_bodies=1)
    assert saved_judge(store.root) is None


def test_what_was_measured_nowhere_judges_nothing(store: Store, model: Rules) -> None:
    serve(store, model, measured={})
    assert saved_judge(store.root) is None


def test_a_damaged_champion_leaves_the_word_to_the_one_before(store: Store, model: Rules) -> None:
    first = serve(store, model)
    second = serve(store, model, seed=1)
    (store.root / TASK / second / "manifest.json").write_text("{}")
    judge = saved_judge(store.root)
    assert judge is not None
    assert judge.version == first


def test_a_process_follows_promotions_and_rollbacks_within_a_second(
    store: Store, model: Rules
) -> None:
    seconds = [0.0]
    serve(store, model, made_bodies=1)
    current = CurrentJudge(store.root, clock=lambda: seconds[0])
    assert current.judge() is None
    version = serve(store, model)
    assert current.judge() is None
    seconds[0] = 1.0
    judge = current.judge()
    assert judge is not None
    assert judge.version == version
    store.rollback(TASK)
    assert current.judge() is judge
    seconds[0] = 2.0
    assert current.judge() is None
