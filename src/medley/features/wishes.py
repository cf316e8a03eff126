"""What a wish is worth: learned from what became of earlier wishes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from medley.data.feed import FeedData, History
from medley.data.signals import EVENT_KINDS, WEIGHTS

WAIT_DAYS = 14.0
"""A wish is judged once it is so old: before, it may still come true."""
PRIOR_WISHES = 50.0
"""The weight of `signals.WEIGHTS` counts like so many wishes that were judged."""
_DAY_MS = 86_400_000
_LEAST, _MOST = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class WishOutcomes:
    """How often wishes came true, beside what was only looked at.

    Attributes
    ----------
    wished, fulfilled : int
        Pairs of a person and an item with a wish old enough to judge, and those
        of them with a like or a finish after it.
    opened, taken : int
        The same for pairs that were viewed or played and never wished.
    """

    wished: int = 0
    fulfilled: int = 0
    opened: int = 0
    taken: int = 0


def wish_outcomes(
    person: NDArray[np.int32],
    item: NDArray[np.int32],
    signed_kind: NDArray[np.int8],
    at_ms: NDArray[np.int64],
) -> WishOutcomes:
    """Count what became of wishes, and of what was only opened.

    Parameters
    ----------
    person, item, signed_kind, at_ms : ndarray, shape (n_events,)
        As for `medley.data.builder.reduce_events`. Events without a time say
        nothing here, and neither do undone ones.
    """
    timed = (at_ms > 0) & (signed_kind >= 0)
    if not timed.any():
        return WishOutcomes()
    kind, at = signed_kind[timed], at_ms[timed]
    pairs = person[timed].astype(np.int64) << 32 | item[timed].astype(np.int64)
    _, pair = np.unique(pairs, return_inverse=True)
    n = int(pair.max()) + 1
    judged_by = int(at.max() - WAIT_DAYS * _DAY_MS)
    wish = _first(pair, at, _of(kind, "wish"), n)
    opened = _first(pair, at, _of(kind, "view", "play", "dwell"), n)
    taken = _last(pair, at, _of(kind, "like", "finish"), n)
    wished = wish <= judged_by
    only_opened = (opened <= judged_by) & (wish == _NEVER)
    return WishOutcomes(
        wished=int(wished.sum()),
        fulfilled=int((wished & (taken > wish)).sum()),
        opened=int(only_opened.sum()),
        taken=int((only_opened & (taken > opened)).sum()),
    )


def wish_weight(outcomes: WishOutcomes) -> float:
    r"""Estimate the weight of a wish between that of a view and that of a like.

    With *b* the share of the opened that was taken and *p* the share of the
    wished that was fulfilled,

    .. math:: w = v + (1 - v)\,\frac{p - b}{1 - b}

    where *v* is the weight of a view: a wish that comes true no more often than
    what was merely opened weighs as little, one that always does weighs as a
    like. *p* is the mean of a Beta posterior whose prior gives the weight of
    `medley.data.signals`, so that a few wishes change little.

    Returns
    -------
    float
        In [0.05, 0.95].

    Examples
    --------
    >>> wish_weight(WishOutcomes()) == WEIGHTS["wish"]
    True
    >>> wish_weight(WishOutcomes(1000, 900, 1000, 100)) > 0.8
    True
    """
    view, usual = WEIGHTS["view"], WEIGHTS["wish"]
    base = (outcomes.taken + 1) / (outcomes.opened + 10)
    expected = base + (usual - view) / (1 - view) * (1 - base)
    posterior = (outcomes.fulfilled + PRIOR_WISHES * expected) / (outcomes.wished + PRIOR_WISHES)
    weight = view + (1 - view) * (posterior - base) / (1 - base)
    return round(float(np.clip(weight, _LEAST, _MOST)), 6)


def with_wish_weight(data: FeedData, weight: float) -> FeedData:
    """Copy interactions with another weight for what was only wished."""
    return replace(data, weight=_reweighed(data.weight, weight))


def history_with_wish_weight(history: History, weight: float) -> History:
    """Copy a history with another weight for what was only wished."""
    if weight == WEIGHTS["wish"]:
        return history
    return History(history.items, _reweighed(history.weights, weight), history.times_ms)


def _reweighed(weights: NDArray[np.float32], weight: float) -> NDArray[np.float32]:
    only_wished = np.isclose(weights, WEIGHTS["wish"])
    return np.where(only_wished, np.float32(weight), weights).astype(np.float32)


_NEVER = np.iinfo(np.int64).max


def _of(kind: NDArray[np.int8], *names: str) -> NDArray[np.bool_]:
    return np.isin(kind, [EVENT_KINDS.index(name) for name in names])


def _first(
    pair: NDArray[np.intp], at: NDArray[np.int64], rows: NDArray[np.bool_], n: int
) -> NDArray[np.int64]:
    found = np.full(n, _NEVER, np.int64)
    np.minimum.at(found, pair[rows], at[rows])
    return found


def _last(
    pair: NDArray[np.intp], at: NDArray[np.int64], rows: NDArray[np.bool_], n: int
) -> NDArray[np.int64]:
    found = np.zeros(n, np.int64)
    np.maximum.at(found, pair[rows], at[rows])
    return found
