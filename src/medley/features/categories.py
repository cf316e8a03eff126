"""Which items lie in which categories, looked up from the category's side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.core.vocabulary import Vocabulary
from medley.data.feed import Catalogue


@dataclass(frozen=True, slots=True, eq=False)
class ItemCategories:
    """The items of each category, every item's categories sharing a unit length.

    Attributes
    ----------
    slugs : Vocabulary of length n_categories
    n_items : int
    starts : ndarray of int64, shape (n_categories + 1,)
    items : ndarray of int32, shape (n_pairs,)
        Item positions, category after category.
    shares : ndarray of float32, shape (n_pairs,)
        1 / sqrt(number of the item's categories).
    """

    slugs: Vocabulary
    n_items: int
    starts: NDArray[np.int64]
    items: NDArray[np.int32]
    shares: NDArray[np.float32]

    @classmethod
    def of(cls, catalogue: Catalogue) -> ItemCategories:
        """Index a catalogue."""
        pairs = catalogue.item_categories.tocoo()
        return cls.from_pairs(catalogue.categories, len(catalogue), pairs.col, pairs.row)

    @classmethod
    def from_pairs(
        cls,
        slugs: Vocabulary,
        n_items: int,
        categories: NDArray[np.int32],
        items: NDArray[np.int32],
    ) -> ItemCategories:
        """Index (category, item) pairs, each given once."""
        order = np.lexsort((items, categories))
        counts = np.bincount(categories, minlength=len(slugs))
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        held = np.asarray(items, np.int32)[order]
        sizes = np.maximum(np.bincount(held, minlength=n_items), 1)
        return cls(slugs, n_items, starts, held, (1 / np.sqrt(sizes[held])).astype(np.float32))

    def share(self, slug: str) -> NDArray[np.float32]:
        """Say how far each item belongs to a category; 0 everywhere for an unknown one.

        Returns
        -------
        ndarray of float32, shape (n_items,)
            In [0, 1].
        """
        found = np.zeros(self.n_items, np.float32)
        category = self.slugs.position(slug)
        if category is not None:
            held = slice(*self.starts[category : category + 2].tolist())
            found[self.items[held]] = self.shares[held]
        return found

    def affinity(self, slugs: Sequence[str]) -> NDArray[np.float32]:
        """Add up the shares of several categories; a slug named twice counts once."""
        total = np.zeros(self.n_items, np.float32)
        for slug in dict.fromkeys(slugs):
            total += self.share(slug)
        return total

    def of_item(self, position: int) -> tuple[str, ...]:
        """Slugs of one item's categories."""
        pairs = np.flatnonzero(self.items == position)
        found = np.searchsorted(self.starts, pairs, side="right") - 1
        return tuple(self.slugs[i] for i in found.tolist())

    def extended(self, catalogue: Catalogue, fresh: NDArray[np.intp]) -> ItemCategories:
        """Append the catalogue's rows ``fresh`` as items, with their new categories."""
        slugs = Vocabulary(dict.fromkeys([*self.slugs, *catalogue.categories]))
        pairs = catalogue.item_categories[fresh].tocoo()
        renamed = slugs.positions(catalogue.categories)
        counts = np.diff(self.starts)
        old = np.repeat(np.arange(len(self.slugs)), counts)
        return self.from_pairs(
            slugs,
            self.n_items + len(fresh),
            np.concatenate([old, renamed[pairs.col]]).astype(np.int32),
            np.concatenate([self.items, pairs.row + self.n_items]).astype(np.int32),
        )

    def state(self) -> dict[str, Array]:
        """All arrays."""
        return {
            "categories": self.slugs.encode(),
            "category_starts": self.starts,
            "category_items": self.items,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Array], n_items: int) -> ItemCategories:
        """Take back what `state` gave; the arrays must have been checked."""
        slugs = Vocabulary.decode(state["categories"])
        counts = np.diff(state["category_starts"])
        categories = np.repeat(np.arange(len(slugs), dtype=np.int32), counts)
        return cls.from_pairs(slugs, n_items, categories, state["category_items"])
