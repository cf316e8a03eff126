"""What moved each item to its place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CONCERNS: tuple[str, ...] = (
    "relevance",
    "novelty",
    "freshness",
    "rotation",
    "calibration",
    "diversity",
    "discovery",
)
"""The terms of an item's worth at the moment when its place was filled."""


@dataclass(frozen=True, slots=True)
class Move:
    """Why an item stands where it stands.

    Attributes
    ----------
    item : str
    before, after : int
        Places by score alone and after balancing, from 0.
    terms : dict of str to float
        The value of each of `CONCERNS` when the place was filled; their sum was
        the highest of all that the page was chosen from and that might stand
        there. Empty beyond the places that were balanced.
    lifted_by : str
        The term that spoke most for it, relevance aside; empty when it did not
        rise.
    rule_relaxed : bool
        True where it follows an item of its own creator, because nothing of
        another one was left.
    """

    item: str
    before: int
    after: int
    terms: dict[str, float]
    lifted_by: str
    rule_relaxed: bool


@dataclass(frozen=True, slots=True, eq=False)
class Balanced:
    """A balanced order with its log, in columns.

    Attributes
    ----------
    ids : tuple of str, length n
        In the candidates' order.
    order : ndarray of intp, shape (n,)
        Positions of the candidates, as they are to be shown.
    before : ndarray of intp, shape (n,)
        For each place, that item's place by score alone.
    terms : ndarray of float32, shape (n_balanced, len(CONCERNS))
        For each balanced place.
    relaxed : ndarray of bool, shape (n,)
        Places where two neighbours have one creator for want of another.
    """

    ids: tuple[str, ...]
    order: NDArray[np.intp]
    before: NDArray[np.intp]
    terms: NDArray[np.float32]
    relaxed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.order)

    def move(self, place: int) -> Move:
        """Say what moved the item at a place, from 0."""
        before = int(self.before[place])
        values = self.terms[place] if place < len(self.terms) else np.empty(0, np.float32)
        terms = dict(zip(CONCERNS, values.tolist(), strict=False))
        rose = terms and place < before
        lifted_by = max(CONCERNS[1:], key=lambda name: terms[name]) if rose else ""
        item = self.ids[int(self.order[place])]
        return Move(item, before, place, terms, lifted_by, bool(self.relaxed[place]))
