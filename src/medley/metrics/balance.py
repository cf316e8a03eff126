"""What a page looks like as a whole: its mix, its variety, how famous it is.

Rank lists are int32 arrays of shape (n_people, k) of item positions, ended by
-1, as in `medley.metrics.ranking`; how much of the catalogue they show is in
`medley.metrics.catalogue`. Everything is one figure a person.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def shown_mix(
    ranked: NDArray[np.int32], categories: NDArray[np.float32], k: int
) -> NDArray[np.float64]:
    """Compute the mix of categories of each person's first ``k``.

    Parameters
    ----------
    ranked : ndarray of int32, shape (n_people, at least k)
    categories : ndarray of float32, shape (n_items, n_categories)
        At least 0; each item counts as one, shared over its categories. Items
        without a category are left out.
    k : int

    Returns
    -------
    ndarray of float64, shape (n_people, n_categories)
        Rows sum to 1; all zeros where nothing with a category is shown.

    Examples
    --------
    >>> shown_mix(np.array([[0, 1]], np.int32), np.array([[1, 0], [1, 1]], np.float32), 2)
    array([[0.75, 0.25]])
    """
    sums = categories.sum(axis=1, keepdims=True)
    shares = np.divide(categories, sums, out=np.zeros_like(categories), where=sums > 0)
    padded = np.vstack([shares, np.zeros((1, categories.shape[1]), shares.dtype)])
    # Position -1 picks the last row, which is empty.
    mixes: NDArray[np.float64] = padded[ranked[:, :k]].sum(axis=1, dtype=np.float64)
    return _normalised(mixes)


def calibration_error(
    wanted: NDArray[np.floating], shown: NDArray[np.floating], *, smoothing: float = 0.01
) -> NDArray[np.float64]:
    r"""Compute the divergence of the mix shown from the mix wanted, in nats.

    .. math:: KL(p \,\|\, \tilde q) = \sum_g p_g \log \frac{p_g}{\tilde q_g},
              \qquad \tilde q = (1 - \alpha)\,q + \alpha\,p

    Parameters
    ----------
    wanted, shown : ndarray of float, shape (n_people, n_categories)
        Each row at least 0, brought to sum to 1; a row of zeros shown is as far
        off as can be.
    smoothing : float
        :math:`\alpha`, in (0, 1).

    Returns
    -------
    ndarray of float64, shape (n_people,)
        In [0, -log(smoothing)]; 0 where nothing is wanted.

    References
    ----------
    Steck, "Calibrated recommendations", RecSys 2018, equation 6.

    Examples
    --------
    >>> calibration_error(np.array([[0.5, 0.5]]), np.array([[0.5, 0.5]]))
    array([0.])
    """
    p = _normalised(np.asarray(wanted, np.float64))
    q = (1 - smoothing) * _normalised(np.asarray(shown, np.float64)) + smoothing * p
    logs = np.log(np.divide(p, q, out=np.ones_like(p), where=p > 0))
    # Rounding may leave the error of equal mixes a hair below 0.
    error: NDArray[np.float64] = np.maximum((p * logs).sum(axis=1), 0.0)
    return error


def hellinger(wanted: NDArray[np.floating], shown: NDArray[np.floating]) -> NDArray[np.float64]:
    r"""Compute the Hellinger distance of two mixes.

    .. math:: \sqrt{\tfrac12 \sum_g (\sqrt{p_g} - \sqrt{q_g})^2}

    Unlike `calibration_error` it is symmetric and needs no smoothing.

    Returns
    -------
    ndarray of float64, shape (n_people,)
        In [0, 1].

    Examples
    --------
    >>> hellinger(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]))
    array([1.])
    """
    p = np.sqrt(_normalised(np.asarray(wanted, np.float64)))
    q = np.sqrt(_normalised(np.asarray(shown, np.float64)))
    found: NDArray[np.float64] = np.sqrt(((p - q) ** 2).sum(axis=1) / 2)
    return found


def outside_share(
    wanted: NDArray[np.floating], shown: NDArray[np.floating], *, top: int = 3
) -> NDArray[np.float64]:
    """Compute the share of the mix shown outside each person's ``top`` categories.

    Returns
    -------
    ndarray of float64, shape (n_people,)
        In [0, 1].

    Examples
    --------
    >>> outside_share(np.array([[3.0, 2.0, 1.0]]), np.array([[0.5, 0.25, 0.25]]), top=1)
    array([0.5])
    """
    mix = _normalised(np.asarray(shown, np.float64))
    main = np.argsort(-np.asarray(wanted), axis=1, kind="stable")[:, :top]
    inside = np.take_along_axis(mix, main, axis=1).sum(axis=1)
    found: NDArray[np.float64] = np.maximum(mix.sum(axis=1) - inside, 0.0)
    return found


def intra_list_diversity(
    ranked: NDArray[np.int32], vectors: NDArray[np.float32], k: int
) -> NDArray[np.float64]:
    """Compute the mean of 1 - cosine over all pairs of each person's first ``k``.

    Parameters
    ----------
    ranked : ndarray of int32, shape (n_people, at least k)
    vectors : ndarray of float32, shape (n_items, n_factors)
        Factors, or categories; an item of zeros is unlike everything.
    k : int

    Returns
    -------
    ndarray of float64, shape (n_people,)
        In [0, 2]; 0 where fewer than two items are shown.

    References
    ----------
    Ziegler et al., "Improving recommendation lists through topic
    diversification", WWW 2005.

    Examples
    --------
    >>> intra_list_diversity(np.array([[0, 1]], np.int32), np.eye(2, dtype=np.float32), 2)
    array([1.])
    """
    first = ranked[:, :k]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    padded = np.vstack([units, np.zeros((1, units.shape[1]), units.dtype)]).astype(np.float64)
    rows = padded[first]
    # The sum over pairs follows from the length of the sum of unit vectors.
    total = (rows.sum(axis=1) ** 2).sum(axis=1) - (rows**2).sum(axis=(1, 2))
    n = (first >= 0).sum(axis=1).astype(np.float64)
    pairs = n * (n - 1)
    mean = np.divide(total, pairs, out=np.ones_like(total), where=pairs > 0)
    return np.where(pairs > 0, 1 - mean, 0.0)


def average_popularity(
    ranked: NDArray[np.int32], owners: NDArray[np.int64], k: int
) -> NDArray[np.float64]:
    """Compute how many people know the average item among the first ``k`` (ARP).

    Parameters
    ----------
    ranked : ndarray of int32, shape (n_people, at least k)
    owners : ndarray of int64, shape (n_items,)
        How many people of the training data had each item.
    k : int

    Returns
    -------
    ndarray of float64, shape (n_people,)
        0 for somebody who is shown nothing.

    Examples
    --------
    >>> average_popularity(np.array([[0, 1, -1]], np.int32), np.array([10, 20]), 3)
    array([15.])
    """
    first = ranked[:, :k]
    shown = first >= 0
    values = np.where(shown, owners[np.maximum(first, 0)], 0).sum(axis=1)
    found: NDArray[np.float64] = values / np.maximum(shown.sum(axis=1), 1)
    return found


def popularity_lift(
    ranked: NDArray[np.int32],
    history: NDArray[np.int32],
    owners: NDArray[np.int64],
    k: int,
) -> NDArray[np.float64]:
    """Compute by which part a list is more popular than the person's own history.

    Parameters
    ----------
    ranked : ndarray of int32, shape (n_people, at least k)
    history : ndarray of int32, shape (n_people, longest)
        What each person chose, ended by -1.
    owners : ndarray of int64, shape (n_items,)
    k : int

    Returns
    -------
    ndarray of float64, shape (n_people,)
        0 is the person's own level, 1 twice as popular; NaN for somebody whose
        history is empty or known to nobody.

    References
    ----------
    Abdollahpouri et al., "The connection between popularity bias, calibration,
    and fairness in recommendation", RecSys 2020.

    Examples
    --------
    >>> one = np.array([[0]], np.int32)
    >>> popularity_lift(one, one + 1, np.array([30, 20]), 1)
    array([0.5])
    """
    shown = average_popularity(ranked, owners, k)
    own = average_popularity(history, owners, history.shape[1])
    lift = np.full(len(shown), np.nan)
    np.divide(shown - own, own, out=lift, where=own > 0)
    return lift


def _normalised(mixes: NDArray[np.float64]) -> NDArray[np.float64]:
    sums = mixes.sum(axis=1, keepdims=True)
    found: NDArray[np.float64] = np.divide(mixes, sums, out=np.zeros_like(mixes), where=sums > 0)
    return found
