"""What is known of a person's taste, as numbers that a classifier can use.

A category is a column of its own, never a number that could be larger than
another category.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from medley.core.vocabulary import Vocabulary
from medley.data.interests import InterestsQuery

N_PARTS = 3
"""Declared, wished, liked."""


class Counts(NamedTuple):
    """What is known of several people, a row each.

    Attributes
    ----------
    declared, wished, liked : ndarray of float32, shape (n, n_categories)
        At least 0.
    """

    declared: NDArray[np.float32]
    wished: NDArray[np.float32]
    liked: NDArray[np.float32]

    def known(self) -> NDArray[np.bool_]:
        """Mark the people of whom anything is known, shape (n,)."""
        held: NDArray[np.float32] = np.hstack(self).max(axis=1, initial=0.0)
        return held > 0

    def take(self, rows: NDArray[np.bool_]) -> Counts:
        """Keep some people."""
        return Counts(self.declared[rows], self.wished[rows], self.liked[rows])


def n_features(n_categories: int) -> int:
    """Columns of `interest_features`."""
    return N_PARTS * (n_categories + 2)


def interest_features(counts: Counts) -> NDArray[np.float32]:
    """Describe each person by the shares, the total and the lack of each part.

    Parameters
    ----------
    counts : Counts

    Returns
    -------
    ndarray of float32, shape (n, 3 * (n_categories + 2))
        For each part: the share of each category (zeros where the part is
        missing), log(1 + total), and 1 where the part is missing.

    Examples
    --------
    >>> none = np.zeros((1, 2), np.float32)
    >>> counts = Counts(none, none, np.array([[3, 1]], np.float32))
    >>> interest_features(counts).astype(float).round(2)[0, 8:].tolist()
    [0.75, 0.25, 1.61, 0.0]
    """
    columns: list[NDArray[np.float32]] = []
    for part in counts:
        totals = part.sum(axis=1, keepdims=True)
        columns += [
            np.divide(part, totals, out=np.zeros_like(part), where=totals > 0),
            np.log1p(totals),
            (totals <= 0).astype(np.float32),
        ]
    return np.hstack(columns).astype(np.float32)


def counted_shares(
    counts: Counts,
    prior: NDArray[np.float64],
    *,
    declared_weight: float = 2.0,
    wished_weight: float = 0.5,
    prior_likes: float = 5.0,
) -> NDArray[np.float64]:
    """Compute each category's share in what was declared, wished and liked.

    Parameters
    ----------
    counts : Counts
    prior : ndarray of float64, shape (n_categories,)
        Everybody's shares.
    declared_weight, wished_weight : float
        What a declared category or a wish counts, where a like counts 1.
    prior_likes : float
        Everybody's shares count as so many likes; above 0.

    Returns
    -------
    ndarray of float64, shape (n, n_categories)
        Rows sum to 1.

    Examples
    --------
    >>> none = np.zeros((1, 2), np.float32)
    >>> counts = Counts(none, none, np.array([[5, 0]], np.float32))
    >>> counted_shares(counts, np.array([0.5, 0.5])).tolist()
    [[0.75, 0.25]]
    """
    amounts = (
        counts.liked.astype(np.float64)
        + wished_weight * counts.wished
        + declared_weight * counts.declared
        + prior_likes * prior
    )
    found: NDArray[np.float64] = amounts / amounts.sum(axis=1, keepdims=True)
    return found


def count_matrices(queries: Sequence[InterestsQuery], categories: Vocabulary) -> Counts:
    """Lay queries out as counts; slugs that are not in ``categories`` are left out."""
    shape = (len(queries), len(categories))
    declared, wished, liked = (np.zeros(shape, np.float32) for _ in range(N_PARTS))
    for row, query in enumerate(queries):
        declared[row, categories.positions(query.declared)] = 1
        _lay(wished[row], query.wished, categories)
        _lay(liked[row], query.liked, categories)
    return Counts(declared, wished, liked)


def _lay(row: NDArray[np.float32], counts: Mapping[str, float], categories: Vocabulary) -> None:
    for slug, count in counts.items():
        position = categories.position(slug)
        if position is not None:
            row[position] = count
