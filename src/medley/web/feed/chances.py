"""Which places of a list chance filled, with what probability, from among what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from medley.serving.exploration import Explored

_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Chance:
    """A place that chance filled.

    Attributes
    ----------
    place : int
        In the list, from 0.
    propensity : float
        Probability of what stands there, in (0, 1].
    pool : tuple of int
        Places in the list, as it is, of all that it was drawn from; in the order
        of rank, itself among them.
    """

    place: int
    propensity: float
    pool: tuple[int, ...]


def chances_of(explored: Explored, place_of: Sequence[int]) -> tuple[Chance, ...]:
    """Say where chance decided.

    Parameters
    ----------
    explored : Explored
    place_of : sequence of int
        Where in the list each place of ``explored`` came to stand.
    """
    standing = {item: place_of[n] for n, item in enumerate(explored.order.tolist())}
    drawn = np.flatnonzero(explored.by_chance).tolist()
    return tuple(
        Chance(
            place_of[place],
            round(float(explored.propensities[place]), _DIGITS),
            tuple(standing[item] for item in pool.tolist()),
        )
        for place, pool in zip(drawn, explored.pools, strict=True)
    )


def shifted(chances: Iterable[Chance], by: int) -> tuple[Chance, ...]:
    """The same behind so many other items."""
    return tuple(
        Chance(one.place + by, one.propensity, tuple(place + by for place in one.pool))
        for one in chances
    )


def pack_chances(chances: Iterable[Chance]) -> bytes:
    """Write chances as bytes; none as no bytes."""
    rows = [[one.place, one.propensity, one.pool] for one in chances]
    return json.dumps(rows, separators=(",", ":")).encode() if rows else b""


def unpack_chances(packed: bytes) -> tuple[Chance, ...]:
    """Read back what `pack_chances` wrote."""
    rows = json.loads(packed) if packed else []
    return tuple(Chance(place, propensity, tuple(pool)) for place, propensity, pool in rows)
