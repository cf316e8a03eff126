"""What the catalogue holds, worked out once for each reading of its index."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, zip_longest

import numpy as np
from numpy.typing import NDArray

from medley.data.rows import KINDS
from medley.web.catalog.models import Category, ItemKind
from medley.web.feed.catalogue_index import CatalogueIndex, current_index

TOP_CATEGORIES = 16


@dataclass(frozen=True, slots=True)
class Facets:
    """Which choices the pages can offer.

    Attributes
    ----------
    kinds : tuple of str
        Kinds of which there are items, in the order of `KINDS`.
    categories : dict
        Kind -> its categories, those of most items first; ``""`` -> some of each kind.
    has_clips : bool
        Whether a video can be played.
    has_demo : bool
        Whether made items are among the others.
    revision : str
        Of the index that this was read from; another one may hold other choices.
    """

    kinds: tuple[str, ...]
    categories: dict[str, tuple[Category, ...]]
    has_clips: bool
    has_demo: bool
    revision: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.kinds


_kept: tuple[CatalogueIndex, Facets] | None = None


def facets() -> Facets:
    """Give the facets of the catalogue as it is in memory."""
    global _kept
    index, kept = current_index(), _kept
    if kept is None or kept[0] is not index:
        kept = _kept = index, _read(index)
    return kept[1]


def _read(index: CatalogueIndex) -> Facets:
    shown = {kind: index.allowed(kind=kind) for kind in KINDS}
    kinds = tuple(kind for kind in KINDS if shown[kind].any())
    categories: dict[str, tuple[Category, ...]] = {
        kind: _largest(index, shown[kind]) for kind in kinds
    }
    # A turn for each kind, so that the kind of most items does not take all places.
    turns = chain.from_iterable(zip_longest(*categories.values()))
    categories[""] = tuple(dict.fromkeys(one for one in turns if one))[:TOP_CATEGORIES]
    return Facets(
        kinds=kinds,
        categories=categories,
        has_clips=bool(index.allowed(kind=ItemKind.VIDEO, playable=True).any()),
        has_demo=any(key.startswith("demo:") for key in index.keys),
        revision=str(index.revision),
    )


def _largest(index: CatalogueIndex, shown: NDArray[np.bool_]) -> tuple[Category, ...]:
    counts = {slug: int(shown[members].sum()) for slug, members in index.members.items()}
    used = [one for one in index.categories if counts.get(one.slug)]
    return tuple(sorted(used, key=lambda one: (-counts[one.slug], one.slug)))
