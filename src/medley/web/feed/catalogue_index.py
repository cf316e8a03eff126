"""The catalogue as arrays in memory: what ranking and filters work on.

Every process keeps one index and looks at most once a second whether the
catalogue's revision rose; then it loads afresh.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from medley.core.vocabulary import Vocabulary
from medley.data.rows import KINDS
from medley.data.times import publication_ms
from medley.serving.cache import RecentlyUsed
from medley.web.catalog.models import (
    CatalogueRevision,
    Category,
    Creator,
    Item,
    catalogue_changed,
)

CHECK_EVERY_S = 1.0
CHUNK = 5_000
KEPT_ITEMS = 4_096
KIND_CODES: dict[str, int] = {kind: code for code, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True, eq=False)
class CatalogueIndex:
    """The items of the catalogue in columns, by rising primary key.

    Attributes
    ----------
    revision : int
        The catalogue's revision when this was read.
    pks : ndarray of int64, shape (n,)
    keys : Vocabulary of length n
    hidden : ndarray of bool, shape (n,)
    kinds : ndarray of int8, shape (n,)
        Position in `medley.data.rows.KINDS`.
    playable : ndarray of bool, shape (n,)
        Whether there is a clip to play.
    main_category : ndarray of int32, shape (n,)
        Position in ``categories`` of the item's first category, -1 for none.
    categories : tuple of Category
        By rising primary key.
    members : dict of str to ndarray of intp
        Category slug -> positions of its items.
    category_starts, category_columns : ndarray of int64 and int32
        The categories of the item at position i are
        ``category_columns[category_starts[i]:category_starts[i + 1]]``.
    creators : ndarray of int32, shape (n,)
        Position in ``creator_keys``, -1 for none.
    creator_keys : Vocabulary
    creator_pks : ndarray of int64
        Of ``creator_keys``, rising.
    published_ms : ndarray of int64, shape (n,)
        The year's middle where only that is known, 0 where nothing is.
    hidden_pks : frozenset of int
    slugs : dict of int to str
        Category primary key -> slug.
    kept : RecentlyUsed
        Items read lately, with creator and categories.
    written : RecentlyUsed
        Items written as JSON lately.
    """

    revision: int
    pks: NDArray[np.int64]
    keys: Vocabulary
    hidden: NDArray[np.bool_]
    kinds: NDArray[np.int8]
    playable: NDArray[np.bool_]
    main_category: NDArray[np.int32]
    categories: tuple[Category, ...]
    members: dict[str, NDArray[np.intp]]
    category_starts: NDArray[np.int64]
    category_columns: NDArray[np.int32]
    creators: NDArray[np.int32]
    creator_keys: Vocabulary
    creator_pks: NDArray[np.int64]
    published_ms: NDArray[np.int64]
    hidden_pks: frozenset[int]
    slugs: dict[int, str]
    kept: RecentlyUsed[int, Item] = field(default_factory=lambda: RecentlyUsed(KEPT_ITEMS))
    written: RecentlyUsed[int, str] = field(default_factory=lambda: RecentlyUsed(KEPT_ITEMS))

    def __len__(self) -> int:
        return len(self.pks)

    def positions(self, pks: Iterable[int]) -> NDArray[np.intp]:
        """Positions of the known primary keys among ``pks``."""
        wanted = np.fromiter(pks, np.int64)
        if not len(self) or not len(wanted):
            return np.empty(0, np.intp)
        found = np.minimum(np.searchsorted(self.pks, wanted), len(self) - 1)
        return found[self.pks[found] == wanted]

    def pk_of(self, key: str) -> int | None:
        """Primary key of an item key, None when the catalogue lacks it."""
        position = self.keys.position(key)
        return None if position is None else int(self.pks[position])

    def key_of(self, pk: int) -> str | None:
        """Key of an item's primary key, None when the catalogue lacks it."""
        # Asked for each reason of a page: one look-up, no array made.
        position = int(self.pks.searchsorted(pk))
        found = position < len(self) and self.pks[position] == pk
        return self.keys[position] if found else None

    def category(self, slug: str) -> Category | None:
        """The category of a slug, None when there is none."""
        return next((held for held in self.categories if held.slug == slug), None)

    def allowed(
        self, *, kind: str | None = None, category: str | None = None, playable: bool = False
    ) -> NDArray[np.bool_]:
        """Mark the items that are not hidden, of the kind and category, with a clip if asked."""
        mask = ~self.hidden
        if kind is not None:
            mask &= self.of_kind(kind)
        if category is not None:
            mask &= self.in_category(category)
        return mask & self.playable if playable else mask

    def of_kind(self, kind: str) -> NDArray[np.bool_]:
        """Mark the items of a kind."""
        found: NDArray[np.bool_] = self.kinds == KIND_CODES[kind]
        return found

    def in_category(self, *slugs: str) -> NDArray[np.bool_]:
        """Mark the items in any of the categories; unknown ones hold nothing."""
        inside = np.zeros(len(self), np.bool_)
        for slug in slugs:
            inside[self.members.get(slug, np.empty(0, np.intp))] = True
        return inside

    def by_creator(self, *keys: str) -> NDArray[np.bool_]:
        """Mark the items by any of the creators; unknown ones made nothing."""
        return np.isin(self.creators, self.creator_keys.positions(keys))

    def named(self, *items: str) -> NDArray[np.bool_]:
        """Mark the items of these keys."""
        found = np.zeros(len(self), np.bool_)
        found[self.keys.positions(items)] = True
        return found

    def shares(self, positions: NDArray[np.intp]) -> NDArray[np.float32]:
        """Each item as one, shared over its categories.

        Returns
        -------
        ndarray of float32, shape (len(positions), len(categories))
            Rows sum to 1, or are zeros for an item without a category.
        """
        starts, ends = self.category_starts[positions], self.category_starts[positions + 1]
        sizes = ends - starts
        row = np.repeat(np.arange(len(positions)), sizes)
        within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        found = np.zeros((len(positions), len(self.categories)), np.float32)
        found[row, self.category_columns[np.repeat(starts, sizes) + within]] = 1 / np.maximum(
            sizes[row], 1
        )
        return found

    def items(self, pks: Sequence[int]) -> dict[int, Item]:
        """Read items with their creator and categories, those not in memory in one go.

        Items deleted since the index was read are absent.
        """
        found = {pk: item for pk in pks if (item := self.kept.get(pk)) is not None}
        missing = [pk for pk in pks if pk not in found]
        if missing:
            rows = Item.objects.select_related("creator").prefetch_related("categories")
            for item in rows.filter(pk__in=missing):
                found[item.pk] = item
                self.kept.put(item.pk, item)
        return found


