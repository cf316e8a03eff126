"""The data and the query of the `feed` task."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.vocabulary import Vocabulary
from medley.data.sound_places import SoundPlaces


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """What one person did, one entry an item, oldest first.

    Attributes
    ----------
    items : tuple of str, length n
        Item keys, each at most once.
    weights : ndarray of float32, shape (n,)
        In [-1, 1], see `medley.data.signals`; negative ones count against.
    times_ms : ndarray of int64, shape (n,)
        Milliseconds since 1970-01-01 UTC; 0 where unknown.
    """

    items: tuple[str, ...] = ()
    weights: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    times_ms: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    def __post_init__(self) -> None:
        n = len(self.items)
        if self.weights.shape != (n,) or self.times_ms.shape != (n,):
            raise ValueError("the columns of a history differ in length")
        if len(set(self.items)) != n:
            raise ValueError("a history names an item twice")

    def __len__(self) -> int:
        return len(self.items)

    @classmethod
    def of(cls, *items: str, weight: float = 1.0) -> History:
        """Make a history of equally weighted items at unknown times.

        Examples
        --------
        >>> len(History.of("a", "b"))
        2
        """
        n = len(items)
        return cls(items, np.full(n, weight, np.float32), np.zeros(n, np.int64))

    def without(self, item: str) -> History:
        """Copy the history with one item left out."""
        keep = np.array([held != item for held in self.items], dtype=bool)
        items = tuple(held for held in self.items if held != item)
        return History(items, self.weights[keep], self.times_ms[keep])


@dataclass(frozen=True, slots=True, eq=False)
class FeedQuery:
    """Whom to recommend to, and under which conditions.

    Attributes
    ----------
    history : History
    interests : tuple of str
        Slugs of the categories that the person declared.
    exclude : frozenset of str
        Item keys that must not come back. What is in the history comes back
        only if it is not excluded: the caller decides.
    """

    history: History = field(default_factory=History)
    interests: tuple[str, ...] = ()
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The items of a data set as columns.

    Attributes
    ----------
    items : Vocabulary of length n_items
    categories : Vocabulary of length n_categories
    item_categories : csr_matrix of float32, shape (n_items, n_categories)
        1 where the item belongs to the category.
    creators : ndarray of int32, shape (n_items,)
        Position of the creator, -1 where there is none.
    creator_keys : Vocabulary
    titles : tuple of str, length n_items
        Title and description, for text features.
    kinds : tuple of str, length n_items
    published_ms : ndarray of int64, shape (n_items,)
        0 where unknown; the middle of the year where only that is known, so it
        is below 0 for what came before 1970.
    sounds : SoundPlaces
        Of the songs that were heard.
    """

    items: Vocabulary
    categories: Vocabulary
    item_categories: sparse.csr_matrix
    creators: NDArray[np.int32]
    creator_keys: Vocabulary
    titles: tuple[str, ...]
    kinds: tuple[str, ...]
    published_ms: NDArray[np.int64]
    sounds: SoundPlaces = field(default_factory=SoundPlaces.none)

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True, slots=True, eq=False)
class FeedData:
    """Interactions in columns, with the catalogue they refer to.

    Attributes
    ----------
    catalogue : Catalogue
    people : Vocabulary of length n_people
    person, item : ndarray of int32, shape (n,)
        Positions in `people` and `catalogue.items`. A pair occurs at most once.
    weight : ndarray of float32, shape (n,)
        In [-1, 1], see `medley.data.signals`; never 0.
    time_ms : ndarray of int64, shape (n,)
        0 where unknown.
    interests : mapping of int to tuple of str
        Person position -> declared category slugs.
    """

    catalogue: Catalogue
    people: Vocabulary
    person: NDArray[np.int32]
    item: NDArray[np.int32]
    weight: NDArray[np.float32]
    time_ms: NDArray[np.int64]
    interests: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.person)

    def matrix(self, *, binary: bool = True) -> sparse.csr_matrix:
        """Build the person-item matrix of what counts in favour.

        Parameters
        ----------
        binary : bool
            1 for every positive weight; else the weights themselves.

        Returns
        -------
        csr_matrix of float32, shape (n_people, n_items)
        """
        keep = self.weight > 0
        values = np.ones(int(keep.sum()), np.float32) if binary else self.weight[keep]
        shape = (len(self.people), len(self.catalogue))
        return sparse.csr_matrix((values, (self.person[keep], self.item[keep])), shape=shape)

    def take(self, rows: NDArray[np.bool_]) -> FeedData:
        """Keep only the interactions that ``rows`` marks; people and items stay."""
        return FeedData(
            self.catalogue,
            self.people,
            self.person[rows],
            self.item[rows],
            self.weight[rows],
            self.time_ms[rows],
            self.interests,
        )

    def histories(self, people: NDArray[np.int32]) -> list[History]:
        """Collect the histories of the given people, oldest event first."""
        order = np.lexsort((self.time_ms, self.person))
        starts = np.searchsorted(self.person[order], people, side="left")
        ends = np.searchsorted(self.person[order], people, side="right")
        found = []
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            rows = order[start:end]
            items = tuple(self.catalogue.items[i] for i in self.item[rows].tolist())
            found.append(History(items, self.weight[rows], self.time_ms[rows]))
        return found
