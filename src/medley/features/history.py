"""A person's history as positions and signed strengths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.vocabulary import Vocabulary
from medley.data.feed import FeedData, History

FULL_AT = 0.5
"""The weight at which an event counts fully: a finish, a wish or a like."""


def strength(weights: NDArray[np.float32], *, full_at: float = FULL_AT) -> NDArray[np.float32]:
    """Turn event weights into strengths of taste.

    Watching to the end, wishing and liking all tell of the same taste, so they
    count alike; what is weaker counts in proportion.

    Parameters
    ----------
    weights : ndarray of float32, shape (n,)
        In [-1, 1], see `medley.data.signals`.
    full_at : float
        In (0, 1].

    Returns
    -------
    ndarray of float32, shape (n,)
        In [-1, 1], of the sign of the weights.

    Examples
    --------
    >>> strength(np.array([1.0, 0.5, 0.25, -1.0], np.float32)).tolist()
    [1.0, 1.0, 0.5, -1.0]
    """
    scaled = np.asarray(weights, np.float32) / np.float32(full_at)
    clipped: NDArray[np.float32] = np.clip(scaled, -1.0, 1.0)
    return clipped


def known_history(
    history: History, vocabulary: Vocabulary
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Look a history up in a vocabulary; unknown items and weights of 0 are left out.

    Returns
    -------
    positions : ndarray of int32, shape (n_known,)
    strengths : ndarray of float32, shape (n_known,)
        In [-1, 1], never 0.

    Examples
    --------
    >>> known_history(History.of("b", "zebra"), Vocabulary(["a", "b"]))[0].tolist()
    [1]
    """
    found = [vocabulary.position(item) for item in history.items]
    keep = [i for i, p in enumerate(found) if p is not None and history.weights[i] != 0.0]
    positions = np.array([found[i] for i in keep], dtype=np.int32)
    return positions, strength(history.weights[keep])


def known_times(history: History, vocabulary: Vocabulary) -> NDArray[np.int64]:
    """Times of what `known_history` finds, in the same order; 0 where unknown.

    Returns
    -------
    ndarray of int64, shape (n_known,)
    """
    keep = [item in vocabulary for item in history.items]
    times: NDArray[np.int64] = history.times_ms[np.array(keep, np.bool_) & (history.weights != 0)]
    return times


def last_times(times_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """Time of the last event, and what it would be without each one.

    Returns
    -------
    ndarray of int64, shape (n + 1,)
        First with all events; 0 where none is left.

    Examples
    --------
    >>> last_times(np.array([3, 9, 5])).tolist()
    [9, 9, 5, 9]
    """
    last, second = np.sort(np.append(times_ms, [0, 0]))[:-3:-1]
    found = np.full(len(times_ms) + 1, last, np.int64)
    found[1:][times_ms == last] = second
    return found


def liking_matrix(data: FeedData, *, activity_power: float = 0.0) -> sparse.csr_matrix:
    """Build the person-item matrix of positive strengths that linear models fit on.

    Parameters
    ----------
    data : FeedData
    activity_power : float
        Each person's row is scaled so that its weight in the Gram matrix falls
        with this power of their number of items; 0 leaves all equal per event.
        The mean weight of an event stays 1.

    Returns
    -------
    csr_matrix of float32, shape (n_people, n_items)
    """
    matrix = data.matrix(binary=False)
    matrix.data = strength(matrix.data)
    if activity_power:
        counts = np.diff(matrix.indptr).astype(np.float64)
        weights = np.maximum(counts, 1) ** -activity_power
        weights *= counts.sum() / max((weights * counts).sum(), 1e-12)
        matrix.data *= np.repeat(np.sqrt(weights), np.diff(matrix.indptr)).astype(np.float32)
    return matrix
