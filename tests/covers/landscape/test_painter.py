"""Landscapes are sound at every place, time and weather, and depend on nothing but arguments."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from medley.core.errors import ConfigError
from medley.covers.landscape.light import light_of
from medley.covers.landscape.painter import SCENES, paint_landscape
from medley.covers.scene import (
    PLACES,
    SEASONS,
    TIMES,
    TINTS,
    WEATHERS,
    Place,
    Scene,
    Season,
    Tint,
    Weather,
)

SMALL = (160, 90)


def brightness(image: Image.Image) -> float:
    return float(np.asarray(image.convert("L"), dtype=np.float64).mean())


def difference(first: Image.Image, second: Image.Image) -> float:
    return float(np.abs(np.asarray(first, float) - np.asarray(second, float)).mean())


def test_every_place_has_a_painter() -> None:
    assert tuple(SCENES) == PLACES


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("weather", WEATHERS)
def test_every_place_paints_in_every_weather_and_time(place: Place, weather: Weather) -> None:
    with np.errstate(invalid="raise", divide="raise"):
        pictures = [paint_landscape(Scene(place, t, weather=weather), SMALL, 3) for t in TIMES]
    levels = dict(zip(TIMES, map(brightness, pictures), strict=True))
    assert all(picture.size == SMALL and picture.mode == "RGB" for picture in pictures)
    assert all(np.asarray(picture).std() > 4 for picture in pictures)
    assert levels["night"] < levels["dusk"] < levels["day"]
    assert levels["night"] < levels["dawn"]


@pytest.mark.parametrize("place", PLACES)
def test_equal_arguments_give_equal_pixels_and_seeds_differ(place: Place) -> None:
    scene = Scene(place, "dusk")
    first, again = (paint_landscape(scene, SMALL, 5) for _ in range(2))
    assert first.tobytes() == again.tobytes()
    assert difference(first, paint_landscape(scene, SMALL, 6)) > 3


@pytest.mark.parametrize("place", PLACES)
def test_a_big_picture_shows_what_a_small_one_shows(place: Place) -> None:
    scene = Scene(place, "day")
    small = paint_landscape(scene, (320, 180), 2)
    big = paint_landscape(scene, (960, 540), 2)
    shrunk = [picture.resize((64, 36), Image.Resampling.BOX) for picture in (small, big)]
    other = paint_landscape(scene, (320, 180), 12).resize((64, 36), Image.Resampling.BOX)
    assert difference(*shrunk) < 7
    assert difference(*shrunk) < 0.5 * difference(shrunk[0], other)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("size", [(64, 64), (72, 128), (301, 64)])
def test_any_shape_of_picture_is_filled(place: Place, size: tuple[int, int]) -> None:
    picture = paint_landscape(Scene(place, "dawn"), size, 1)
    assert picture.size == size
    assert np.asarray(picture).min(axis=2).max() > 30


@pytest.mark.parametrize("place", PLACES)
def test_the_lower_right_corner_stays_calm(place: Place) -> None:
    picture = paint_landscape(Scene(place, "day"), (640, 360), 4)
    grey = np.asarray(picture.convert("L").resize((160, 90), Image.Resampling.BOX), float)
    assert grey[-14:, -30:].std() < 45


@pytest.mark.parametrize("tint", [tint for tint in TINTS if tint != "natural"])
def test_a_tint_recolours_and_keeps_the_composition(tint: Tint) -> None:
    plain = paint_landscape(Scene("lake", "dusk"), SMALL, 9)
    tinted = paint_landscape(Scene("lake", "dusk", tint=tint), SMALL, 9)
    assert difference(plain, tinted) > 3
    greys = np.stack([np.asarray(p.convert("L"), float).ravel() for p in (plain, tinted)])
    assert np.corrcoef(greys)[0, 1] > 0.9


def test_mono_has_hardly_any_colour() -> None:
    pixels = np.asarray(paint_landscape(Scene("sea", "dusk", tint="mono"), SMALL, 1), float)
    assert np.ptp(pixels, axis=2).mean() < 6


def test_energy_raises_contrast() -> None:
    still, busy = (
        paint_landscape(Scene("mountains", "day", energy=energy), SMALL, 8) for energy in (0.0, 1.0)
    )
    assert np.asarray(busy).std() > np.asarray(still).std()


@pytest.mark.parametrize("season", [season for season in SEASONS if season != "summer"])
def test_seasons_change_the_land(season: Season) -> None:
    scenes = Scene("mountains", "day"), Scene("mountains", "day", season=season)
    summer, other = (np.asarray(paint_landscape(scene, SMALL, 4), float) for scene in scenes)
    assert np.abs(summer[45:] - other[45:]).mean() > 2


def test_a_tiny_picture_is_refused_with_the_least_size() -> None:
    with pytest.raises(ConfigError, match="at least 64"):
        paint_landscape(Scene(), (40, 90), 1)


@pytest.mark.parametrize("seed", range(6))
def test_sun_and_moon_of_a_seed_stand_on_one_side(seed: int) -> None:
    lights = [light_of(Scene("lake", time), np.random.default_rng(seed)) for time in TIMES]
    assert len({light.side > 0 for light in lights}) == 1


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("weather", ["clear", "rain", "storm"])
def test_a_night_is_dark_and_still_seen_small(place: Place, weather: Weather) -> None:
    picture = paint_landscape(Scene(place, "night", weather=weather), (320, 180), 7)
    small = np.asarray(picture.convert("L").resize((138, 77), Image.Resampling.BOX), float)
    assert 25 < np.median(small) < 100
    assert np.percentile(small, 98) - np.percentile(small, 2) > 45


def test_grain_is_weaker_in_small_pictures() -> None:
    def roughness(size: tuple[int, int]) -> float:
        sky = np.asarray(paint_landscape(Scene("sea", "day"), size, 1).convert("L"), float)
        rows = sky[: size[1] // 12]
        return float(np.diff(rows, n=2, axis=1).std())

    assert roughness((160, 90)) < roughness((1280, 720))
