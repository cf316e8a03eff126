"""Fields look the same at every size, and tiles join at their edges."""

from __future__ import annotations

import numpy as np
import pytest

from medley.covers.landscape.noise import crests, fractal, resample, ridge, sample, tile


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def test_a_big_field_shrinks_to_the_small_one() -> None:
    small = fractal((45, 80), rng(), aspect=16 / 9)
    big = fractal((360, 640), rng(), aspect=16 / 9)
    assert np.corrcoef(small.ravel(), resample(big, (45, 80)).ravel())[0, 1] > 0.97


@pytest.mark.parametrize("ridged", [False, True])
def test_fields_are_centred_and_of_unit_deviation(*, ridged: bool) -> None:
    field = fractal((180, 320), rng(), aspect=16 / 9, frequency=12, ridged=ridged)
    assert abs(float(field.mean())) < 0.25
    assert 0.6 < float(field.std()) < 1.4


def test_the_edges_of_a_tile_join() -> None:
    field = tile(128, rng())
    seam = np.abs(field[:, 0] - field[:, -1]).mean()
    inside = np.abs(np.diff(field, axis=1)).mean()
    assert seam < 2 * inside


def test_reading_a_tile_goes_round() -> None:
    field = tile(64, rng())
    rows = np.array([[0.3], [0.9]], dtype=np.float32)
    columns = np.array([[0.1, 0.75]], dtype=np.float32)
    moved = sample(field, rows + 2, columns - 3)
    assert np.allclose(sample(field, rows, columns), moved, atol=1e-3)


def test_crests_lie_between_nothing_and_one() -> None:
    field = crests(128, rng())
    assert field.min() >= 0
    assert field.max() <= 1


def test_a_skyline_does_not_depend_on_how_finely_it_is_read() -> None:
    coarse = ridge(np.linspace(0, 1.5, 50, dtype=np.float32), rng())
    fine = ridge(np.linspace(0, 1.5, 99, dtype=np.float32), rng())
    assert np.allclose(coarse, fine[::2], atol=1e-3)
