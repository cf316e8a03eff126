"""What ranked answers do to the catalogue: how much of it they show, and how evenly.

Rank lists are int32 arrays of shape (n_people, k), ended by -1, as in
`medley.metrics.ranking`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def shown_counts(ranked: NDArray[np.int32], n_items: int, k: int) -> NDArray[np.int64]:
    """Count in how many people's first ``k`` each item stands.

    Returns
    -------
    ndarray of int64, shape (n_items,)
    """
    first = ranked[:, :k]
    counts: NDArray[np.int64] = np.bincount(first[first >= 0], minlength=n_items)
    return counts


def coverage(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Compute the share of the catalogue that anybody is shown.

    Called aggregate diversity by Adomavicius and Kwon (TKDE 2012), here divided
    by the number of items.

    Parameters
    ----------
    counts : ndarray, shape (..., n_items)
        From `shown_counts`.

    Returns
    -------
    ndarray of float64, shape (...)
        In [0, 1].

    Examples
    --------
    >>> float(coverage(np.array([3, 0, 1, 0])))
    0.5
    """
    share: NDArray[np.float64] = (counts > 0).mean(axis=-1)
    return share


def gini(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    r"""Compute how unevenly the places are spread over the catalogue.

    .. math:: \frac{1}{m} \Bigl(m + 1 - 2\,\frac{\sum_{j=1}^{m} (m + 1 - j)\, c_j}
              {\sum_j c_j}\Bigr)

    with the counts *c* of all *m* items in ascending order: 0 when every item is
    shown equally often, :math:`1 - 1/m` when one item takes every place.

    Parameters
    ----------
    counts : ndarray, shape (..., n_items)
        From `shown_counts`; items that nobody is shown count too.

    Returns
    -------
    ndarray of float64, shape (...)
        In [0, 1); 0 where nothing is shown.

    References
    ----------
    Gini, "Variabilità e mutabilità", 1912; Fleder and Hosanagar, "Blockbuster
    culture's next rise or fall", Management Science 2009, for recommenders.

    Examples
    --------
    >>> float(gini(np.array([2, 2, 2]))), round(float(gini(np.array([0, 0, 5]))), 4)
    (0.0, 0.6667)
    """
    m = counts.shape[-1]
    ordered = np.sort(counts, axis=-1).astype(np.float64)
    total = ordered.sum(axis=-1)
    below = ordered @ np.arange(m, 0, -1, dtype=np.float64)
    uneven = (m + 1 - 2 * below / np.maximum(total, 1)) / m
    return np.where(total > 0, uneven, 0.0)


def novelty(
    ranked: NDArray[np.int32], owners: NDArray[np.int64], n_people: int, k: int
) -> NDArray[np.float64]:
    r"""Compute the mean self-information of the first ``k``, in bits.

    .. math:: \frac{1}{k'} \sum_{i} -\log_2 \frac{\max(owners_i, 1)}{n}

    over the :math:`k' \le k` items that the person is shown: 1 bit more for each
    halving of the number of people who know an item.

    Parameters
    ----------
    ranked : ndarray of int32, shape (n_shown_to, at least k)
    owners : ndarray of int64, shape (n_items,)
        How many people of the training data had each item.
    n_people : int
        People in the training data.
    k : int

    Returns
    -------
    ndarray of float64, shape (n_shown_to,)
        0 for somebody who is shown nothing.

    References
    ----------
    Zhou et al., "Solving the apparent diversity-accuracy dilemma of recommender
    systems", PNAS 2010.

    Examples
    --------
    >>> novelty(np.array([[0, 1]], np.int32), np.array([4, 1]), 4, 2)
    array([1.])
    """
    bits = -np.log2(np.maximum(owners, 1) / max(n_people, 1))
    first = ranked[:, :k]
    shown = first >= 0
    values = np.where(shown, bits[np.maximum(first, 0)], 0.0)
    mean: NDArray[np.float64] = values.sum(axis=1) / np.maximum(shown.sum(axis=1), 1)
    return mean
