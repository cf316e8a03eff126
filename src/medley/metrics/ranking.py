"""How good ranked answers are, person by person.

Everything is vectorised over people. A rank list is an int32 array of shape
(n_people, k) of item positions, best first, ended by -1 where a person got fewer
than ``k``; `rank` makes one from scores and `judge` marks its hits.

References
----------
Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques",
TOIS 2002. Liang et al., "Variational Autoencoders for Collaborative Filtering",
WWW 2018, section 4.3, for the truncated forms.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def rank(
    scores: NDArray[np.float32], excluded: Sequence[NDArray[np.int32]], k: int
) -> NDArray[np.int32]:
    """Order the best ``k`` items of each score row, ties in order of position.

    Parameters
    ----------
    scores : ndarray of float32, shape (n_people, n_items)
        Overwritten with ``-inf`` where excluded; ``-inf`` is never returned.
    excluded : sequence of ndarray of int32, length n_people
        Item positions that must not come back.
    k : int

    Returns
    -------
    ndarray of int32, shape (n_people, k)

    Examples
    --------
    >>> rank(np.array([[0.1, 0.9, 0.5]], np.float32), [np.array([1], np.int32)], 3)
    array([[ 2,  0, -1]], dtype=int32)
    """
    n_people, n_items = scores.shape
    rows = np.repeat(np.arange(n_people), [len(row) for row in excluded])
    if len(rows):
        scores[rows, np.concatenate(list(excluded))] = -np.inf
    ranked = np.full((n_people, k), -1, np.int32)
    depth = min(k, n_items)
    if depth == 0:
        return ranked
    if depth < n_items:
        ranked[:, :depth] = [_best(row, depth) for row in scores]
    else:
        ranked[:, :depth] = np.argsort(-scores, axis=1, kind="stable")
    taken = np.take_along_axis(scores, np.maximum(ranked, 0), axis=1)
    ranked[taken == -np.inf] = -1
    return ranked


def _best(row: NDArray[np.float32], depth: int) -> NDArray[np.intp]:
    kth = np.partition(row, len(row) - depth)[len(row) - depth]
    # At the k-th score ties go to the first positions, as in `core.prediction.top_k`.
    pool = np.flatnonzero(row >= kth)
    order = np.argsort(-row[pool], kind="stable")[:depth]
    best: NDArray[np.intp] = pool[order]
    return best


def judge(ranked: NDArray[np.int32], targets: Sequence[NDArray[np.int32]]) -> NDArray[np.bool_]:
    """Mark which ranked items are targets.

    Parameters
    ----------
    ranked : ndarray of int32, shape (n_people, k)
    targets : sequence of ndarray of int32, length n_people
        Item positions, each at most once; -1 never matches.

    Returns
    -------
    ndarray of bool, shape (n_people, k)

    Examples
    --------
    >>> judge(np.array([[2, 0, -1]], np.int32), [np.array([0, 5], np.int32)])
    array([[False,  True, False]])
    """
    n_people = len(ranked)
    if not n_people:
        return np.zeros(ranked.shape, np.bool_)
    width = int(ranked.max(initial=0)) + 1
    rows = np.repeat(np.arange(n_people, dtype=np.int64), [len(row) for row in targets])
    flat = np.concatenate(list(targets)) if len(rows) else np.empty(0, np.int32)
    inside = (flat >= 0) & (flat < width)
    wanted = rows[inside] * width + flat[inside]
    given = np.arange(n_people, dtype=np.int64)[:, None] * width + ranked
    found: NDArray[np.bool_] = np.isin(given, wanted) & (ranked >= 0)
    return found


def sizes(targets: Sequence[NDArray[np.int32]]) -> NDArray[np.int64]:
    """Count each person's targets."""
    return np.array([len(row) for row in targets], np.int64)


def ndcg(hits: NDArray[np.bool_], n_targets: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    r"""Compute the normalised discounted cumulative gain with binary gains.

    .. math:: \frac{\sum_{r=1}^{k} hit_r / \log_2(r + 1)}
                   {\sum_{r=1}^{\min(k, n)} 1 / \log_2(r + 1)}

    with *n* the person's number of targets: the ideal list is cut at ``k`` too.

    Parameters
    ----------
    hits : ndarray of bool, shape (n_people, at least k)
        From `judge`; a shorter list counts as one that ends in misses.
    n_targets : ndarray of int64, shape (n_people,)
        At least 1.
    k : int

    Returns
    -------
    ndarray of float64, shape (n_people,)
        In [0, 1].

    Examples
    --------
    >>> ndcg(np.array([[False, True]]), np.array([1]), 2).round(4)
    array([0.6309])
    """
    discounts = 1 / np.log2(np.arange(2, k + 2))
    ideal = np.cumsum(discounts)[np.minimum(n_targets, k) - 1]
    found = hits[:, :k]
    gained: NDArray[np.float64] = (found @ discounts[: found.shape[1]]) / ideal
    return gained


def recall(hits: NDArray[np.bool_], n_targets: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    r"""Compute the share of what could be found among the first ``k`` that was found.

    .. math:: \frac{\sum_{r=1}^{k} hit_r}{\min(k, n)}

    The form of Liang et al. (2018): a perfect list gets 1 even when a person has
    more than ``k`` targets.

    Parameters
    ----------
    hits : ndarray of bool, shape (n_people, at least k)
    n_targets : ndarray of int64, shape (n_people,)
        At least 1.
    k : int

    Returns
    -------
    ndarray of float64, shape (n_people,)
        In [0, 1].

    Examples
    --------
    >>> recall(np.array([[True, False, True]]), np.array([5]), 2)
    array([0.5])
    """
    found: NDArray[np.float64] = hits[:, :k].sum(axis=1) / np.minimum(n_targets, k)
    return found


def reciprocal_rank(hits: NDArray[np.bool_], k: int) -> NDArray[np.float64]:
    """Compute one over the rank of the first hit among ``k``, 0 without one.

    Its mean over people is the MRR (Voorhees, TREC-8, 1999).

    Examples
    --------
    >>> reciprocal_rank(np.array([[False, True], [False, False]]), 2)
    array([0.5, 0. ])
    """
    found = hits[:, :k]
    first = found.argmax(axis=1)
    return np.where(found.any(axis=1), 1.0 / (first + 1.0), 0.0)
