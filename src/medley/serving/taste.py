"""A person's taste: what a model foresees, and what the person said as long as little is known."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from medley.core.vocabulary import Vocabulary
from medley.data.interests import InterestsQuery

DECLARED_LIKES = 2.0
"""A declared category counts as so many likes of it."""
ENOUGH_DECLARING = 50
"""So many people who declared something teach a model what that is worth."""
OTHERS_LIKES = 5.0
"""What everybody likes counts as so many likes, against which declarations stand at first."""


class ForeseesCategories(Protocol):
    """A fitted model of the task `interests`."""

    vocabulary: Vocabulary
    n_declaring: int

    def probabilities(self, queries: list[InterestsQuery]) -> NDArray[np.float64]:
        """Give every category its probability."""
        ...


def taste(model: ForeseesCategories, query: InterestsQuery) -> NDArray[np.float64]:
    r"""Give every category of a model its probability for one person.

    A model that had the declarations of `ENOUGH_DECLARING` people to learn from
    knows what they are worth. Elsewhere, as after an import of a log, what was
    declared keeps at least the share that a plain count would give it, which
    falls as behaviour arrives:

    .. math:: \lambda = \frac{2\,|D|}{2\,|D| + n + 5}

    with *D* the declared categories and *n* the decayed count of what was liked
    and wished. Where the model's answer gives *D* less, it is mixed with an even
    share of *D* until that much is reached.

    Parameters
    ----------
    model : ForeseesCategories
    query : InterestsQuery
        Declared slugs that the model does not know are left out.

    Returns
    -------
    ndarray of float64, shape (n_categories,)
        Sums to 1, in the order of ``model.vocabulary``.
    """
    foreseen: NDArray[np.float64] = model.probabilities([query])[0]
    declared = model.vocabulary.positions(dict.fromkeys(query.declared))
    if model.n_declaring >= ENOUGH_DECLARING and (foreseen[declared] > 0).all():
        return foreseen
    held = float(foreseen[declared].sum())
    lacking = declared_share(len(declared), behaviour(query)) - held
    if lacking <= 0:
        return foreseen
    mixed_in = lacking / (1 - held)
    found: NDArray[np.float64] = (1 - mixed_in) * foreseen
    found[declared] += mixed_in / len(declared)
    return found


def declared_part(
    probabilities: NDArray[np.float64], query: InterestsQuery, categories: Vocabulary
) -> NDArray[np.float64]:
    """Give the part of each probability of `taste` that comes from what was declared.

    Returns
    -------
    ndarray of float64, shape (n_categories,)
        Sums to at most `declared_share`.
    """
    declared = categories.positions(dict.fromkeys(query.declared))
    even = declared_share(len(declared), behaviour(query)) / max(len(declared), 1)
    found = np.zeros(len(categories))
    found[declared] = np.minimum(probabilities[declared], even)
    return found


def declared_share(n_declared: int, n_behaviour: float) -> float:
    """Say how much of a taste comes from what was declared.

    Parameters
    ----------
    n_declared : int
    n_behaviour : float
        See `behaviour`.

    Returns
    -------
    float
        In [0, 1); falls as behaviour arrives.

    Examples
    --------
    >>> [round(declared_share(2, likes), 2) for likes in (0, 5, 50)]
    [0.44, 0.29, 0.07]
    """
    said = DECLARED_LIKES * n_declared
    return said / (said + n_behaviour + OTHERS_LIKES)


def behaviour(query: InterestsQuery) -> float:
    """Count what a person liked and wished, as the query weighs it."""
    return _total(query.liked.values()) + _total(query.wished.values()) / 2


def _total(amounts: Collection[float]) -> float:
    return float(sum(amounts))
