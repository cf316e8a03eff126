"""From dense scores to ranked predictions and main reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import UnavailableError
from medley.core.prediction import BecauseLiked, Prediction, top_k
from medley.core.vocabulary import Vocabulary
from medley.data.feed import FeedQuery

BLOCK = 256
"""Queries scored at a time, which bounds the memory of a long batch."""

MAX_REASONS = 3
"""A candidate gets at most so many reasons that name a history item."""


def rank(
    fold_in: Callable[[Sequence[FeedQuery]], NDArray[np.float32]],
    vocabulary: Vocabulary,
    queries: Sequence[FeedQuery],
    k: int,
) -> list[Prediction]:
    """Score queries block by block and take the ``k`` best of what each allows.

    Raises
    ------
    UnavailableError
        If the vocabulary is empty: the model was never fitted.
    """
    require_fitted(vocabulary)
    found = []
    for start in range(0, len(queries), BLOCK):
        block = queries[start : start + BLOCK]
        for query, scores in zip(block, fold_in(block), strict=True):
            scores[vocabulary.positions(query.exclude)] = -np.inf
            found.append(top_k(scores, vocabulary.ids, k))
    return found


def rank_similar(
    similarity: Callable[[int], NDArray[np.float32]],
    vocabulary: Vocabulary,
    ids: Sequence[str],
    k: int,
) -> list[Prediction]:
    """Rank the items of positive similarity to each id, itself left out.

    Raises
    ------
    UnavailableError
        If the vocabulary is empty: the model was never fitted.
    """
    require_fitted(vocabulary)
    found = []
    for item in ids:
        position = vocabulary.position(item)
        if position is None:
            found.append(Prediction((), np.empty(0, np.float32), "rank"))
            continue
        scores = similarity(position)
        scores = np.where(scores > 0, scores, np.float32(-np.inf))
        scores[position] = -np.inf
        found.append(top_k(scores, vocabulary.ids, k))
    return found


def require_fitted(vocabulary: Vocabulary) -> None:
    """Refuse to go on without a vocabulary.

    Raises
    ------
    UnavailableError
        If the vocabulary is empty: the model was never fitted.
    """
    if not len(vocabulary):
        raise UnavailableError("the model is not fitted; call fit or restore first")


def because_liked(
    items: Sequence[str], strengths: NDArray[np.float32], contributions: NDArray[np.float32]
) -> list[tuple[BecauseLiked, ...]]:
    """Name the history items that raise each candidate most.

    Parameters
    ----------
    items : sequence of str, length n_history
    strengths : ndarray of float32, shape (n_history,)
        Items of negative strength are never named as liked.
    contributions : ndarray of float32, shape (n_history, n_candidates)
        By how much each candidate falls when the item is removed.

    Returns
    -------
    list of tuple of BecauseLiked, length n_candidates
        Largest first, only contributions above 0.
    """
    counted = np.where(strengths[:, None] > 0, contributions, 0.0)
    best = np.argsort(-counted, axis=0, kind="stable")[:MAX_REASONS]
    values = np.take_along_axis(counted, best, axis=0)
    return [
        tuple(
            BecauseLiked(items[i], value)
            for i, value in zip(rows, amounts, strict=True)
            if value > 0
        )
        for rows, amounts in zip(best.T.tolist(), values.T.tolist(), strict=True)
    ]
