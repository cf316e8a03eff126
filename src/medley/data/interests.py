"""The data and the query of the `interests` task: what will this person like next?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import ConfigError, DataError
from medley.core.vocabulary import Vocabulary
from medley.data.feed import Catalogue, FeedData, History
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
    shares = CategoryShares.of(feed.catalogue)
    timed = feed.take(feed.time_ms > 0)
    found = []
    for person, rows in _rows_by_person(timed):
        for cut in cuts:
            moment = int(timed.time_ms[rows[int(cut * len(rows))]])
            found.append(_example(timed, shares, rows, person, moment, half_life_days))
    return _stacked(feed, found)


def interests_after(
    feed: FeedData, moment_ms: int, *, half_life_days: float = HALF_LIFE_DAYS
) -> InterestsData:
    """Make one example of each person who liked something from a moment on.

    Parameters
    ----------
    feed : FeedData
    moment_ms : int
        What lies before it is known. Milliseconds since 1970-01-01 UTC.
    half_life_days : float

    Raises
    ------
    DataError
        If nobody did.
    """
    shares = CategoryShares.of(feed.catalogue)
    timed = feed.take(feed.time_ms > 0)
    found = [
        _example(timed, shares, rows, person, moment_ms, half_life_days)
        for person, rows in _rows_by_person(timed)
    ]
    return _stacked(feed, found)


def _rows_by_person(feed: FeedData) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Yield each person's rows, oldest first."""
    order = np.lexsort((feed.time_ms, feed.person))
    starts = np.searchsorted(feed.person[order], np.arange(len(feed.people) + 1))
    for person, (start, end) in enumerate(pairwise(starts.tolist())):
        if end > start:
            yield person, order[start:end]


def _stacked(feed: FeedData, examples: Sequence[_Example | None]) -> InterestsData:
    found = [example for example in examples if example is not None]
    if not found:
        raise DataError(
            "nobody in this data likes something with a category at a known time, so there is "
            "nothing to learn interests from; import events with times"
        )
    declared, wished, liked, later = (np.stack([row[i] for row in found]) for i in range(1, 5))
    people = tuple(feed.people[row[0]] for row in found)
    return InterestsData(feed.catalogue.categories, people, declared, wished, liked, later)


@dataclass(frozen=True, slots=True, eq=False)
class CategoryShares:
    """Each item as one, shared evenly over its categories.

    Attributes
    ----------
    items : Vocabulary of length n_items
    categories : Vocabulary of length n_categories
    matrix : csr_matrix of float32, shape (n_items, n_categories)
        Rows sum to 1, or to 0 for an item without a category.
    """

    items: Vocabulary
    categories: Vocabulary
    matrix: sparse.csr_matrix

    @classmethod
    def of(cls, catalogue: Catalogue) -> CategoryShares:
        """Share the items of a catalogue."""
        return cls.from_memberships(
            catalogue.items, catalogue.categories, catalogue.item_categories
        )

    @classmethod
    def from_memberships(
        cls, items: Vocabulary, categories: Vocabulary, memberships: sparse.csr_matrix
    ) -> CategoryShares:
        """Share items of which only the memberships are at hand, 1 for each."""
        matrix = sparse.csr_matrix(memberships, dtype=np.float32, copy=True)
        sizes = np.diff(matrix.indptr)
        matrix.data = np.repeat(1 / np.maximum(sizes, 1), sizes).astype(np.float32)
        return cls(items, categories, matrix)


def known_from(
    history: History,
    declared: Sequence[str],
    shares: CategoryShares,
    *,
    now_ms: int,
    half_life_days: float = HALF_LIFE_DAYS,
) -> InterestsQuery:
    """Ask about a person by what they did until a moment.

    Parameters
    ----------
    history : History
        Items that ``shares`` lacks are left out.
    declared : sequence of str
        Slugs.
    shares : CategoryShares
    now_ms : int
        Milliseconds since 1970-01-01 UTC.
    half_life_days : float

    Examples
    --------
    >>> kinds = sparse.csr_matrix(np.array([[1, 1], [0, 1]], np.float32))
    >>> shares = CategoryShares.from_memberships(
    ...     Vocabulary(["a", "b"]), Vocabulary(["drama", "comedy"]), kinds)
    >>> liked = History(("a", "b"), np.ones(2, np.float32), np.full(2, 86_400_000))
    >>> known_from(liked, ["drama"], shares, now_ms=181 * 86_400_000).liked
    {'drama': 0.25, 'comedy': 0.75}
    """
    places = [shares.items.position(item) for item in history.items]
    rows = np.array([n for n, place in enumerate(places) if place is not None], np.intp)
    rows = rows[history.times_ms[rows] < now_ms]
    item = np.array([places[n] for n in rows.tolist()], np.int32)
    wished, liked = _counts(
        shares, item, history.weights[rows], history.times_ms[rows], now_ms, half_life_days
    )
    slugs = shares.categories.ids
    return InterestsQuery(
        tuple(declared),
        {slugs[i]: float(wished[i]) for i in np.flatnonzero(wished)},
        {slugs[i]: float(liked[i]) for i in np.flatnonzero(liked)},
    )


def known_of(
    feed: FeedData, person: int, *, now_ms: int, half_life_days: float = HALF_LIFE_DAYS
) -> InterestsQuery:
    """Ask about a person of a data set, as `known_from` does.

    Parameters
    ----------
    feed : FeedData
    person : int
        Position in ``feed.people``.
    now_ms : int
        Milliseconds since 1970-01-01 UTC.
    half_life_days : float
    """
    (history,) = feed.histories(np.array([person], np.int32))
    declared = feed.interests.get(person, ())
    shares = CategoryShares.of(feed.catalogue)
    return known_from(history, declared, shares, now_ms=now_ms, half_life_days=half_life_days)


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


def _example(
    feed: FeedData,
    shares: CategoryShares,
    rows: NDArray[np.intp],
    person: int,
    moment: int,
    half_life_days: float,
) -> _Example | None:
    before = rows[feed.time_ms[rows] < moment]
    after = rows[feed.time_ms[rows] >= moment]
    after = after[feed.weight[after] >= LIKED_FROM]
    later = np.asarray(shares.matrix[feed.item[after]].sum(axis=0)).ravel()
    if later.sum() <= 0:
        return None
    declared = np.zeros(len(shares.categories), np.float32)
    declared[shares.categories.positions(feed.interests.get(person, ()))] = 1
    columns = feed.item[before], feed.weight[before], feed.time_ms[before]
    wished, liked = _counts(shares, *columns, moment, half_life_days)
    return person, declared, wished, liked, (later / later.sum()).astype(np.float32)


def _counts(
    shares: CategoryShares,
    item: NDArray[np.int32],
    weight: NDArray[np.float32],
    time_ms: NDArray[np.int64],
    moment: int,
    half_life_days: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weighted and decayed counts of what was only wished, and of what was liked."""
    # What happened at an unknown time counts as one half-life old.
    age_days = np.where(time_ms > 0, (moment - time_ms) / _DAY_MS, half_life_days)
    amount = np.where(weight >= LIKED_FROM, weight, 0) * np.exp2(-age_days / half_life_days)
    only_wished = np.isclose(weight, WEIGHTS["wish"])
    found = [
        np.asarray(shares.matrix[item[kind]].T @ amount[kind], np.float32).ravel()
        for kind in (only_wished, ~only_wished)
    ]
    return found[0], found[1]
