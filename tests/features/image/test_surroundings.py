"""What is around the places of a poster, and where it lies in a mirror."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from tests import made_films

from medley.features.image.colour import lab
from medley.features.image.surroundings import (
    N_COLOURS,
    N_STROKES,
    Surroundings,
    colours_across,
    colours_around,
    strokes_across,
    strokes_around,
)

Look = Callable[[NDArray[np.float32]], Surroundings]
LOOKS = [
    pytest.param(strokes_around, strokes_across(), N_STROKES, id="strokes"),
    pytest.param(colours_around, colours_across(), N_COLOURS, id="colours"),
]


@pytest.mark.parametrize(("look", "across", "n_columns"), LOOKS)
def test_every_place_is_on_the_poster_and_told_in_finite_numbers(
    look: Look, across: NDArray[np.intp], n_columns: int
) -> None:
    found = look(lab(made_films.pixels(3)))
    assert found.around.shape == (len(found.places), n_columns)
    assert found.around.dtype == np.float32
    assert np.isfinite(found.around).all()
    assert ((found.places >= 0) & (found.places <= 1)).all()
    assert sorted(across) == list(range(n_columns))


@pytest.mark.parametrize(("look", "across", "_n_columns"), LOOKS)
def test_a_mirror_shows_the_same_surroundings_turned(
    look: Look, across: NDArray[np.intp], _n_columns: int
) -> None:
    light = lab(made_films.pixels(5))
    own, other = look(light), look(np.ascontiguousarray(light[:, ::-1]))
    starts = np.flatnonzero(np.append(True, np.diff(own.places[:, 0]) != 0))
    for start, end in zip(starts, [*starts[1:], len(own.places)], strict=True):
        line = np.arange(start, end)
        np.testing.assert_allclose(own.places[line], other.places[line[::-1]], atol=1e-5)
        turned = other.around[line[::-1]][:, across]
        np.testing.assert_allclose(own.around[line], turned, atol=2e-3)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_plain_poster_has_no_strokes_and_one_colour(value: float) -> None:
    light = np.full((144, 96, 3), value, np.float32)
    assert not strokes_around(light).around.any()
    found = colours_around(light).around.reshape(-1, 16, 6)
    np.testing.assert_allclose(found[..., :3], value, atol=1e-6)
    np.testing.assert_allclose(found[..., 3:], 0, atol=1e-3)


def test_a_stroke_is_told_by_its_direction_where_it_is() -> None:
    light = np.zeros((144, 96, 3), np.float32)
    light[:, 48:, 0] = 0.5
    found = strokes_around(light)
    cells = found.around.reshape(-1, 16, 8)
    beside = np.abs(found.places[:, 1]) < 0.02
    assert (cells[beside].sum(axis=1).argmax(axis=1) == 0).all()
    assert not cells[found.places[:, 1] > 0.8].any()
