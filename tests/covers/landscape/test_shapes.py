"""Stencils, trees, buildings, flowers and lights are drawn where they are asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from medley.covers.landscape import trees
from medley.covers.landscape.buildings import Lamps, Row, raise_row
from medley.covers.landscape.colour import colour
from medley.covers.landscape.flora import Placed, draw_bloom, set_flowers
from medley.covers.landscape.glints import disc, glow
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.stencil import Stencil

SIZE = (160, 90)
WHITE = colour((1.0, 0.0, 0))


def test_an_empty_stencil_leaves_the_picture() -> None:
    picture = Picture(SIZE)
    stencil = Stencil(SIZE)
    stencil.onto(picture, WHITE, WHITE)
    assert stencil.cutout() is None
    assert not picture.pixels.any()


def test_a_box_covers_its_place_and_no_more() -> None:
    stencil = Stencil(SIZE)
    stencil.box(0.5, 0.2, 1.0, 0.4, tone=1.0)
    cutout = stencil.cutout()
    assert cutout is not None
    assert cutout.window == (slice(18, 36), slice(45, 90))
    assert cutout.cover.min() == cutout.tone.min() == 1.0


def test_the_edge_of_a_slope_is_smooth() -> None:
    stencil = Stencil(SIZE)
    stencil.polygon([(0.1, 0.9), (0.9, 0.1), (0.9, 0.9)])
    cutout = stencil.cutout()
    assert cutout is not None
    assert len(np.unique(cutout.cover)) > 3


def test_haze_is_thickest_at_the_foot() -> None:
    picture = Picture(SIZE)
    stencil = Stencil(SIZE)
    stencil.box(0.0, 0.0, 1.78, 1.0)
    stencil.onto(picture, WHITE * 0, WHITE, fade=(WHITE, 0.2, 1.0, 0.5))
    assert picture.pixels[0].max() == 0
    assert picture.pixels[-1].mean() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("tree", [trees.spruce, trees.broadleaf, trees.bare, trees.red_pine])
def test_a_tree_stands_on_its_foot_and_has_its_height(tree: Callable[..., None]) -> None:
    stencil = Stencil(SIZE)
    tree(stencil, 0.9, 0.9, 0.6, np.random.default_rng(3))
    cutout = stencil.cutout()
    assert cutout is not None
    bottom = cutout.top + cutout.cover.shape[0]
    assert abs(bottom - 81) <= 3
    assert 0.4 < cutout.cover.shape[0] / 90 < 0.8


def test_light_falls_on_the_side_of_the_sun() -> None:
    tones = []
    for sun in (-1.0, 1.0):
        stencil = Stencil(SIZE)
        trees.broadleaf(stencil, 0.9, 0.95, 0.8, np.random.default_rng(3), sun=sun)
        cutout = stencil.cutout()
        assert cutout is not None
        half = cutout.tone.shape[1] // 2
        tones.append(float(cutout.tone[:, half:].mean() - cutout.tone[:, :half].mean()))
    assert tones[0] < tones[1]


def test_only_lit_rows_shine_and_walls_do_not_change() -> None:
    lights, covers = [], []
    for lit in (0.0, 0.4):
        stencil, lamps = Stencil(SIZE), Lamps(SIZE)
        row = Row(0.8, 0.5, 0.02, lit, 1.0, 0.7, 1.0, 0.9)
        raise_row(stencil, lamps, row, 16 / 9, np.random.default_rng(5))
        cutout = stencil.cutout()
        assert cutout is not None
        covers.append(cutout.cover)
        lights.append(lamps.light())
    assert lights[0].max() == 0
    assert lights[1].max() > 0.5
    assert lights[1].shape == (90, 160, 3)
    assert np.array_equal(covers[0], covers[1])


@pytest.mark.parametrize("kind", ["tulip", "cosmos", "lavender", "canola", "grass"])
def test_a_flower_shows_its_petals_above_its_foot(kind: str) -> None:
    picture = Picture(SIZE)
    rng = np.random.default_rng(1)
    petal, leaf = np.array([1, 0, 0], np.float32), np.array([0, 1, 0], np.float32)
    bloom = draw_bloom(kind, petal, petal, leaf, rng)  # type: ignore[arg-type]
    set_flowers(picture, [bloom], [Placed(0.9, 0.9, 0.6, 0)])
    assert picture.pixels[:, :, 2].max() < 0.1
    assert picture.pixels[27:81].max() > 0.5
    assert picture.pixels[:20].max() == picture.pixels[83:].max() == 0


def test_no_flowers_leave_the_picture() -> None:
    picture = Picture(SIZE)
    set_flowers(picture, [], [])
    assert not picture.pixels.any()


def test_lights_add_and_stay_within_the_picture() -> None:
    picture = Picture(SIZE)
    for place in ((0.5, 0.5), (-1.0, 0.5), (5.0, 5.0), (0.0, 0.0)):
        disc(picture, place, 0.1, WHITE, 0.5)
        glow(picture, place, 0.05, WHITE, 0.5)
    assert picture.pixels.min() >= 0
    assert picture.pixels[45, 45].mean() > 0.4
    assert picture.pixels[45, 120].max() == 0
