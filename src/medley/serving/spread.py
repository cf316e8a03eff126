"""A first page for somebody unknown: the best of each category in turn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def spread(order: NDArray[np.intp], category: NDArray[np.int32]) -> NDArray[np.intp]:
    """Reorder a ranking so that its categories take turns.

    The categories come in the order in which they first appear in the
    ranking, and the items of one category keep their order, so the best item
    of all stays first. Items without a category form one of their own.

    Parameters
    ----------
    order : ndarray of intp, shape (n,)
        Item positions, best first.
    category : ndarray of int32, shape (n_items,)
        The main category of each item, -1 for none.

    Returns
    -------
    ndarray of intp, shape (n,)
        The same positions.

    Examples
    --------
    >>> spread(np.array([0, 1, 2, 3]), np.array([5, 5, 5, 9], np.int32)).tolist()
    [0, 3, 1, 2]
    """
    if not len(order):
        return order
    groups = category[order]
    _, first, group = np.unique(groups, return_index=True, return_inverse=True)
    # The turn of an item is its rank within its own category.
    by_group = np.argsort(group, kind="stable")
    sizes = np.bincount(group)
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    turn = np.empty(len(order), np.intp)
    turn[by_group] = np.arange(len(order)) - starts
    return order[np.lexsort((first[group], turn))]
