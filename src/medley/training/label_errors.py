"""Labels that are probably wrong, by confident learning.

A model that did not see an item answers for it. Where it gives a genre that the item
lacks a probability that items with the genre get on average, or one that the item has a
probability that items without it get, the label is doubted. The averages are thresholds
genre by genre, so that a rare genre or a timid model does not put everything in doubt
(Northcutt, Jiang and Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset
Labels", https://arxiv.org/abs/1911.00068).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError

Scores = NDArray[np.float64]

LEAST_LABELLED = 5
"""A genre needs so many items with it, and without it, for its thresholds to mean anything."""
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class LabelDoubt:
    """A label that looks wrong.

    Attributes
    ----------
    id : str
        Of the item.
    genre : str
        Slug.
    given : bool
        Whether the item has the genre; the doubt says the opposite.
    probability : float
        What a model that did not see the item gives the genre.
    expected : float
        What it gives on average where the doubt would be right.
    margin : float
        How far beyond that it goes, as a share of what is left up to certainty where a
        genre may be missing or wrong; by how much another genre is likelier where an item
        has one only. Above 0, at most 1.
    instead : str
        The genre that is heard instead, where an item has one only; else empty.
    is_held : bool
        Whether every training holds the item out.
    """

    id: str
    genre: str
    given: bool
    probability: float
    expected: float
    margin: float
    instead: str = ""
    is_held: bool = False


def doubted_films(
    ids: Sequence[str],
    genres: Sequence[str],
    labels: NDArray[np.bool_],
    probabilities: Scores,
    held: NDArray[np.bool_] | None = None,
) -> list[LabelDoubt]:
    """Doubt labels where an item may have several genres, each judged alone.

    Parameters
    ----------
    ids : sequence of str, length n
    genres : sequence of str, length n_genres
    labels : ndarray of bool, shape (n, n_genres)
    probabilities : ndarray of float64, shape (n, n_genres)
        By models that did not see the item; NaN where there is none.
    held : ndarray of bool, shape (n,), optional
        Items that every training holds out.

    Returns
    -------
    list of LabelDoubt
        The largest margin first.

    Raises
    ------
    DataError
        If the shapes differ.

    Examples
    --------
    >>> labels = np.array([[True]] * 5 + [[False]] * 6)
    >>> answers = np.array([[0.9]] * 5 + [[0.1]] * 5 + [[0.95]])
    >>> [(d.id, d.given) for d in doubted_films(list("abcdefghijk"), ["horror"], labels, answers)]
    [('k', False)]
    """
    _check(ids, genres, labels.shape, probabilities)
    known = np.isfinite(probabilities)
    found = []
    for at, genre in enumerate(genres):
        has, lacks = labels[:, at] & known[:, at], ~labels[:, at] & known[:, at]
        if min(has.sum(), lacks.sum()) < LEAST_LABELLED:
            continue
        with_it = float(probabilities[has, at].mean())
        without = float(probabilities[lacks, at].mean())
        if with_it <= without:
            continue
        missing = np.where(lacks, (probabilities[:, at] - with_it) / max(1 - with_it, _LEAST), 0.0)
        wrong = np.where(has, (without - probabilities[:, at]) / max(without, _LEAST), 0.0)
        margins = np.maximum(missing, wrong)
        for row in np.flatnonzero(margins > 0).tolist():
            given = bool(labels[row, at])
            found.append(
                LabelDoubt(
                    id=ids[row],
                    genre=genre,
                    given=given,
                    probability=float(probabilities[row, at]),
                    expected=without if given else with_it,
                    margin=float(margins[row]),
                    is_held=bool(held[row]) if held is not None else False,
                )
            )
    return _ordered(found)


def doubted_songs(
    ids: Sequence[str],
    genres: Sequence[str],
    labels: NDArray[np.integer],
    probabilities: Scores,
    held: NDArray[np.bool_] | None = None,
) -> list[LabelDoubt]:
    """Doubt labels where an item has one genre: another one is heard confidently.

    Parameters
    ----------
    ids : sequence of str, length n
    genres : sequence of str, length n_genres
    labels : ndarray of int, shape (n,)
        Positions in ``genres``; negative where none is known.
    probabilities : ndarray of float64, shape (n, n_genres)
        By models that did not hear the song; NaN where there is none.
    held : ndarray of bool, shape (n,), optional

    Returns
    -------
    list of LabelDoubt
        The largest margin first.

    Raises
    ------
    DataError
        If the shapes differ.
    """
    _check(ids, genres, (len(labels), len(genres)), probabilities)
    known = (labels >= 0) & np.isfinite(probabilities).all(axis=1)
    usual = np.full(len(genres), np.inf)
    for at in range(len(genres)):
        rows = known & (labels == at)
        if rows.sum() >= LEAST_LABELLED:
            usual[at] = probabilities[rows, at].mean()
    found = []
    for row in np.flatnonzero(known).tolist():
        told = probabilities[row]
        heard = int(np.where(told >= usual, told, -1.0).argmax())
        given = int(labels[row])
        if told[heard] < usual[heard] or heard == given or told[heard] <= told[given]:
            continue
        margin = float(told[heard] - told[given])
        found.append(
            LabelDoubt(
                id=ids[row],
                genre=genres[given],
                given=True,
                probability=float(told[given]),
                expected=float(usual[given]) if np.isfinite(usual[given]) else 0.0,
                margin=margin,
                instead=genres[heard],
                is_held=bool(held[row]) if held is not None else False,
            )
        )
    return _ordered(found)


def _check(
    ids: Sequence[str], genres: Sequence[str], shape: tuple[int, ...], probabilities: Scores
) -> None:
    expected = (len(ids), len(genres))
    if shape != expected or probabilities.shape != expected:
        raise DataError(
            f"labels are {shape} and probabilities {probabilities.shape}, expected {expected}"
        )


def _ordered(found: list[LabelDoubt]) -> list[LabelDoubt]:
    return sorted(found, key=lambda one: (-one.margin, one.id, one.genre))
