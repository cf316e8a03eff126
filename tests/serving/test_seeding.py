"""Names give the same numbers everywhere, evenly spread."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from medley.serving.seeding import seed_of, share_of


def test_another_process_draws_the_same_number() -> None:
    code = "from medley.serving.seeding import seed_of; print(seed_of('home', '사람:1'))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(ran.stdout) == seed_of("home", "사람:1")


def test_where_a_part_ends_matters() -> None:
    assert len({seed_of("ab", "c"), seed_of("a", "bc"), seed_of("abc"), seed_of("abc", "")}) == 4


def test_shares_are_even() -> None:
    shares = np.array([share_of("test", f"visitor:{i}") for i in range(20_000)])
    assert shares.min() >= 0
    assert shares.max() < 1
    counts = np.histogram(shares, bins=20, range=(0, 1))[0]
    # Chi-square with 19 degrees of freedom: 43.8 is exceeded once in a thousand times.
    assert ((counts - 1000) ** 2 / 1000).sum() < 43.8
