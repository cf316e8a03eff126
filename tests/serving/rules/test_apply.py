"""Rules are followed, each item can be told what they did, and no page is empty."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medley.core.errors import DataError
from medley.core.vocabulary import Vocabulary
from medley.data.rows import KINDS
from medley.serving.balance import Balance, Candidates
from medley.serving.rules import Boost, Filters, Offer, Pin, Scenario, apply_rules, parse_scenario
from medley.serving.rules.place import place_quotas

DAY_MS = 86_400_000
CALM = Balance(calibration=0, diversity=0, freshness=0, rotation=0, apart=False)
SHOW = Filters(seen=True)


def offer(n: int = 60) -> Offer:
    """Videos, films and songs in turn, of five categories and creators, falling scores."""
    number = np.arange(n)
    categories = np.zeros((n, 5), np.float32)
    categories[number, number % 5] = 1
    candidates = Candidates(
        tuple(f"demo:{i}" for i in number),
        -number.astype(np.float32),
        categories,
        (number % 5).astype(np.int32),
        np.where(number % 2, number * DAY_MS, 0),
    )
    kinds = np.array([KINDS.index("video"), KINDS.index("film"), KINDS.index("song")], np.int8)
    return Offer(
        candidates,
        kinds[number % 3],
        Vocabulary(["travel", "hobby", "study", "dating", "other"]),
        Vocabulary([f"club:{i}" for i in range(5)]),
        number < 10,
    )


def test_without_rules_the_ranking_stays() -> None:
    found = apply_rules(Scenario("home", filters=SHOW, balance=CALM), offer())
    assert found.order.tolist() == list(range(60))
    assert found.fallback is None
    assert found.trace.of("demo:7") == ()


@pytest.mark.parametrize(
    ("filters", "rule", "passes"),
    [
        (Filters(kinds=("film",), seen=True), "kinds", lambda i: i % 3 == 1),
        (
            Filters(categories=("travel", "study"), seen=True),
            "categories",
            lambda i: i % 5 in (0, 2),
        ),
        (Filters(not_categories=("dating",), seen=True), "not_categories", lambda i: i % 5 != 3),
        (
            Filters(not_creators=("club:1", "no:one"), seen=True),
            "not_creators",
            lambda i: i % 5 != 1,
        ),
        (Filters(not_items=("demo:4",), seen=True), "not_items", lambda i: i != 4),
        (Filters(max_age_days=30, seen=True), "max_age_days", lambda i: i % 2 == 0 or i >= 30),
        (Filters(), "seen", lambda i: i >= 10),
    ],
)
def test_each_filter_lets_through_what_it_says(filters, rule, passes) -> None:  # type: ignore[no-untyped-def]
    scenario = Scenario("home", "home.toml", filters=filters, balance=CALM)
    found = apply_rules(scenario, offer(), now_ms=60 * DAY_MS)
    assert found.order.tolist() == [i for i in range(60) if passes(i)]
    removed = next(i for i in range(60) if not passes(i))
    (step,) = found.trace.of(f"demo:{removed}")
    assert (step.rule, step.effect) == (f"home.toml filters.{rule}", "removed")


def test_a_trace_names_file_and_line() -> None:
    scenario = parse_scenario("home", '\n[filters]\nkinds = ["song"]\nseen = true\n')
    (step,) = apply_rules(scenario, offer()).trace.of("demo:0")
    assert step.rule == "home.toml:3 filters.kinds"


def test_a_filter_that_leaves_nothing_is_not_applied_and_says_so() -> None:
    filters = Filters(kinds=("workout",), not_categories=("travel",), seen=True)
    found = apply_rules(Scenario("home", "home.toml", filters=filters, balance=CALM), offer())
    assert found.order.tolist() == [i for i in range(60) if i % 5 != 0]
    assert found.fallback == (
        "home.toml filters.kinds would have left nothing, so it was not applied"
    )


def test_an_unknown_category_in_a_filter_leaves_the_page_as_it_is() -> None:
    filters = Filters(categories=("no-such",), seen=True)
    found = apply_rules(Scenario("home", filters=filters, balance=CALM), offer())
    assert len(found) == 60
    assert found.fallback is not None


KIND_LISTS = st.lists(st.sampled_from(KINDS), unique=True).map(tuple)
SLUGS = st.sampled_from(["travel", "hobby", "study", "dating", "other", "no-such"])
SLUG_LISTS = st.lists(SLUGS, unique=True).map(tuple)


@given(
    n=st.integers(1, 40),
    kinds=KIND_LISTS,
    categories=SLUG_LISTS,
    not_categories=SLUG_LISTS,
    seen=st.booleans(),
    age=st.none() | st.floats(0.01, 100),
)
@settings(max_examples=80, deadline=None)
def test_no_rules_make_an_empty_page_or_lose_track(n, kinds, categories, not_categories, seen, age):  # type: ignore[no-untyped-def]
    filters = Filters(kinds, categories, not_categories, (), (), age, seen)
    given_ = offer(n)
    found = apply_rules(Scenario("home", filters=filters), given_, now_ms=10**11)
    assert len(found) > 0
    shown = set(found.order.tolist())
    assert len(shown) == len(found)
    for i, item in enumerate(given_.candidates.ids):
        removed = [step for step in found.trace.of(item) if step.effect == "removed"]
        assert (i in shown) == (not removed)


def test_no_candidates_are_said_to_be_none() -> None:
    found = apply_rules(Scenario("home"), offer(0))
    assert len(found) == 0
    assert found.fallback == "there are no candidates"


def test_a_boost_lifts_even_what_has_a_negative_score() -> None:
    scenario = Scenario("home", filters=SHOW, boosts=(Boost(3.0, category="other"),), balance=CALM)
    found = apply_rules(scenario, offer())
    assert found.order[:3].tolist() == [4, 9, 14]
    (step,) = found.trace.of("demo:4")
    assert (step.effect, step.detail) == ("boosted", "relevance times 3")


@pytest.mark.parametrize(
    ("boost", "first"),
    [(Boost(9, kind="song"), 2), (Boost(9, creator="club:3"), 3), (Boost(0, kind="video"), 1)],
)
def test_a_boost_matches_kind_creator_or_category(boost: Boost, first: int) -> None:
    scenario = Scenario("home", filters=SHOW, boosts=(boost,), balance=CALM)
    assert apply_rules(scenario, offer()).order[0] == first


def test_a_pin_stands_on_its_place_and_the_others_around_it() -> None:
    pins = (Pin("demo:50", 1), Pin("demo:0", 3), Pin("demo:40", 1000))
    scenario = Scenario("home", "home.toml", filters=SHOW, pins=pins, balance=CALM)
    found = apply_rules(scenario, offer())
    assert found.order[:5].tolist() == [50, 1, 0, 2, 3]
    assert found.order[-1] == 40
    (step,) = found.trace.of("demo:50")
    assert (step.rule, step.effect, step.before, step.after) == (
        "home.toml pins[1]",
        "pinned",
        50,
        0,
    )


def test_a_pin_that_cannot_be_followed_says_why() -> None:
    pins = (Pin("demo:1", 1), Pin("demo:999", 2))
    scenario = Scenario("home", filters=Filters(kinds=("video",), seen=True), pins=pins)
    found = apply_rules(scenario, offer())
    assert 1 not in found.order
    assert [step.effect for step in found.trace.of("demo:1")] == ["removed", "ignored"]
    (step,) = found.trace.of("demo:999")
    assert (step.effect, step.detail) == ("ignored", "it is not among the candidates")


def test_each_page_holds_its_quotas_as_long_as_they_last() -> None:
    scenario = Scenario("home", filters=SHOW, quotas={"song": 0.5, "film": 0.2}, balance=CALM)
    given_ = offer()
    order = apply_rules(scenario, given_).order
    assert sorted(order.tolist()) == list(range(60))
    assert given_.of_kind("song")[order[:30]].sum() == 15
    assert given_.of_kind("film")[order[:30]].sum() >= 6
    assert given_.of_kind("film")[order[30:]].sum() >= 6


@given(
    st.lists(st.integers(0, 2), min_size=1, max_size=60),
    st.floats(0, 0.5),
    st.floats(0, 0.5),
    st.integers(1, 20),
)
def test_quotas_hold_on_every_page_and_move_no_more_than_needed(
    kinds: list[int], first: float, second: float, page: int
) -> None:
    kind = np.array(kinds)
    order = np.random.default_rng(len(kinds)).permutation(len(kinds))
    found = place_quotas(order, [(first, kind == 1), (second, kind == 2)], page)
    assert sorted(found.tolist()) == sorted(order.tolist())
    for start in range(0, len(found), page):
        shown = kind[found[start : start + page]]
        left = kind[found[start:]]
        for number, share in ((1, first), (2, second)):
            due = int(share * len(shown) + 1e-9)
            assert (shown == number).sum() >= min(due, int((left == number).sum()))
    for number in range(3):
        own = [p for p in order.tolist() if kind[p] == number]
        assert [p for p in found.tolist() if kind[p] == number] == own
    if int(first * page) == int(second * page) == 0:
        assert found.tolist() == order.tolist()


def test_the_balance_is_traced_with_what_lifted_an_item() -> None:
    target = np.array([0, 0, 0, 0, 1.0])
    scenario = Scenario(
        "home", "home.toml", filters=SHOW, balance=Balance(calibration=1, rotation=0)
    )
    found = apply_rules(scenario, offer(), target=target)
    lifted = found.trace.of("demo:9")
    assert [step.rule for step in lifted] == ["home.toml balance"]
    assert lifted[0].before == 9
    assert lifted[0].after is not None
    assert lifted[0].after < 9
    assert lifted[0].detail == "lifted by calibration"


def test_columns_that_do_not_fit_are_refused() -> None:
    good = offer(5)
    with pytest.raises(DataError, match="5 candidates"):
        Offer(good.candidates, good.kinds[:2], good.categories, good.creators, good.seen)
    with pytest.raises(DataError, match="slugs"):
        Offer(good.candidates, good.kinds, Vocabulary(["one"]), good.creators, good.seen)
