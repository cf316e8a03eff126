"""The data and the query of the `interests` task: what will this person like next?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import ConfigError, DataError
from medley.core.vocabulary import Vocabulary
from medley.data.feed import Catalogue, FeedData
from medley.data.signals import WEIGHTS

HALF_LIFE_DAYS = 180.0
"""After so many days an event counts half."""

LIKED_FROM = WEIGHTS["finish"]
"""From this weight on an event tells of liking; a wish alone is counted apart."""

_DAY_MS = 86_400_000.0


@dataclass(frozen=True, slots=True)
class InterestsQuery:
    """What is known of a person's taste in categories.

    Attributes
    ----------
    declared : tuple of str
        Slugs that the person said to like.
    wished, liked : mapping of str to float
        Slug -> weighted and decayed count of items, above 0.
    exclude : frozenset of str
        Slugs that must not come back.
    """

    declared: tuple[str, ...] = ()
    wished: Mapping[str, float] = field(default_factory=dict)
    liked: Mapping[str, float] = field(default_factory=dict)
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class InterestsData:
    """Examples: what was known of a person at a moment, and what they liked later.

    Attributes
    ----------
    categories : Vocabulary of length n_categories
    people : tuple of str, length n
        Whose example it is; a person may have several, at different moments.
    declared, wished, liked : ndarray of float32, shape (n, n_categories)
        As in `InterestsQuery`; declared ones count 1.
    later : ndarray of float32, shape (n, n_categories)
        Share of each category in the later likes; rows sum to 1.
    """

    categories: Vocabulary
    people: tuple[str, ...]
    declared: NDArray[np.float32]
    wished: NDArray[np.float32]
    liked: NDArray[np.float32]
    later: NDArray[np.float32]

    def __post_init__(self) -> None:
        shape = (len(self.people), len(self.categories))
        for name in ("declared", "wished", "liked", "later"):
            if getattr(self, name).shape != shape:
                raise DataError(f"{name} has shape {getattr(self, name).shape}, expected {shape}")

    def __len__(self) -> int:
        return len(self.people)

    @property
    def main(self) -> NDArray[np.intp]:
        """The most frequent category of each example's later likes, shape (n,)."""
        largest: NDArray[np.intp] = self.later.argmax(axis=1)
        return largest

    def take(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> InterestsData:
        """Keep some examples."""
        chosen = np.arange(len(self))[rows].tolist()
        return InterestsData(
            self.categories,
            tuple(self.people[i] for i in chosen),
            self.declared[chosen],
            self.wished[chosen],
            self.liked[chosen],
            self.later[chosen],
        )

    def queries(self) -> list[InterestsQuery]:
        """What is known, without what came later."""
        slugs = self.categories.ids
        return [
            InterestsQuery(
                tuple(slugs[i] for i in np.flatnonzero(declared)),
                {slugs[i]: float(wished[i]) for i in np.flatnonzero(wished)},
                {slugs[i]: float(liked[i]) for i in np.flatnonzero(liked)},
            )
            for declared, wished, liked in zip(self.declared, self.wished, self.liked, strict=True)
        ]


def interests_data(
    feed: FeedData,
    *,
    cuts: Sequence[float] = (0.0, 0.3, 0.7),
    half_life_days: float = HALF_LIFE_DAYS,
) -> InterestsData:
    """Make examples by cutting each person's events in time.

    What lies before a cut is known, what was liked from it on is the answer. A
    cut at 0 knows only what was declared: the example of a newcomer. An item of
    several categories counts a part for each. Items that were wished and also
    liked count as liked. People without known times are left out, and so are
    examples with no later like in any category.

    Parameters
    ----------
    feed : FeedData
    cuts : sequence of float
        Shares of a person's events that are known, in [0, 1).
    half_life_days : float
        Above 0; ages are measured back from the cut.

    Raises
    ------
    ConfigError
        If a cut or the half-life is out of range.
    DataError
        If no example can be made.
    """
    if not cuts or not all(0 <= cut < 1 for cut in cuts):
        raise ConfigError(f"the cuts are {tuple(cuts)}; each must be at least 0 and below 1")
    if half_life_days <= 0:
        raise ConfigError(f"the half-life is {half_life_days} days; it must be above 0")
    shares = _category_shares(feed.catalogue)
    timed = feed.take(feed.time_ms > 0)
    order = np.lexsort((timed.time_ms, timed.person))
    starts = np.searchsorted(timed.person[order], np.arange(len(feed.people) + 1))
    found = [
        example
        for person, (start, end) in enumerate(pairwise(starts.tolist()))
        for cut in cuts
        if end > start
        and (example := _cut(timed, shares, order[start:end], person, cut, half_life_days))
    ]
    if not found:
        raise DataError(
            "nobody in this data likes something with a category at a known time, so there is "
            "nothing to learn interests from; import events with times"
        )
    declared, wished, liked, later = (np.stack([row[i] for row in found]) for i in range(1, 5))
    people = tuple(feed.people[row[0]] for row in found)
    return InterestsData(feed.catalogue.categories, people, declared, wished, liked, later)


def known_of(
    feed: FeedData, person: int, *, now_ms: int, half_life_days: float = HALF_LIFE_DAYS
) -> InterestsQuery:
    """Ask about a person with all that they did until a moment.

    Parameters
    ----------
    feed : FeedData
    person : int
        Position in ``feed.people``.
    now_ms : int
        Milliseconds since 1970-01-01 UTC.
    half_life_days : float
    """
    rows = np.flatnonzero((feed.person == person) & (feed.time_ms < now_ms))
    wished, liked = _counts(feed, _category_shares(feed.catalogue), rows, now_ms, half_life_days)
    slugs = feed.catalogue.categories.ids
    return InterestsQuery(
        feed.interests.get(person, ()),
        {slugs[i]: float(wished[i]) for i in np.flatnonzero(wished)},
        {slugs[i]: float(liked[i]) for i in np.flatnonzero(liked)},
    )


def hold_out_people(
    data: InterestsData, share: float, *, rng: np.random.Generator
) -> tuple[InterestsData, InterestsData]:
    """Split examples so that nobody is on both sides.

    Parameters
    ----------
    data : InterestsData
    share : float
        Of the people to hold out, in (0, 1).
    rng : numpy.random.Generator

    Returns
    -------
    train, test : InterestsData

    Raises
    ------
    ConfigError
        If ``share`` is not between 0 and 1.
    DataError
        If one side would be empty.
    """
    if not 0 < share < 1:
        raise ConfigError(f"share is {share}; it must lie between 0 and 1")
    people = list(dict.fromkeys(data.people))
    n_held = round(share * len(people))
    if not 0 < n_held < len(people):
        raise DataError(f"{len(people)} people are too few to hold {share:.0%} of them out")
    held = {people[i] for i in rng.permutation(len(people))[:n_held]}
    inside = np.array([person in held for person in data.people])
    return data.take(~inside), data.take(inside)


_Example = tuple[
    int, NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]
]


