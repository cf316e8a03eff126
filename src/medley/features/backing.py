r"""Newcomers' votes count as far as people known to the site back them.

Accounts are cheap, time is not. Whoever pushes an item with many new accounts gives
it votes by newcomers without the votes that regular people would give an item that
is truly liked; the number of accounts does not help. So, for each item and week, the
votes by newcomers that are learned from are at most

.. math:: A = \max\bigl(K\,r\,(b + s),\; 2u,\; f\bigr)

with *b* the votes by regulars in this week and the one before, *r* the usual number
of acts by newcomers for each act by a regular on the same item in these two weeks (the
median over acts by regulars, so that the pushed item does not move it), *u* the item's
own mean of the last four weeks, and *K*, *s* and *f* as in `BackingConfig`. What
exceeds *A* is left out, the earliest votes stay. Nothing is deleted: as regulars come
to like the item, *b* grows, and the next training counts more of the same votes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.data.feed import FeedData
from medley.data.shown import Shown
from medley.features.history import strength
from medley.features.meeting import borne_out

DAY_MS = 86_400_000
WEEK_MS = 7 * DAY_MS
OWN_WEEKS = 4
NAMED = 10
"""So many items are named in what a training notes."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BackingConfig:
    """When a vote is a regular's, and how many by newcomers count.

    Attributes
    ----------
    regular_days : float
        A vote is a regular's when it comes so long after the person's first act...
    regular_items : int
        ...and after acts on so many other items.
    times : float
        *K*: so many times the usual number of newcomers' votes count.
    slack : float
        *s*: so many votes by regulars every item is taken to have besides its own; above 0.
    floor : float
        *f*: so many count in any case.
    own : float
        What an item had from newcomers in the weeks before may grow by this factor.
    least_acts : float
        With less done by regulars in two weeks nothing is known of what is usual, and
        everything counts.
    """

    regular_days: float = 7.0
    regular_items: int = 5
    times: float = 3.0
    slack: float = 2.0
    floor: float = 5.0
    own: float = 2.0
    least_acts: float = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class Backed:
    """What a training learns from, and what it leaves out.

    Attributes
    ----------
    data : FeedData
    left_out : ndarray of int64, shape (n_items,)
        Entries that do not count.
    newcomers : ndarray of int64, shape (n_items,)
        All entries by newcomers, of items of which some do not count; else 0.
    """

    data: FeedData
    left_out: NDArray[np.int64]
    newcomers: NDArray[np.int64]

    def notes(self) -> dict[str, Any]:
        """Say in plain values what was left out, for an artifact's manifest.

        Returns
        -------
        dict
            ``votes`` and ``items`` count what was left out; ``most`` names the items
            that lost most, with ``left_out`` of ``newcomers`` votes. Nobody is named.
        """
        worst = np.argsort(-self.left_out, kind="stable")[:NAMED]
        return {
            "votes": int(self.left_out.sum()),
            "items": int((self.left_out > 0).sum()),
            "most": [
                {
                    "item": self.data.catalogue.items[n],
                    "left_out": int(self.left_out[n]),
                    "newcomers": int(self.newcomers[n]),
                }
                for n in worst.tolist()
                if self.left_out[n]
            ],
        }


def backed(
    data: FeedData, config: BackingConfig | None = None, *, shown: Shown | None = None
) -> Backed:
    """Leave out the votes by newcomers that no regular's votes back.

    Where it is known what people were shown, regulars' votes for what they sought are
    left out first as far as nobody bears them out whom it was shown; what is left out
    backs nobody's. See `medley.features.meeting`.

    Likes and dislikes are looked at apart, so that an item can no more be voted down
    than up. An entry without a time is neither a newcomer's nor a regular's: imported
    ones always count.

    Parameters
    ----------
    data : FeedData
    config : BackingConfig, optional
    shown : Shown, optional

    Returns
    -------
    Backed
        With the same people and catalogue.
    """
    config = config or BackingConfig()
    regular, timed = regular_votes(data, config), data.time_ms > 0
    stays = np.ones(len(data), np.bool_) if shown is None else borne_out(data, shown, regular)
    regular &= stays
    usual = _usual(data, regular, config)
    for sign in (1, -1):
        rows = np.flatnonzero(stays & timed & (np.sign(data.weight) == sign))
        stays[_beyond(data, rows, regular, usual, config)] = False
    n_items = len(data.catalogue)
    left_out = np.bincount(data.item[~stays], minlength=n_items)
    newcomers = np.bincount(data.item[timed & ~regular], minlength=n_items)
    newcomers[left_out == 0] = 0
    return Backed(data if stays.all() else data.take(stays), left_out, newcomers)


