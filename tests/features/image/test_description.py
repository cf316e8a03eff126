"""What a poster's description tells, and what it must not depend on."""

from __future__ import annotations

import numpy as np
import pytest
from tests import made_films

from medley.data.films import POSTER_HEIGHT, POSTER_WIDTH, PosterPixels
from medley.features.image.cells import cell_means, cell_shares, mirrored
from medley.features.image.colour import colour_shares, lab, saturation
from medley.features.image.description import (
    N_DESCRIBED,
    PARTS,
    describe_poster,
    look,
    parts_of,
)
from medley.features.image.sizes import resized
from medley.features.image.texture import edge_directions, grain


def plain(red: int, green: int, blue: int) -> PosterPixels:
    return np.full((POSTER_HEIGHT, POSTER_WIDTH, 3), (red, green, blue), np.uint8)


@pytest.mark.parametrize(
    ("rgb", "expected"),
    [
        ((255, 255, 255), (1.0, 0.0, 0.0)),
        ((0, 0, 0), (0.0, 0.0, 0.0)),
        ((255, 0, 0), (0.532, 0.801, 0.672)),
        ((0, 0, 255), (0.323, 0.792, -1.079)),
    ],
)
def test_lab_has_its_published_values(
    rgb: tuple[int, int, int], expected: tuple[float, float, float]
) -> None:
    assert lab(plain(*rgb))[0, 0] == pytest.approx(expected, abs=0.003)


def test_the_description_is_as_wide_as_its_parts() -> None:
    described = describe_poster(made_films.pixels(3))
    assert described.shape == (N_DESCRIBED,)
    assert described.dtype == np.float32
    assert [len(part) for part in parts_of(described)] == list(PARTS)


@pytest.mark.parametrize("film", [1, 2, 5])
def test_a_mirror_image_is_described_the_same(film: int) -> None:
    poster = made_films.pixels(film)
    turned = np.ascontiguousarray(poster[:, ::-1])
    np.testing.assert_allclose(describe_poster(turned), describe_poster(poster), atol=1e-4)


@pytest.mark.parametrize("value", [0, 255])
def test_a_poster_of_one_colour_is_described_in_finite_numbers(value: int) -> None:
    poster = plain(value, value, value)
    assert np.isfinite(describe_poster(poster)).all()
    assert np.isfinite(look(poster)).all()


def test_shares_of_colours_sum_to_one() -> None:
    assert (colour_shares(lab(made_films.pixels(7))) ** 2).sum() == pytest.approx(1, rel=1e-5)


def test_grey_is_not_saturated_and_red_is() -> None:
    assert saturation(plain(90, 90, 90)).max() == 0
    assert saturation(plain(200, 0, 0)).min() == 1


def test_stripes_are_edges_of_one_direction() -> None:
    upright = np.tile(np.arange(96) // 4 % 2, (144, 1)).astype(np.float32)
    shares = edge_directions(upright, 9, 6)[: 9 * 3 * 8].reshape(27, 8)
    assert (shares.argmax(axis=1) == 0).all()
    lying = np.tile(np.arange(144)[:, None] // 4 % 2, (1, 96)).astype(np.float32)
    shares = edge_directions(lying, 9, 6)[: 9 * 3 * 8].reshape(27, 8)
    assert (shares.argmax(axis=1) == 4).all()


def test_noise_has_another_grain_than_a_slope() -> None:
    noise = np.random.default_rng(0).random((144, 96)).astype(np.float32)
    slope = np.linspace(0, 1, 144 * 96, dtype=np.float32).reshape(144, 96)
    assert np.abs(grain(noise) - grain(slope)).max() > 0.2


def test_cells_cover_the_picture_once() -> None:
    planes = np.random.default_rng(0).random((12, 8, 2)).astype(np.float32)
    means = cell_means(planes, 3, 2)
    np.testing.assert_allclose(means[0, 1], planes[:4, 4:].mean(axis=(0, 1)), rtol=1e-5)
    codes = np.random.default_rng(1).integers(5, size=(12, 8))
    np.testing.assert_allclose(cell_shares(codes, 5, 4, 3).sum(axis=(0, 1)).sum(), 12, rtol=0.2)


def test_a_middle_column_lies_across_from_itself() -> None:
    cells = np.arange(6, dtype=np.float32).reshape(2, 3, 1)
    assert mirrored(cells).tolist() == [1, 1, 4, 4, 1, 1]


def test_a_poster_looks_most_like_itself_lightly_changed() -> None:
    rng = np.random.default_rng(0)
    posters = [made_films.pixels(film) for film in range(6)]
    looks = np.stack([look(poster) for poster in posters])
    np.testing.assert_allclose(np.linalg.norm(looks, axis=1), 1, rtol=1e-5)
    noisy = (posters[4] + rng.normal(0, 4, posters[4].shape)).clip(0, 255).astype(np.uint8)
    assert int(np.argmax(looks @ look(noisy))) == 4


def test_films_of_one_genre_look_more_alike() -> None:
    looks = np.stack([look(made_films.pixels(film)) for film in (1, 4, 7, 2, 8, 11)])
    alike = looks @ looks.T
    within = (alike[:3, :3].sum() - 3) / 6
    assert within > alike[:3, 3:].mean()


def test_shrunk_pixels_are_means() -> None:
    poster = made_films.pixels(0)
    small = resized(poster, 72, 48).astype(float)
    expected = poster.reshape(72, 2, 48, 2, 3).mean(axis=(1, 3))
    assert np.abs(small - expected).max() <= 1
