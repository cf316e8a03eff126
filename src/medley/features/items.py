"""What is known of an item before anybody met it, as one sparse row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.data.feed import Catalogue
from medley.features.text import hashed_counts, rarity, tokens, unit_rows


@dataclass(frozen=True, slots=True)
class FeatureWeights:
    """Length of each group of features in an item's row, before learning.

    Attributes
    ----------
    category, creator, text, kind : float
    """

    category: float = 1.0
    creator: float = 0.7
    text: float = 1.5
    kind: float = 0.3


def text_counts(catalogue: Catalogue, rows: NDArray[np.intp], n_buckets: int) -> sparse.csr_matrix:
    """Count the hashed tokens of the rows' titles, shape (n_rows, n_buckets)."""
    return hashed_counts((tokens(catalogue.titles[i]) for i in rows.tolist()), n_buckets)


def text_rarity(catalogue: Catalogue, n_buckets: int) -> NDArray[np.float32]:
    """Inverse document frequencies over a catalogue, shape (n_buckets,)."""
    return rarity(text_counts(catalogue, np.arange(len(catalogue)), n_buckets))


def item_features(
    catalogue: Catalogue,
    rows: NDArray[np.intp],
    idf: NDArray[np.float32],
    weights: FeatureWeights,
) -> sparse.csr_matrix:
    """Put categories, creator, kind and text of some items into hashed rows.

    Hashing needs no vocabulary, so that an item with a category or a creator
    of later has its row too.

    Parameters
    ----------
    catalogue : Catalogue
    rows : ndarray of intp, shape (n_rows,)
    idf : ndarray of float32, shape (n_buckets,)
        From `text_rarity`.
    weights : FeatureWeights

    Returns
    -------
    csr_matrix of float32, shape (n_rows, n_buckets)
        Rows of length 1, or 0 where nothing is known.
    """
    n_buckets = len(idf)
    text = text_counts(catalogue, rows, n_buckets)
    text.data = (np.log1p(text.data) * idf[text.indices]).astype(np.float32)
    total = weights.text * unit_rows(text)
    for amount, named in (
        (weights.category, _categories(catalogue, rows)),
        (weights.creator, _creators(catalogue, rows)),
        (weights.kind, (["kind:" + catalogue.kinds[i]] for i in rows.tolist())),
    ):
        total = total + amount * unit_rows(hashed_counts(named, n_buckets))
    return unit_rows(sparse.csr_matrix(total, dtype=np.float32))


def _categories(catalogue: Catalogue, rows: NDArray[np.intp]) -> Iterator[list[str]]:
    held = catalogue.item_categories[rows]
    names = ["category:" + slug for slug in catalogue.categories]
    for start, stop in zip(held.indptr[:-1].tolist(), held.indptr[1:].tolist(), strict=True):
        yield [names[i] for i in held.indices[start:stop].tolist()]


def _creators(catalogue: Catalogue, rows: NDArray[np.intp]) -> Iterator[list[str]]:
    for creator in catalogue.creators[rows].tolist():
        yield ["creator:" + catalogue.creator_keys[creator]] if creator >= 0 else []
