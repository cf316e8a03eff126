"""What the makers of the demo catalogue share: the clock, keys, and a made item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.data.rows import CreatorRow, ItemRow

DEMO_NOW_MS = 1_767_182_400_000
"""2025-12-31 12:00 UTC: the moment at which the demo data ends unless it is shifted."""
DAY_MS = 86_400_000

N_VIDEOS, N_FILMS, N_SONGS, N_PLAYLISTS, N_PEOPLE, N_CLIPS = 600, 300, 1000, 300, 400, 40


@dataclass(frozen=True, slots=True)
class Made:
    """Items of one kind with the creators that they name."""

    creators: tuple[CreatorRow, ...]
    items: tuple[ItemRow, ...]


def published(rng: np.random.Generator, n: int, days: float) -> NDArray[np.int64]:
    """Draw publication times over the last ``days``, more of them recent ones.

    Returns
    -------
    ndarray of int64, shape (n,)
        Milliseconds since 1970-01-01 UTC, all before `DEMO_NOW_MS`.
    """
    age = days * rng.beta(1.0, 1.25, n) + 0.2
    return (DEMO_NOW_MS - age * DAY_MS).astype(np.int64)


def picture_path(kind: str, number: int) -> str:
    """Where the picture of an item lies, relative to the media folder."""
    return f"demo/pictures/{kind}-{number}.webp"
