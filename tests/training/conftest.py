"""A small made data set with tastes: three groups of people, three groups of items."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from medley.data.builder import build_feed_data
from medley.data.feed import FeedData
from medley.data.rows import EventRow, ItemRow, Row

DAY_MS = 86_400_000
START_MS = 1_600_000_000_000


def made_rows(n_people: int, seed: int = 3) -> Iterator[Row]:
    rng = np.random.default_rng(seed)
    for item in range(60):
        yield ItemRow(f"i:{item}", "video", f"Video {item}", categories=(f"group-{item % 3}",))
    for person in range(n_people):
        own = [item for item in range(60) if item % 3 == person % 3]
        liked = {*rng.choice(own, 9, replace=False), *rng.choice(60, 2, replace=False)}
        for place, item in enumerate(sorted(liked)):
            at = START_MS + int(rng.integers(0, 300)) * DAY_MS + place
            yield EventRow(f"p:{person}", f"i:{item}", "like", at)


@pytest.fixture(scope="session")
def data() -> FeedData:
    return build_feed_data(made_rows(150))