def read_index() -> CatalogueIndex:
    """Read the whole catalogue's columns, in chunks."""
    # The revision first: a change while reading makes the next look read again.
    revision = CatalogueRevision.current()
    fields = ("pk", "key", "hidden", "kind", "media", "creator_id", "published_ms", "year")
    columns = Item.objects.order_by("pk").values_list(*fields)
    rows = list(columns.iterator(chunk_size=CHUNK))
    pks = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    categories = tuple(Category.objects.order_by("pk"))
    main, members, starts, held = _memberships(pks, categories)
    creators = list(Creator.objects.order_by("pk").values_list("pk", "key"))
    creator_pks = np.fromiter((pk for pk, _ in creators), np.int64, len(creators))
    hidden = np.fromiter((row[2] for row in rows), np.bool_, len(rows))
    return CatalogueIndex(
        revision=revision,
        pks=pks,
        keys=Vocabulary(row[1] for row in rows),
        hidden=hidden,
        kinds=np.fromiter((KIND_CODES[row[3]] for row in rows), np.int8, len(rows)),
        playable=np.fromiter((row[4] != "" for row in rows), np.bool_, len(rows)),
        main_category=main,
        categories=categories,
        members=members,
        category_starts=starts,
        category_columns=held,
        creators=_places(creator_pks, [row[5] for row in rows]),
        creator_keys=Vocabulary(key for _, key in creators),
        creator_pks=creator_pks,
        published_ms=np.fromiter((publication_ms(*row[6:8]) for row in rows), np.int64, len(rows)),
        hidden_pks=frozenset(pks[hidden].tolist()),
        slugs={held.pk: held.slug for held in categories},
    )


def _places(known: NDArray[np.int64], pks: Sequence[int | None]) -> NDArray[np.int32]:
    """Positions of primary keys among the known ones, -1 for the others."""
    wanted = np.array([-1 if pk is None else pk for pk in pks], np.int64)
    if not len(known):
        return np.full(len(wanted), -1, np.int32)
    place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[place] == wanted, place, -1).astype(np.int32)


def _memberships(
    pks: NDArray[np.int64], categories: Sequence[Category]
) -> tuple[NDArray[np.int32], dict[str, NDArray[np.intp]], NDArray[np.int64], NDArray[np.int32]]:
    through = Item.categories.through.objects.order_by("pk")
    pairs = np.fromiter(
        through.values_list("item_id", "category_id").iterator(chunk_size=CHUNK),
        dtype=np.dtype((np.int64, 2)),
    )
    main = np.full(len(pks), -1, np.int32)
    if not len(pairs) or not len(pks):
        return main, {}, np.zeros(len(pks) + 1, np.int64), np.empty(0, np.int32)
    item = np.minimum(np.searchsorted(pks, pairs[:, 0]), len(pks) - 1)
    known = pks[item] == pairs[:, 0]
    item, pairs = item[known], pairs[known]
    column = np.searchsorted([held.pk for held in categories], pairs[:, 1])
    # Assigned backwards, so that each item keeps its first category.
    main[item[::-1]] = column[::-1]
    members = {held.slug: item[column == n] for n, held in enumerate(categories)}
    starts = np.concatenate([[0], np.cumsum(np.bincount(item, minlength=len(pks)))])
    by_item = column[np.argsort(item, kind="stable")].astype(np.int32)
    return main, members, starts.astype(np.int64), by_item


class _Holder:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: CatalogueIndex | None = None
        self._checked = float("-inf")

    def current(self) -> CatalogueIndex:
        index = self._index
        if index is not None and time.monotonic() - self._checked < CHECK_EVERY_S:
            return index
        with self._lock:
            index = self._index
            if index is None or time.monotonic() - self._checked >= CHECK_EVERY_S:
                if index is None or CatalogueRevision.current() != index.revision:
                    index = read_index()
                self._index = index
                self._checked = time.monotonic()
            return index

    def expire(self, **_signal: object) -> None:
        self._checked = float("-inf")

    def forget(self) -> None:
        with self._lock:
            self._index = None


_holder = _Holder()
catalogue_changed.connect(_holder.expire)


def current_index() -> CatalogueIndex:
    """The index of this process, at most a second behind the database."""
    return _holder.current()


def forget_index() -> None:
    """Read the catalogue afresh at the next call."""
    _holder.forget()
