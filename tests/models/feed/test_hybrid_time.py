"""The hybrid in a world that changes: what is liked depends on when."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.models.feed import made
from tests.models.feed.contract import FeedContract

from medley.core.prediction import BecauseLiked
from medley.data.feed import FeedData, FeedQuery, History
from medley.models.feed.hybrid import Hybrid
from medley.models.feed.hybrid_parts import presence

YEARS = 6
YEAR_MS = 365 * made.DAY_MS


def year_of(item: int) -> int:
    """Items come out year after year."""
    return item * YEARS // made.N_ITEMS


@cache
def changing() -> FeedData:
    """People live for a month each and like what came out in their year and the last."""
    rng = np.random.default_rng(5)
    years = np.arange(made.N_ITEMS) * YEARS // made.N_ITEMS
    person, item, time = [], [], []
    for p in range(made.N_PEOPLE):
        born = p / made.N_PEOPLE * YEARS
        group = rng.integers(made.N_GROUPS)
        age = int(born) - years
        pull = np.where(age == 0, 1.0, np.where(age == 1, 0.5, np.where(age > 1, 0.02, 0.0)))
        pull *= np.where(np.arange(made.N_ITEMS) % made.N_GROUPS == group, 5.0, 1.0)
        chosen = rng.choice(made.N_ITEMS, 10, replace=False, p=pull / pull.sum())
        item += chosen.tolist()
        person += [p] * 10
        time += np.sort(born * YEAR_MS + rng.integers(0, 30 * made.DAY_MS, 10)).tolist()
    catalogue = replace(made.catalogue(), published_ms=made.START_MS + years * YEAR_MS)
    n = len(person)
    return FeedData(
        catalogue,
        made.everything().people,
        np.array(person, np.int32),
        np.array(item, np.int32),
        np.ones(n, np.float32),
        made.START_MS + np.array(time, np.int64),
    )


@pytest.fixture(scope="module")
def model() -> Hybrid:
    found = Hybrid()
    found.fit(changing(), rng=np.random.default_rng(0))
    return found


def years_shown(model: Hybrid, query: FeedQuery) -> list[int]:
    (found,) = model.predict([query], 20)
    return [year_of(int(i.partition(":")[2])) for i in found.ids]


def test_somebody_unknown_gets_what_is_liked_lately(model: Hybrid) -> None:
    assert np.mean(np.array(years_shown(model, FeedQuery())) >= YEARS - 2) > 0.8


def test_a_history_of_the_present_leads_to_the_present(model: Hybrid) -> None:
    items = tuple(f"made:{i}" for i in range(176, 200, made.N_GROUPS))
    end = int(changing().time_ms.max())
    history = History(items, np.ones(3, np.float32), np.full(3, end))
    shown = years_shown(model, FeedQuery(history, exclude=frozenset(items)))
    assert np.mean(np.array(shown) >= YEARS - 2) > 0.8


def test_a_history_of_long_ago_is_led_less_to_the_present(model: Hybrid) -> None:
    items = tuple(f"made:{i}" for i in range(40, 64, made.N_GROUPS))
    moments = (int(changing().time_ms.max()), made.START_MS + YEAR_MS)
    recent, old = (
        np.mean(
            years_shown(
                model,
                FeedQuery(
                    History(items, np.ones(3, np.float32), np.full(3, at)), (), frozenset(items)
                ),
            )
        )
        for at in moments
    )
    assert old < recent - 0.2


def test_reasons_stay_exact_when_an_item_ends_the_history(model: Hybrid) -> None:
    start = made.START_MS
    items = ("made:40", "made:48", "made:150", "made:41")
    times = np.array([start, start + YEAR_MS, start + 4 * YEAR_MS, start + 9], np.int64)
    query = FeedQuery(History(items, np.array([1, 1, 1, -1], np.float32), times))
    asked = [i for i in model.predict([query], 30)[0].ids if i not in items]
    contract, named = FeedContract(), set()
    for item, reasons in zip(asked, model.explain(query, asked), strict=True):
        for reason in reasons:
            if isinstance(reason, BecauseLiked):
                named.add(reason.item)
                fall = contract.fall_without(model, query, item, reason)
                np.testing.assert_allclose(reason.contribution, fall, rtol=1e-4, atol=1e-5)
    assert "made:150" in named


def test_presence_fades_with_the_time_away() -> None:
    day = made.DAY_MS
    found = presence(np.array([0, 1000 * day, 900 * day, 1 * day]), 1000 * day, 100.0)
    np.testing.assert_allclose(found, [1, 1, 0.5, 1 / (1 + 9.99**2)], rtol=1e-5)


def test_data_without_times_learn_one_table_only() -> None:
    data = replace(changing(), time_ms=np.zeros(len(changing()), np.int64))
    found = Hybrid()
    found.fit(data, rng=np.random.default_rng(0))
    past, now = found.state()["tables"]
    np.testing.assert_array_equal(past, now)