def regular_votes(data: FeedData, config: BackingConfig) -> NDArray[np.bool_]:
    """Mark the entries of people who were known to the site when they made them.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    order = np.lexsort((data.time_ms, data.person))
    person, time_ms = data.person[order], data.time_ms[order]
    first = np.full(len(data.people), np.iinfo(np.int64).max)
    timed = time_ms > 0
    np.minimum.at(first, person[timed], time_ms[timed])
    starts = np.searchsorted(person, person, side="left")
    long_here = time_ms - first[person] >= config.regular_days * DAY_MS
    found = np.zeros(len(data), np.bool_)
    found[order] = timed & long_here & (np.arange(len(order)) - starts >= config.regular_items)
    return found


def _usual(data: FeedData, regular: NDArray[np.bool_], config: BackingConfig) -> dict[int, float]:
    """How much newcomers do for each act by a regular, by week; infinite where unknown."""
    found = {}
    before = np.zeros((2, len(data.catalogue)))
    for week, rows in _weeks(data, np.flatnonzero(data.time_ms > 0)):
        acts = np.stack([_votes(data, rows[regular[rows] == known]) for known in (False, True)])
        # Nobody acted in a week that is missing, and the one before last does not count.
        by_newcomers, by_regulars = acts + before if week - 1 in found else acts
        held = by_regulars > 0
        found[week] = np.inf
        if by_regulars.sum() >= config.least_acts:
            ratios = by_newcomers[held] / by_regulars[held]
            found[week] = _weighted_median(ratios, by_regulars[held])
        before = acts
    return found


def _beyond(
    data: FeedData,
    rows: NDArray[np.intp],
    regular: NDArray[np.bool_],
    usual: dict[int, float],
    config: BackingConfig,
) -> NDArray[np.intp]:
    """Find the rows of newcomers beyond what counts, week by week."""
    nothing = np.zeros(len(data.catalogue))
    backing: dict[int, Floats] = {}
    counted: dict[int, Floats] = {}
    found = [np.empty(0, np.intp)]
    for week, this in _weeks(data, rows):
        new = this[~regular[this]]
        backing[week] = _votes(data, this[regular[this]])
        own = sum((counted.get(week - n, nothing) for n in range(1, OWN_WEEKS + 1)), nothing)
        support = backing[week] + backing.get(week - 1, nothing) + config.slack
        allowed = np.maximum(config.times * usual[week] * support, config.own * own / OWN_WEEKS)
        over = _running(data, new) > np.maximum(allowed, config.floor)[data.item[new]] + 1e-6
        found.append(new[over])
        counted[week] = _votes(data, new[~over])
        backing.pop(week - 2, None)
        counted.pop(week - OWN_WEEKS - 1, None)
    return np.concatenate(found)


def _weeks(data: FeedData, rows: NDArray[np.intp]) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Split rows by week, each week's by rising time."""
    rows = rows[np.lexsort((data.person[rows], data.time_ms[rows]))]
    weeks = data.time_ms[rows] // WEEK_MS
    starts = np.flatnonzero(np.diff(weeks, prepend=-1))
    ends = np.append(starts, len(rows))[1:]
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield int(weeks[start]), rows[start:end]


def _votes(data: FeedData, rows: NDArray[np.intp]) -> Floats:
    """Strength of the rows by item, shape (n_items,)."""
    found: Floats = np.bincount(
        data.item[rows], _strengths(data, rows), minlength=len(data.catalogue)
    ).astype(np.float64)
    return found


def _strengths(data: FeedData, rows: NDArray[np.intp]) -> Floats:
    found: Floats = np.abs(strength(data.weight[rows])).astype(np.float64)
    return found


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])


def _running(data: FeedData, rows: NDArray[np.intp]) -> Floats:
    """Votes for the item up to and with each row, rows by rising time."""
    order = np.argsort(data.item[rows], kind="stable")
    item = data.item[rows][order]
    total = np.cumsum(_strengths(data, rows[order]))
    starts = np.searchsorted(item, item, side="left")
    found = np.empty(len(rows))
    found[order] = total - np.where(starts > 0, total[starts - 1], 0.0)
    return found
