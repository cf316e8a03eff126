r"""What regulars sought out counts as far as those whom the site showed it bear it out.

Whoever pushes an item can wait until the bots are regulars, but not choose whom the
site shows the item of its own accord. Of those whom it was shown, bots among people are
as rare as on the site; so votes for what was *met* on a first page are a fair sample, and
votes for what was *sought* (by a link, a search, a list somebody opens) are not. For each
item, the sought votes by regulars that are learned from are at most

.. math:: A = \max\bigl(K\,u\,(m + s),\; f\bigr)

with *m* the votes by regulars who met it, *u* the usual number of sought votes for each
met one (the median over people, so that no few of them move it), and *K*, *s* and *f* as
in `MeetingConfig`. The earliest stay. All count where the item is loved beyond doubt by
whom it was shown: where the lower end of the interval of likes per person shown is above
*L* times the site's. Nothing is deleted: as the site comes to show the item and people to
like it, the next training counts more of the same votes.

What newcomers may add is `medley.features.backing`'s to say: of who has only come it is
not known what they were shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.data.feed import FeedData
from medley.data.shown import Shown

Z = 1.645
"""Normal quantile of 95%: an item that is liked as usual is seldom taken for a loved one."""

Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class MeetingConfig:
    """How many sought votes count.

    Attributes
    ----------
    times : float
        *K*: so many times the usual number of sought votes count.
    slack : float
        *s*: so many met votes every item is taken to have besides its own.
    floor : float
        *f*: so many count in any case.
    felt : float
        A met entry of at least this weight, for or against, is a vote; having opened
        a page is none.
    loved : float
        *L*: so many times as often as usual an item must be liked by whom it was shown.
    liked_at : float
        A like is an entry of at least this weight.
    least_met : int
        Who has fewer met votes says nothing of what is usual.
    least_people : int
        With fewer people who say something nothing is known, and everything counts.
    """

    times: float = 3.0
    slack: float = 2.0
    floor: float = 10.0
    felt: float = 0.3
    loved: float = 1.5
    liked_at: float = 0.5
    least_met: int = 5
    least_people: int = 20


def met_rows(data: FeedData, shown: Shown) -> Rows:
    """Mark the entries of people whom the item was shown before.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    first = shown.first_of(data.person, data.item)
    return (first >= 0) & (data.time_ms >= first)


def sought_rows(data: FeedData, shown: Shown) -> Rows:
    """Mark the entries that came by another way, where that can be told.

    It cannot be of entries without a time, of those from before the site showed
    anything, and of people whom a program or an import named.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    begun = shown.first_ms.min() if len(shown) else np.iinfo(np.int64).max
    told = shown.unnamed[data.person] & (data.time_ms >= begun)
    return told & ~met_rows(data, shown)


def borne_out(
    data: FeedData, shown: Shown, regular: Rows, config: MeetingConfig | None = None
) -> Rows:
    """Mark the entries that count; those by newcomers do.

    Votes for and against are looked at apart, so that an item can no more be voted
    down than up.

    Parameters
    ----------
    data : FeedData
    shown : Shown
    regular : ndarray of bool, shape (n,)
        Entries by people who were known when they made them.
    config : MeetingConfig, optional

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    config = config or MeetingConfig()
    met, sought = regular & met_rows(data, shown), regular & sought_rows(data, shown)
    votes = met & (np.abs(data.weight) >= config.felt)
    counts = np.ones(len(data), np.bool_)
    usual = usual_sought(data.person, votes, sought, config)
    if usual is None:
        return counts
    n_items = len(data.catalogue)
    sought &= ~_is_loved(data, shown, regular, met, config)[data.item]
    for sign in (1, -1):
        side = np.sign(data.weight) == sign
        bearing = np.bincount(data.item[votes & side], minlength=n_items) + config.slack
        allowed = np.maximum(config.times * usual * bearing, config.floor)
        rows = np.flatnonzero(sought & side)
        counts[rows[_running(data, rows) > allowed[data.item[rows]]]] = False
    return counts


def usual_sought(
    person: NDArray[np.int32], votes: Rows, sought: Rows, config: MeetingConfig
) -> float | None:
    """How many votes people seek for each that they meet, by their median.

    Returns
    -------
    float or None
        None where too few people say something.
    """
    n_people = int(person.max(initial=-1)) + 1
    met = np.bincount(person[votes], minlength=n_people)
    other = np.bincount(person[sought], minlength=n_people)
    known = met >= config.least_met
    if known.sum() < config.least_people:
        return None
    return float(np.median(other[known] / met[known]))


def _is_loved(
    data: FeedData, shown: Shown, regular: Rows, met: Rows, config: MeetingConfig
) -> Rows:
    """Mark the items that regulars who were shown them surely like far more than usual."""
    since = np.full(len(data.people), np.iinfo(np.int64).max)
    np.minimum.at(since, data.person[regular], data.time_ms[regular])
    n_items = len(data.catalogue)
    n = np.bincount(shown.item[shown.first_ms >= since[shown.person]], minlength=n_items)
    met = met & (data.weight >= config.liked_at)
    met &= shown.first_of(data.person, data.item) >= since[data.person]
    liked = np.bincount(data.item[met], minlength=n_items)
    usual = liked.sum() / max(n.sum(), 1)
    found: Rows = _lower_end(liked, n) > config.loved * usual
    return found


def _lower_end(liked: NDArray[np.int64], n: NDArray[np.int64]) -> NDArray[np.float64]:
    """Lower end of Wilson's interval of a share, 0 of nobody.

    References
    ----------
    Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22, 1927.
    """
    n = np.maximum(n, 1)
    share, z2 = liked / n, Z * Z / n
    middle, half = share + z2 / 2, Z * np.sqrt(share * (1 - share) / n + z2 / (4 * n))
    found: NDArray[np.float64] = (middle - half) / (1 + z2)
    return found


def _running(data: FeedData, rows: NDArray[np.intp]) -> NDArray[np.int64]:
    """Count each row among those of its item, from 1, by rising time."""
    order = np.lexsort((data.person[rows], data.time_ms[rows], data.item[rows]))
    item = data.item[rows][order]
    found = np.empty(len(rows), np.int64)
    found[order] = np.arange(len(rows)) - np.searchsorted(item, item, side="left") + 1
    return found