def _cut(
    feed: FeedData,
    shares: sparse.csr_matrix,
    rows: NDArray[np.intp],
    person: int,
    cut: float,
    half_life_days: float,
) -> _Example | None:
    moment = int(feed.time_ms[rows[int(cut * len(rows))]])
    before = rows[feed.time_ms[rows] < moment]
    after = rows[feed.time_ms[rows] >= moment]
    after = after[feed.weight[after] >= LIKED_FROM]
    later = np.asarray(shares[feed.item[after]].sum(axis=0)).ravel()
    if later.sum() <= 0:
        return None
    declared = np.zeros(shares.shape[1], np.float32)
    declared[feed.catalogue.categories.positions(feed.interests.get(person, ()))] = 1
    wished, liked = _counts(feed, shares, before, moment, half_life_days)
    return person, declared, wished, liked, (later / later.sum()).astype(np.float32)


def _counts(
    feed: FeedData,
    shares: sparse.csr_matrix,
    rows: NDArray[np.intp],
    moment: int,
    half_life_days: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weighted and decayed counts of what was only wished, and of what was liked."""
    weight, time_ms = feed.weight[rows], feed.time_ms[rows]
    # What happened at an unknown time counts as one half-life old.
    age_days = np.where(time_ms > 0, (moment - time_ms) / _DAY_MS, half_life_days)
    amount = np.where(weight >= LIKED_FROM, weight, 0) * np.exp2(-age_days / half_life_days)
    only_wished = np.isclose(weight, WEIGHTS["wish"])
    found = [
        np.asarray(shares[feed.item[rows[kind]]].T @ amount[kind], np.float32).ravel()
        for kind in (only_wished, ~only_wished)
    ]
    return found[0], found[1]


def _category_shares(catalogue: Catalogue) -> sparse.csr_matrix:
    """Each item as one, shared over its categories."""
    matrix = sparse.csr_matrix(catalogue.item_categories, dtype=np.float32, copy=True)
    sizes = np.diff(matrix.indptr)
    matrix.data = np.repeat(1 / np.maximum(sizes, 1), sizes).astype(np.float32)
    return matrix
