from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from medley.artifacts.store import Store
from medley.data.builder import build_feed_data
from medley.data.rows import EventRow
from medley.models.feed.popular import Popular
from medley.serving import predictor
from medley.serving.predictor import Predictor


def fitted() -> Popular:
    model = Popular()
    rows = [EventRow("p", f"i{n}", "like", n) for n in range(5)]
    model.fit(build_feed_data(rows), rng=np.random.default_rng(0))
    return model


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def serving(store: Store, clock: Clock) -> Predictor:
    return Predictor(store, "feed", fitted, clock=clock)


def save(store: Store) -> str:
    return store.save("feed", "popular", fitted(), metrics={}, snapshot="s", seed=0)


def damage(store: Store, version: str) -> None:
    path = store.root / "feed" / version / "arrays.npz"
    path.write_bytes(path.read_bytes()[:-20])


def test_without_a_model_the_baseline_answers_and_says_so(serving):
    answer = serving.current()
    assert answer.version == "baseline"
    assert answer.fallback == predictor.NOTHING_TRAINED
    assert serving.current() is answer


def test_promotion_and_rollback_take_effect_within_a_second(store, clock, serving):
    serving.current()
    first, second = save(store), save(store)
    store.promote("feed", first, "test")
    clock.now += 0.5
    assert serving.current().version == "baseline"
    clock.now += 0.5
    assert serving.current().version == first
    assert serving.current().fallback is None
    store.promote("feed", second, "test")
    clock.now += 1
    assert serving.current().version == second
    store.rollback("feed")
    clock.now += 1
    assert serving.current().version == first


def test_a_damaged_champion_gives_way_to_the_one_before_it(store, serving):
    first, second = save(store), save(store)
    store.promote("feed", first, "test")
    store.promote("feed", second, "test")
    damage(store, second)
    answer = serving.current()
    assert answer.version == first
    assert answer.fallback == predictor.PREVIOUS_ANSWERS


def test_when_nothing_loads_the_baseline_answers(store, serving):
    first, second = save(store), save(store)
    store.promote("feed", first, "test")
    store.promote("feed", second, "test")
    damage(store, first)
    damage(store, second)
    answer = serving.current()
    assert answer.version == "baseline"
    assert answer.fallback == predictor.NOTHING_LOADS


def test_a_load_that_takes_long_keeps_nobody_else_waiting(store, clock):
    entered, go_on = threading.Event(), threading.Event()

    class Slow(Store):
        def load(self, task, version):
            entered.set()
            assert go_on.wait(10)
            return super().load(task, version)

    serving = Predictor(Slow(store.root), "feed", fitted, clock=clock)
    before = serving.current()
    version = save(store)
    store.promote("feed", version, "test")
    clock.now += 1
    loader = threading.Thread(target=serving.current)
    loader.start()
    assert entered.wait(10)
    assert serving.current() is before
    go_on.set()
    loader.join()
    assert serving.current().version == version


def test_many_first_callers_load_once(store, clock):
    loads = []

    def baseline():
        loads.append(1)
        return fitted()

    serving = Predictor(store, "feed", baseline, clock=clock)
    threads = [threading.Thread(target=serving.current) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loads) == 1
