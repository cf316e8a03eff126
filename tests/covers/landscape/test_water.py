"""Water mirrors what stands above it and glitters below the light."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.light import light_of
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.reflections import reflect
from medley.covers.landscape.water import glitter, ripples, swell
from medley.covers.scene import Scene


def test_still_water_mirrors_the_far_shore() -> None:
    picture = Picture((120, 80))
    picture.pixels[20:30] = 1.0
    still = np.zeros((40, 120), dtype=np.float32)
    reflect(picture, still, 0.5, tone=np.zeros(3, dtype=np.float32))
    bright = picture.pixels[40:, :, 0].mean(axis=1)
    assert 10 <= int(bright.argmax()) <= 20
    assert bright[30:].max() < 0.1


def test_waves_cover_all_below_the_horizon() -> None:
    picture = Picture((160, 90))
    for waves in (
        ripples(picture, np.random.default_rng(1), 0.6),
        swell(picture, np.random.default_rng(1), 0.6, energy=1.0),
    ):
        assert waves.shape == (90 - picture.row(0.6), 160)
        assert np.isfinite(waves).all()


def test_glitter_lies_under_the_sun() -> None:
    picture = Picture((320, 180))
    light = light_of(Scene(time="dusk"), np.random.default_rng(3))
    waves = swell(picture, np.random.default_rng(1), 0.5)
    glitter(picture, light, waves, 0.5)
    columns = picture.pixels[90:].sum(axis=(0, 2))
    assert abs(int(columns.argmax()) / 320 - light.sun_x) < 0.06
