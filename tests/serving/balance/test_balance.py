"""A balanced list follows the person's mix, keeps creators apart and logs why."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from medley.core.errors import ConfigError, DataError
from medley.metrics.balance import calibration_error, intra_list_diversity, outside_share
from medley.serving.balance import Balance, Balanced, Candidates, balance, open_up
from medley.serving.balance.moves import CONCERNS

DAY_MS = 86_400_000
NOTHING = Balance(
    calibration=0, outside=0, diversity=0, novelty=0, freshness=0, rotation=0, apart=False
)


def made(n: int = 400, n_categories: int = 8, seed: int = 0, n_creators: int = 60) -> Candidates:
    """Candidates whose best scores all lie in the first categories."""
    rng = np.random.default_rng(seed)
    categories = np.zeros((n, n_categories), np.float32)
    main = np.minimum(rng.integers(0, n_categories, n), np.arange(n) * n_categories // n)
    categories[np.arange(n), main] = 1
    categories[np.arange(n), rng.integers(0, n_categories, n)] = 1
    return Candidates(
        tuple(f"demo:{i}" for i in range(n)),
        np.linspace(1, 0, n, dtype=np.float32),
        categories,
        rng.integers(-1, n_creators, n).astype(np.int32),
        np.full(n, 1000 * DAY_MS, np.int64),
    )


def page_mixes(candidates: Candidates, order: NDArray[np.intp], page: int) -> NDArray[np.float64]:
    mixes = candidates.mixes()[order]
    return np.array([mixes[i : i + page].mean(axis=0) for i in range(0, len(order), page)])


def neighbours(candidates: Candidates, found: Balanced) -> NDArray[np.bool_]:
    creators = candidates.creators[found.order]
    return np.concatenate([[False], (creators[1:] == creators[:-1]) & (creators[1:] >= 0)])


def test_without_any_concern_the_scores_rule() -> None:
    candidates = made()
    found = balance(candidates, np.ones(8), NOTHING, seed=5)
    assert found.order.tolist() == list(range(400))
    assert found.move(3).lifted_by == ""


def test_each_page_comes_close_to_the_wanted_mix() -> None:
    candidates = made()
    target = np.array([1, 1, 1, 1, 1, 1, 1, 1.0]) / 8
    raw = page_mixes(candidates, np.arange(400), 30)[:5]
    calibrated = dataclasses.replace(NOTHING, calibration=1.0, window=400)
    found = page_mixes(candidates, balance(candidates, target, calibrated).order, 30)[:5]
    wanted = np.tile(target, (5, 1))
    assert calibration_error(wanted, found).max() < 0.06
    assert calibration_error(wanted, found).mean() < calibration_error(wanted, raw).mean() / 10


def test_more_pull_means_less_error_and_less_relevance() -> None:
    candidates = made()
    target = np.array([0, 0, 0, 0.1, 0.1, 0.2, 0.2, 0.4])
    errors, relevance = [], []
    for strength in (0.0, 0.1, 0.3, 1.0):
        chosen = dataclasses.replace(NOTHING, calibration=strength, window=400)
        order = balance(candidates, target, chosen).order
        errors.append(calibration_error(target[None], page_mixes(candidates, order, 30)[:1])[0])
        relevance.append(candidates.scores[order[:30]].sum())
    assert errors == sorted(errors, reverse=True)
    assert relevance == sorted(relevance, reverse=True)
    assert errors[-1] < errors[0] / 4


def test_the_greedy_choice_is_the_one_of_the_formula() -> None:
    candidates = made(40, 5)
    target = np.random.default_rng(1).dirichlet(np.ones(5))
    chosen = dataclasses.replace(NOTHING, calibration=0.5, page=8, window=40)
    assert balance(candidates, target, chosen, places=8).order[:8].tolist() == by_definition(
        candidates, target, 0.5, chosen.prior_items, 8
    )


def by_definition(
    candidates: Candidates, target: NDArray[np.float64], strength: float, prior: float, n: int
) -> list[int]:
    mixes = candidates.mixes().astype(np.float64)
    picked: list[int] = []
    for _ in range(n):
        worth = {}
        for i in set(range(len(candidates))) - set(picked):
            q = (prior * target + mixes[[*picked, i]].sum(axis=0)) / (prior + len(picked) + 1)
            kl = (target * np.log(target / q)).sum()
            worth[i] = candidates.scores[i] - strength * (prior + len(picked) + 1) * kl
        picked.append(max(worth, key=lambda i: worth[i]))
    return picked


@given(
    seed=st.integers(0, 1000),
    n=st.integers(0, 80),
    n_creators=st.integers(1, 4),
    page=st.integers(1, 40),
    window=st.integers(10, 30),
)
@settings(max_examples=60, deadline=None)
def test_everything_comes_once_and_creators_stay_apart(
    seed: int, n: int, n_creators: int, page: int, window: int
) -> None:
    candidates = made(n, 4, seed, n_creators)
    chosen = Balance(page=page, window=window, rotation=0.1)
    found = balance(candidates, np.ones(4), chosen, seed=seed)
    assert sorted(found.order.tolist()) == list(range(n))
    assert (neighbours(candidates, found) == found.relaxed).all()
    for place in np.flatnonzero(found.relaxed):
        left = candidates.creators[found.order[place:]]
        assert (left == candidates.creators[found.order[place - 1]]).all()


def test_a_creator_beyond_the_window_is_fetched_before_the_rule_gives_way() -> None:
    n = 40
    creators = np.zeros(n, np.int32)
    creators[-1] = 1
    candidates = dataclasses.replace(made(n), creators=creators)
    found = balance(candidates, np.zeros(8), dataclasses.replace(NOTHING, apart=True, window=10))
    assert found.order[:3].tolist() == [0, 39, 1]
    assert found.relaxed.sum() == n - 3
    assert found.move(3).rule_relaxed


def test_two_visits_differ_a_little_and_one_visit_does_not() -> None:
    candidates = made()
    first, again, other = (balance(candidates, np.ones(8), seed=s).order for s in (1, 1, 2))
    assert (first == again).all()
    assert (first[:30] != other[:30]).any()
    assert len(set(first[:30].tolist()) & set(other[:30].tolist())) >= 20


def test_what_is_fresh_rises_and_says_so() -> None:
    candidates = made()
    candidates.published_ms[50] = 2000 * DAY_MS
    fresh = dataclasses.replace(NOTHING, freshness=0.2)
    found = balance(candidates, np.zeros(8), fresh, now_ms=2000 * DAY_MS)
    place = int(np.flatnonzero(found.order == 50)[0])
    move = found.move(place)
    assert move.before == 50
    assert place < 5
    assert move.lifted_by == "freshness"
    assert move.terms["freshness"] == pytest.approx(0.2)
    older = balance(candidates, np.zeros(8), fresh, now_ms=4000 * DAY_MS)
    assert older.order[:50].tolist() == list(range(50))


def test_what_few_people_know_rises_with_novelty() -> None:
    known_by = np.full(400, 1000)
    known_by[60] = 0
    candidates = dataclasses.replace(made(), known_by=known_by)
    found = balance(candidates, np.zeros(8), dataclasses.replace(NOTHING, novelty=0.3))
    assert found.order[0] == 60
    assert found.move(0).lifted_by == "novelty"


def test_a_page_varies_more_with_diversity() -> None:
    candidates = made()
    more = balance(candidates, np.zeros(8), dataclasses.replace(NOTHING, diversity=0.5)).order
    pages = np.array([np.arange(30), more[:30]], np.int32)
    plain, varied = intra_list_diversity(pages, candidates.categories, 30)
    assert varied > plain + 0.05


def test_vectors_decide_what_is_alike_where_there_are_any() -> None:
    vectors = np.ones((6, 2), np.float32)
    vectors[4] = [1, -1]
    candidates = dataclasses.replace(made(6), vectors=vectors)
    found = balance(candidates, np.zeros(8), dataclasses.replace(NOTHING, diversity=1.0))
    assert found.order[:2].tolist() == [0, 4]


def test_a_share_stays_outside_the_three_main_categories() -> None:
    candidates = made(seed=3)
    target = np.array([0.5, 0.3, 0.2, 0, 0, 0, 0, 0])
    chosen = dataclasses.replace(NOTHING, calibration=1.0, outside=0.3, window=400)
    shown = page_mixes(candidates, balance(candidates, target, chosen).order, 30)[:3]
    assert outside_share(np.tile(target, (3, 1)), shown) == pytest.approx(0.3, abs=0.06)
    shut = dataclasses.replace(chosen, outside=0.0)
    shown = page_mixes(candidates, balance(candidates, target, shut).order, 30)[:1]
    assert outside_share(target[None], shown).max() < 0.05


@given(
    st.lists(st.floats(0, 10), min_size=1, max_size=9).filter(lambda p: sum(p) > 0.01),
    st.floats(0, 1),
)
def test_opening_up_keeps_a_distribution_and_the_share(parts: list[float], share: float) -> None:
    target = np.array(parts)
    opened = open_up(target, share)
    assert opened.sum() == pytest.approx(1)
    assert (opened >= 0).all()
    if len(parts) > 3:
        main = np.argsort(-target, kind="stable")[:3]
        own = 1 - (target / target.sum())[main].sum()
        assert 1 - opened[main].sum() == pytest.approx(max(share, own), abs=1e-9)


def test_everybodys_mix_fills_the_room_of_somebody_with_three_interests() -> None:
    prior = np.array([0.4, 0.2, 0.1, 0.2, 0.1])
    opened = open_up(np.array([1, 1, 1, 0, 0]), 0.3, prior)
    assert opened == pytest.approx([0.7 / 3, 0.7 / 3, 0.7 / 3, 0.2, 0.1])


def test_the_log_adds_up_to_the_highest_worth() -> None:
    candidates = made()
    target = np.random.default_rng(2).dirichlet(np.ones(8))
    found = balance(candidates, target, Balance(), seed=3, now_ms=1001 * DAY_MS, places=60)
    assert found.terms.shape == (60, len(CONCERNS))
    move = found.move(10)
    assert move.item == candidates.ids[found.order[10]]
    assert move.terms["diversity"] < 0
    assert found.move(100).terms == {}
    lifted = [found.move(i) for i in range(60) if found.before[i] > i]
    assert lifted
    assert all(m.lifted_by in CONCERNS[1:] for m in lifted)


def test_items_without_category_are_neither_favoured_nor_barred() -> None:
    candidates = made()
    candidates.categories[::4] = 0
    order = balance(candidates, np.ones(8), dataclasses.replace(NOTHING, calibration=0.3)).order
    bare = (order[:60] % 4 == 0).mean()
    assert 0.1 < bare < 0.5


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_candidates_make_a_short_list(n: int) -> None:
    assert len(balance(made(n), np.ones(8))) == n


def test_no_category_at_all_is_no_obstacle() -> None:
    candidates = dataclasses.replace(made(50), categories=np.zeros((50, 0), np.float32))
    assert len(balance(candidates, np.zeros(0))) == 50


def test_equal_scores_still_give_a_page() -> None:
    candidates = dataclasses.replace(made(50), scores=np.ones(50, np.float32))
    assert sorted(balance(candidates, np.ones(8)).order.tolist()) == list(range(50))


def test_what_cannot_be_used_is_refused_with_its_name() -> None:
    with pytest.raises(ConfigError, match=r"outside of the balance is 1\.5"):
        Balance(outside=1.5)
    with pytest.raises(DataError, match="8 categories"):
        balance(made(), np.ones(5))
    with pytest.raises(DataError, match="negative"):
        balance(made(), np.array([1, 1, 1, 1, 1, 1, 1, -1.0]))
    with pytest.raises(DataError, match="rows of creators"):
        dataclasses.replace(made(), creators=np.zeros(3, np.int32))
    with pytest.raises(DataError, match="not finite"):
        dataclasses.replace(made(2), scores=np.array([1, np.nan], np.float32))
