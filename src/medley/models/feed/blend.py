"""How much each part of the hybrid counts, by how much is known of a person.

A blend is a table of weights at a few lengths of history; between them it is
interpolated, so that one more like never makes the answer jump. There are two
tables: one for people of whom nothing is known to be past, and one for those whose
history ended long ago, asked about in their own time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PARTS = ("taste", "content", "content_new", "popular", "recent", "new", "fresh", "interest")
"""What is blended. The first three are about the person's history."""

PERSONAL = 3
KNOTS = np.array([0, 1, 3, 10, 30, 100, 300], np.float32)
"""Lengths of history, in events of full strength, at which weights are held."""

FEW = 10
"""Fewer people than this teach nothing about a length of history."""

_DEPTH = 100
_STEPS = (0.0, 0.03, 0.06, 0.12, 0.25, 0.5, 1.0, 2.0, 4.0)
_ROUNDS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """Held-out people at one length of history, for learning the weights.

    Attributes
    ----------
    features : ndarray of float32, shape (n_parts, n_people, n_candidates)
        What each part says for each candidate.
    targets : ndarray of bool, shape (n_people, n_candidates)
        What the person went on to like; everybody has some.
    seen : ndarray of bool, shape (n_people, n_candidates)
        What the history holds, which is not to be ranked.
    """

    features: NDArray[np.float32]
    targets: NDArray[np.bool_]
    seen: NDArray[np.bool_]


def damping(known: NDArray[np.float32]) -> NDArray[np.float32]:
    """Factor of what is said by histories of these lengths.

    Sums over a history grow with it. Damped by the square root of its length they
    stay comparable with popularity, whatever the length.

    Examples
    --------
    >>> damping(np.array([0.0, 3.0, 99.0], np.float32)).round(2).tolist()
    [1.0, 0.5, 0.10000000149011612]
    """
    return (1 / np.sqrt(1 + known)).astype(np.float32)


def weights_at(
    tables: NDArray[np.float32],
    known: NDArray[np.float32],
    liked: NDArray[np.float32],
    present: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Interpolate the weights for some histories.

    Parameters
    ----------
    tables : ndarray of float32, shape (2, n_knots, n_parts)
        For the past and for the present.
    known : ndarray of float32, shape (n,)
        Sum of absolute strengths: gates the parts about the person's history.
    liked : ndarray of float32, shape (n,)
        Sum of positive strengths: gates the rest, so that somebody of whom only
        dislikes are known still gets what is popular.
    present : ndarray of float32, shape (n,)
        In [0, 1]: how far the second table counts.

    Returns
    -------
    ndarray of float32, shape (n, n_parts)
    """
    at = np.log1p(KNOTS)
    found = np.empty((len(known), len(PARTS)), np.float32)
    for part in range(len(PARTS)):
        length = np.log1p(known if part < PERSONAL else liked)
        past, now = (np.interp(length, at, table[:, part]) for table in tables)
        found[:, part] = past + present * (now - past)
    found[:, :PERSONAL] *= damping(known)[:, None]
    return found


def learn_weights(
    cases: Cases, start: NDArray[np.float32], *, sure: float = 1.0
) -> NDArray[np.float32]:
    """Search the weights of one knot for the best nDCG@100, one part after the other.

    The ranking itself is what is measured: the likelihood of all likes is
    dominated by what stands far below anything that is ever shown. A weight moves
    only where the mean gain exceeds ``sure`` standard errors, so that a part
    which does not help stays at its start. The first part that speaks at all
    keeps its weight: only ratios matter.

    Parameters
    ----------
    cases : Cases
    start : ndarray of float32, shape (n_parts,)
        Weights to begin with, at least 0; kept when there are too few cases.
    sure : float
        At least 0.

    Returns
    -------
    ndarray of float32, shape (n_parts,)
        At least 0.
    """
    if cases.targets.shape[0] < FEW:
        return start
    # Newness has no more spread than there are new items; its unit must not
    # follow that to nothing.
    least = {PARTS.index("new"): 0.3, PARTS.index("fresh"): 0.1, PARTS.index("interest"): 1.0}
    spread = cases.features.std(axis=2).mean(axis=1)
    weights = start.astype(np.float64)
    anchor = 0 if spread[0] > 0 else PARTS.index("popular")
    weights[anchor] = weights[anchor] or 1.0
    yardstick = weights[anchor] * spread[anchor]
    scores = np.tensordot(weights, cases.features, axes=1)
    best = _ndcg(scores, cases)
    for _ in range(_ROUNDS):
        for part in np.flatnonzero(spread > 1e-9):
            if part == anchor:
                continue
            unit = yardstick / max(float(spread[part]), least.get(int(part), 0.0))
            for step in _STEPS:
                moved = scores + (step * unit - weights[part]) * cases.features[part]
                found = _ndcg(moved, cases)
                gain = found - best
                if gain.mean() > sure * gain.std() / np.sqrt(len(gain)) + 1e-6:
                    weights[part], scores, best = step * unit, moved, found
    weights[2] = max(weights[2], _imputed(weights, cases))
    return weights.astype(np.float32)


def _imputed(weights: NDArray[np.float64], cases: Cases) -> float:
    """Weight at which features stand in for the taste that nobody could show yet.

    What nobody met has no taste to its name, whatever its worth. Among met items
    features foretell taste with a certain slope; half of that is kept for the
    unmet ones, however few of them the cases ask about.
    """
    taste, content = (row.astype(np.float64) for row in cases.features[:2])
    content = content - content.mean(axis=1, keepdims=True)
    slope = (content * taste).sum() / max((content**2).sum(), 1e-12)
    return float(0.5 * max(weights[0] * slope - weights[1], 0.0))


def _ndcg(scores: NDArray[np.float64], cases: Cases) -> NDArray[np.float64]:
    """NDCG@100 of each person, shape (n_people,)."""
    allowed = np.where(cases.seen, -np.inf, scores)
    depth = min(_DEPTH, scores.shape[1])
    top = np.argpartition(-allowed, depth - 1, axis=1)[:, :depth]
    order = np.argsort(-np.take_along_axis(allowed, top, axis=1), axis=1, kind="stable")
    hits = np.take_along_axis(cases.targets, np.take_along_axis(top, order, axis=1), axis=1)
    discounts = 1 / np.log2(np.arange(2, depth + 2))
    ideal = np.cumsum(discounts)[np.minimum(cases.targets.sum(axis=1), depth) - 1]
    gains: NDArray[np.float64] = (hits * discounts).sum(axis=1) / ideal
    return gains
