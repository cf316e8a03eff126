"""From dense scores of all tracks to ranked predictions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import UnavailableError
from medley.core.prediction import Prediction, Reason, top_k
from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistQuery

MAX_REASONS = 3
"""A candidate gets at most so many reasons of a kind."""


def rank(
    score: Callable[[PlaylistQuery], NDArray[np.float32]],
    vocabulary: Vocabulary,
    queries: Sequence[PlaylistQuery],
    k: int,
) -> list[Prediction]:
    """Score each query and take the ``k`` best of what it allows.

    Raises
    ------
    UnavailableError
        If the vocabulary is empty: the model was never fitted.
    """
    require_fitted(vocabulary)
    found = []
    for query in queries:
        scores = score(query)
        scores[vocabulary.positions(query.exclude)] = -np.inf
        found.append(top_k(scores, vocabulary.ids, k))
    return found


def rank_positive(scores: NDArray[np.float32], ids: Sequence[str], k: int) -> Prediction:
    """Rank at most ``k`` of the ids that score above 0."""
    return top_k(np.where(scores > 0, scores, np.float32(-np.inf)), ids, k)


def require_fitted(vocabulary: Vocabulary) -> None:
    """Refuse to go on without a vocabulary.

    Raises
    ------
    UnavailableError
        If the vocabulary is empty: the model was never fitted.
    """
    if not len(vocabulary):
        raise UnavailableError("the model is not fitted; call fit or restore first")


def largest(reasons: Iterable[Reason], n: int = MAX_REASONS) -> list[Reason]:
    """Keep the ``n`` reasons of the largest contributions above 0, largest first."""
    held = [reason for reason in reasons if reason.contribution > 0]
    return sorted(held, key=lambda reason: -reason.contribution)[:n]


def strongest(weights: NDArray[np.float32], n: int, *, floor: float = 0.0) -> NDArray[np.float32]:
    """Set to 0 all weights but the ``n`` largest that reach ``floor``; ties all stay."""
    cut = floor
    if n < len(weights):
        cut = max(cut, float(np.partition(weights, len(weights) - n)[len(weights) - n]))
    return np.where(weights >= cut, weights, np.float32(0))
