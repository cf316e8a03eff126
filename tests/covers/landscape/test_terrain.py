"""Land in perspective: what is near hides what is far, and light comes from one side."""

from __future__ import annotations

import numpy as np
import pytest

from medley.covers.landscape.light import Light, light_of
from medley.covers.landscape.noise import Array
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.terrain import View, lighting, openness, render, view
from medley.covers.scene import Scene


@pytest.fixture(name="picture")
def blank_picture() -> Picture:
    return Picture((320, 180))


@pytest.fixture(name="seen")
def view_of_it(picture: Picture) -> View:
    return view(picture, horizon=0.5, eye=0.5, near=1.0, far=10.0)


def light_from(side: float) -> Light:
    lights = (light_of(Scene(), np.random.default_rng(seed)) for seed in range(50))
    return next(light for light in lights if light.side * side > 0)


def hill(seen: View, z: float) -> Array:
    return np.exp(-((seen.x / 0.8) ** 2) - ((seen.z - z) / 0.8) ** 2).astype(np.float32)


def test_level_land_ends_at_the_horizon(picture: Picture, seen: View) -> None:
    level = np.zeros_like(seen.x)
    mask = render(picture, seen, level, np.ones((*level.shape, 3), dtype=np.float32))
    assert mask[:90].max() == pytest.approx(0, abs=0.01)
    assert mask[110:].min() == pytest.approx(1, abs=0.01)


def test_a_near_hill_hides_a_far_one(picture: Picture, seen: View) -> None:
    heights = np.maximum(hill(seen, 2.5), hill(seen, 8.0))
    red = np.array([1, 0, 0], dtype=np.float32)
    colours = np.where((seen.z > 5)[..., None], red, 1 - red) * np.ones((*heights.shape, 1))
    render(picture, seen, heights, colours.astype(np.float32))
    middle = picture.pixels[80:, 160]
    assert middle[:, 0].max() < 0.05
    assert middle[:, 1].max() > 0.95


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_the_slope_toward_the_light_is_lit_and_the_other_lies_in_shadow(
    seen: View, side: float
) -> None:
    light = light_from(side)
    heights = hill(seen, 4.0)
    lit = lighting(seen, heights, light, altitude=0.3)
    row = int(np.abs(seen.z - 4.0).argmin())
    toward = lit[row][np.sign(seen.x[row]) == side]
    away = lit[row][np.sign(seen.x[row]) == -side]
    assert toward.max() > 0.9
    assert away.min() == pytest.approx(0, abs=1e-6)
    assert toward.mean() > away.mean() + 0.2


def test_steep_land_sees_less_of_the_sky(seen: View) -> None:
    light = light_from(1.0)
    level = openness(seen, np.zeros_like(seen.x), light)
    steep = openness(seen, seen.z * np.full_like(seen.x, 3.0), light)
    assert steep.mean() < level.mean()
