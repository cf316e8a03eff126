"""Which songs of the library sound like another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.data.sound import Sound
from medley.features.audio import embed
from medley.web.labels.places import library_places

SHOWN = 6
PATIENCE_S = 1.5
"""So long a page waits for songs that have no place yet; the worker places the rest."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A song that sounds alike; ``likeness`` is the cosine, from -1 to 1."""

    item: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest songs, and how many of the library could be compared."""

    songs: tuple[Neighbour, ...]
    compared: int
    total: int


def nearest(sound: Sound, *, besides: int | None = None, k: int = SHOWN) -> Neighbours:
    """Find the songs of the library that sound most alike.

    Their columns are standardised over the library first, so that each counts alike.

    Parameters
    ----------
    sound : Sound
    besides : int, optional
        Primary key of the song itself.
    k : int
    """
    items, matrix, total = library_places(PATIENCE_S)
    compared = len(items)
    if compared < 2:
        return Neighbours((), compared, total)
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0)
    spread = np.where(spread > 1e-6, spread, 1.0)
    rows = _unit((matrix - mean) / spread)
    found = rows @ _unit(((embed(sound) - mean) / spread)[None])[0]
    order = [at for at in np.argsort(-found, kind="stable").tolist() if items[at] != besides]
    near = tuple(Neighbour(items[at], float(found[at])) for at in order[:k])
    return Neighbours(near, compared, total)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = rows / np.maximum(
        np.linalg.norm(rows, axis=1, keepdims=True), 1e-9
    )
    return found
