"""What a personal model answers when it knows nothing that the person likes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from medley.core.prediction import BecausePopular, Reason
from medley.data.feed import FeedData
from medley.models.feed.popular import decayed_popularity

HALF_LIFE_DAYS = 180.0
"""Of the popularity that newcomers get."""

SHARE = 0.1
"""Popularity reaches up to this share of what one like says for its best candidate.

So a first like is worth more to its best candidates than the popularity that it
replaces, and is named as their reason.
"""

_SAMPLE = 32


def newcomer_scores(
    data: FeedData, after_one_like: Callable[[int], NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Put popularity on the scale of a model's scores.

    Parameters
    ----------
    data : FeedData
    after_one_like : callable
        Scores of all items for somebody who likes the item at this position.

    Returns
    -------
    ndarray of float32, shape (n_items,)
        At least 0, and 0 everywhere when nobody liked anything.
    """
    fame = np.log1p(decayed_popularity(data, HALF_LIFE_DAYS))
    best = []
    for position in np.argsort(-fame, kind="stable")[:_SAMPLE].tolist():
        scores = np.array(after_one_like(position))
        scores[position] = 0
        best.append(float(scores.max(initial=0)))
    unit = float(np.median(best)) if best else 0.0
    scaled: NDArray[np.float32] = fame * np.float32(
        SHARE * (unit or 1.0) / max(float(fame.max(initial=0)), 1e-9)
    )
    return scaled


def knows_no_like(strengths: NDArray[np.float32]) -> bool:
    """Whether a history holds nothing positive."""
    return not bool((strengths > 0).any())


def popular_but(
    popular: NDArray[np.float32], against: NDArray[np.float32], strengths: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Take down the popularity of what resembles disliked items.

    What resembles them most loses all, the rest in proportion, so that many
    dislikes do not sink whatever is well known.

    Parameters
    ----------
    popular : ndarray of float32, shape (n_items,)
    against : ndarray of float32, shape (n_items,)
        Likeness to the disliked items, at least 0.
    strengths : ndarray of float32, shape (n_history,)
        None above 0; weak ones that do not add up to 1 take less.

    Returns
    -------
    ndarray of float32, shape (n_items,)
        At least 0.
    """
    most = float(against.max(initial=0))
    if most <= 0:
        return popular.copy()
    force = min(1.0, float(np.abs(strengths).sum()))
    left: NDArray[np.float32] = popular * (1 - against * np.float32(force / most))
    return left


def only_like(strengths: NDArray[np.float32]) -> int | None:
    """Place of the one positive strength; None when there are none or several."""
    liked = np.flatnonzero(strengths > 0)
    return int(liked[0]) if len(liked) == 1 else None


def because_popular(amounts: NDArray[np.float32]) -> list[tuple[Reason, ...]]:
    """Name popularity where it counts, for candidates of these popularities."""
    return [(BecausePopular(amount),) if amount > 0 else () for amount in amounts.tolist()]
