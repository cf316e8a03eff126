"""A recording is smoothed at once as the filter smooths it row by row, there and back."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from medley.features.pose.one_euro import OneEuroFilter, one_euro


def there(times: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
    smoother = OneEuroFilter()
    return np.array([smoother.push(float(t), row) for t, row in zip(times, rows, strict=True)])


@pytest.mark.parametrize("gaps", [0.0, 0.3])
@pytest.mark.parametrize("n", [2, 5, 60])
def test_it_is_the_filter_run_there_and_back(n: int, gaps: float) -> None:
    rng = np.random.default_rng(n)
    times = np.cumsum(rng.uniform(0.01, 0.1, n))
    rows = np.cumsum(rng.normal(size=(n, 6)), axis=0)
    rows[rng.random(rows.shape) < gaps] = np.nan
    back = there(-times[::-1], rows[::-1])[::-1]
    expected = (there(times, rows) + back) / 2
    np.testing.assert_allclose(one_euro(times, rows), expected, atol=1e-12)


def test_what_is_never_known_stays_unknown() -> None:
    rows = np.column_stack([np.full(9, np.nan), np.arange(9.0)])
    smooth = one_euro(np.arange(9) / 30, rows)
    assert np.isnan(smooth[:, 0]).all()
    assert np.isfinite(smooth[:, 1]).all()


@pytest.mark.parametrize("n", [0, 1])
def test_hardly_anything_is_left_as_it_is(n: int) -> None:
    rows = np.ones((n, 3))
    np.testing.assert_array_equal(one_euro(np.arange(n, dtype=float), rows), rows)
