"""What a wish weighs follows from what became of earlier ones."""

from __future__ import annotations

import numpy as np
import pytest

from medley.data.feed import History
from medley.data.signals import EVENT_KINDS, WEIGHTS
from medley.features.wishes import (
    PRIOR_WISHES,
    WishOutcomes,
    history_with_wish_weight,
    wish_outcomes,
    wish_weight,
)

DAY = 86_400_000
NOW = 400 * DAY


def outcomes(*events: tuple[int, int, str, int]) -> WishOutcomes:
    person, item, kinds, days = zip(*events, strict=True)
    codes = [~EVENT_KINDS.index(k[5:]) if k[:5] == "undo " else EVENT_KINDS.index(k) for k in kinds]
    return wish_outcomes(
        np.array(person, np.int32),
        np.array(item, np.int32),
        np.array(codes, np.int8),
        np.array(days, np.int64) * DAY,
    )


def test_only_wishes_old_enough_are_judged() -> None:
    found = outcomes(
        (0, 0, "wish", 100), (0, 0, "like", 110),
        (0, 1, "wish", 100),
        (0, 2, "wish", 199),
        (1, 1, "like", 200),
    )  # fmt: skip
    assert (found.wished, found.fulfilled) == (2, 1)


def test_a_like_before_the_wish_does_not_fulfil_it() -> None:
    found = outcomes((0, 0, "like", 90), (0, 0, "wish", 100), (1, 1, "view", 300))
    assert (found.wished, found.fulfilled) == (1, 0)


def test_what_was_opened_and_never_wished_is_the_baseline() -> None:
    found = outcomes(
        (0, 0, "view", 100), (0, 0, "finish", 101),
        (0, 1, "play", 100),
        (0, 2, "view", 90), (0, 2, "wish", 100),
        (1, 3, "like", 300),
    )  # fmt: skip
    assert (found.opened, found.taken, found.wished) == (2, 1, 1)


def test_undone_and_untimed_events_say_nothing() -> None:
    assert outcomes((0, 0, "undo wish", 100), (0, 1, "wish", 0)) == WishOutcomes()


def test_without_wishes_the_usual_weight_holds_whatever_the_baseline() -> None:
    assert wish_weight(WishOutcomes()) == WEIGHTS["wish"]
    assert wish_weight(WishOutcomes(opened=500, taken=200)) == pytest.approx(WEIGHTS["wish"])


def test_many_wishes_outweigh_the_prior_and_few_do_not() -> None:
    often = wish_weight(WishOutcomes(5000, 4800, 5000, 500))
    never = wish_weight(WishOutcomes(5000, 500, 5000, 500))
    few = wish_weight(WishOutcomes(5, 0, 5000, 500))
    assert often > 0.9
    assert never == pytest.approx(WEIGHTS["view"], abs=0.02)
    assert abs(few - WEIGHTS["wish"]) < WEIGHTS["wish"] * 5 / PRIOR_WISHES


def test_only_what_was_merely_wished_is_weighed_anew() -> None:
    history = History(
        ("a", "b"), np.array([WEIGHTS["wish"], 1.0], np.float32), np.zeros(2, np.int64)
    )
    assert history_with_wish_weight(history, 0.25).weights.tolist() == [0.25, 1.0]
