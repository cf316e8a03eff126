"""Posters are decoded once, and what is no picture is none from then on."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field

import numpy as np
import pytest

from medley.core.errors import DataError
from medley.data.films import PosterPixels
from medley.data.poster_shelf import ShelvedPosters


@dataclass
class Filed:
    """Four posters: two pictures, none, a broken one."""

    read: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return 4

    def __getitem__(self, position: int, /) -> PosterPixels | None:
        self.read.append(position)
        if position == 3:
            raise DataError("the picture is truncated")
        return None if position == 2 else np.full((144, 96, 3), 10 + position, np.uint8)


def test_a_poster_is_decoded_once() -> None:
    filed = Filed()
    shelf = ShelvedPosters(filed)
    for _ in range(3):
        pixels = shelf[1]
        assert pixels is not None
        assert pixels.mean() == 11
        pixels[:] = 0
    assert filed.read == [1]
    assert shelf[2] is None


def test_broken_posters_are_told_and_then_none() -> None:
    shelf = ShelvedPosters(Filed())
    with pytest.raises(DataError):
        shelf[3]
    told: list[tuple[int, str]] = []
    shelf.check(range(4), lambda row, why: told.append((row, why)), None)
    assert told == [(3, "the picture is truncated")]
    assert shelf[3] is None
    again = pickle.loads(pickle.dumps(shelf))
    assert again[3] is None
    assert again[0] is not None


def test_no_posters_need_no_file() -> None:
    assert len(ShelvedPosters([])) == 0
