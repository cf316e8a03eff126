"""Splits that keep what is tested out of what is fitted.

Two questions: *how well does the model serve people it has never seen*
(`strong_generalisation`) and *how well does it foresee what comes after a date*
(`by_time`). What is the same from one training to the next is in
`medley.data.holdout`.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError, DataError
from medley.data.cases import (
    TARGET_WEIGHT,
    Cases,
    StrongSplit,
    ask,
    eligible_people,
    pose,
    without_people,
)
from medley.data.feed import FeedData


@dataclass(frozen=True, slots=True, eq=False)
class TimeSplit:
    """What came before a moment, and what came after.

    Attributes
    ----------
    train : FeedData
        Entries before the cutoff, with all people and the whole catalogue.
    cutoff_ms : int
        Milliseconds since 1970-01-01 UTC.
    returning : Cases
        People with something before: the query is their history before.
    newcomers : Cases
        People with nothing before: an empty history. Reported apart, since no
        model can know their taste.
    """

    train: FeedData
    cutoff_ms: int
    returning: Cases
    newcomers: Cases


def default_test_people(data: FeedData, most: int = 1000) -> int:
    """How many people to hold out when nobody says: a fifth, at most ``most``."""
    return min(most, len(eligible_people(data)) // 5)


def strong_generalisation(
    data: FeedData, *, n_test: int, fold_in: float = 0.8, rng: np.random.Generator
) -> StrongSplit:
    """Hold people out whole; ask about a part of what each of them chose.

    The split is fixed by the generator's state: ``rng.permutation(neligible_people)``
    over the people with at least two targets, in the order of ``data.people``;
    the first ``n_test`` of it are held out, in that order. Then, for each of
    them, ``permutation(n)`` of their targets, oldest first, drawn from a copy of
    the generator as it was given. The first ``round(fold_in * n)`` (at least
    one, at most ``n - 1``) go to the query, the rest are to be found. Entries
    that are no targets all go to the query. With ``numpy.random.default_rng(42)``
    and 1,000 people this is the split of our figures on MovieLens 1M.

    Parameters
    ----------
    data : FeedData
    n_test : int
        People to hold out.
    fold_in : float
        Share in (0, 1) of a person's targets that the query shows.
    rng : numpy.random.Generator

    Raises
    ------
    ConfigError
        If ``fold_in`` is not between 0 and 1, or ``n_test`` is below 1.
    DataError
        If there are not more than ``n_test`` people with two targets.

    References
    ----------
    Liang et al., "Variational Autoencoders for Collaborative Filtering", WWW
    2018, section 4.2.
    """
    if not 0 < fold_in < 1:
        raise ConfigError(f"fold_in is {fold_in}; it must lie between 0 and 1")
    if n_test < 1:
        raise ConfigError(f"{n_test} people to hold out; at least 1 is needed")
    eligible = eligible_people(data)
    if n_test >= len(eligible):
        raise DataError(
            f"cannot hold out {n_test} people: only {len(eligible)} have liked, finished or "
            "wished two items; ask for fewer test people or import more events"
        )
    fold_in_rng = copy.deepcopy(rng)
    held = eligible[rng.permutation(len(eligible))[:n_test]]
    return StrongSplit(without_people(data, held), ask(data, held, fold_in, fold_in_rng))


def by_time(data: FeedData, *, cutoff_ms: int | None = None, share: float = 0.8) -> TimeSplit:
    """Fit before a moment, ask about what came after it.

    Parameters
    ----------
    data : FeedData
        One entry for each person and item, at its latest time: what was only
        viewed before the cutoff and liked after it counts as after.
    cutoff_ms : int, optional
        The moment; without it, the one before which ``share`` of the entries
        with a known time lie.
    share : float
        In (0, 1).

    Raises
    ------
    ConfigError
        If ``share`` is not between 0 and 1.
    DataError
        If no entry has a time, or nothing lies on one side of the cutoff.
    """
    if not 0 < share < 1:
        raise ConfigError(f"share is {share}; it must lie between 0 and 1")
    usual = time_cutoff(data, share=share)
    cutoff_ms = usual if cutoff_ms is None else cutoff_ms
    before = data.time_ms < cutoff_ms
    target = ~before & (data.weight >= TARGET_WEIGHT)
    if not before.any() or not target.any():
        raise DataError(
            f"nothing to {'ask about after' if before.any() else 'fit on before'} {cutoff_ms} ms; "
            f"choose a cutoff between {int(data.time_ms[data.time_ms > 0].min())} "
            f"and {int(data.time_ms.max())}"
        )
    train = data.take(before)
    asked = np.unique(data.person[target])
    seen = np.isin(asked, train.person)
    return TimeSplit(
        train,
        cutoff_ms,
        _after(data, train, asked[seen], target),
        _after(data, train, asked[~seen], target),
    )


def time_cutoff(data: FeedData, *, share: float = 0.8) -> int:
    """Find the moment before which ``share`` of the entries with a known time lie.

    Returns
    -------
    int
        Milliseconds since 1970-01-01 UTC.

    Raises
    ------
    DataError
        If no entry has a time.
    """
    known = data.time_ms[data.time_ms > 0]
    if not len(known):
        raise DataError("this data knows no times, so it cannot be split by time; split by people")
    return int(np.quantile(known, share, method="higher"))


def _after(
    data: FeedData, train: FeedData, people: NDArray[np.int32], target: NDArray[np.bool_]
) -> Cases:
    rows = np.flatnonzero(target)
    rows = rows[np.lexsort((data.item[rows], data.person[rows]))]
    starts = np.searchsorted(data.person[rows], people, side="left").tolist()
    ends = np.searchsorted(data.person[rows], people, side="right").tolist()
    targets = [data.item[rows[a:b]] for a, b in zip(starts, ends, strict=True)]
    return pose(data, people, train.histories(people), targets)
