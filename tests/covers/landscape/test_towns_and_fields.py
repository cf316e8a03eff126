"""City, forest, grain, meadow, harbour, river and window: what a viewer may count on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from medley.covers.landscape.painter import paint_landscape
from medley.covers.scene import SEASONS, TIMES, WEATHERS, Place, Scene, Season

PLACES: tuple[Place, ...] = ("city", "forest", "grain", "meadow", "harbour", "river", "window")
OUTSIDE: tuple[Place, ...] = ("city", "forest", "grain", "meadow", "harbour", "river")
SMALL = (160, 90)


def painted(scene: Scene, seed: int = 1, size: tuple[int, int] = SMALL) -> NDArray[np.float64]:
    return np.asarray(paint_landscape(scene, size, seed), np.float64)


@pytest.mark.parametrize("place", PLACES)
def test_the_same_scene_and_seed_are_the_same_picture(place: Place) -> None:
    scene = Scene(place, "dusk", "autumn")
    assert np.array_equal(painted(scene), painted(scene))
    assert not np.array_equal(painted(scene), painted(scene, seed=2))


@pytest.mark.parametrize("place", PLACES)
def test_a_bigger_picture_shows_the_same_composition(place: Place) -> None:
    scene = Scene(place, "dusk", "summer")
    small = painted(scene, size=(320, 180)).reshape(18, 10, 32, 10, 3).mean((1, 3))
    big = painted(scene, size=(640, 360)).reshape(18, 20, 32, 20, 3).mean((1, 3))
    assert np.abs(small - big).mean() < 6
    assert np.corrcoef(small.ravel(), big.ravel())[0, 1] > 0.97


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("season", SEASONS)
def test_every_weather_and_time_of_a_season_paints(place: Place, season: Season) -> None:
    for i, weather in enumerate(WEATHERS):
        picture = painted(Scene(place, TIMES[i % 4], season, weather), size=(96, 64))
        assert picture.shape == (64, 96, 3)
        assert picture.std() > 8, weather


@pytest.mark.parametrize("place", PLACES)
def test_square_and_tall_pictures_paint(place: Place) -> None:
    for size in ((64, 64), (90, 160), (64, 200), (200, 64)):
        assert painted(Scene(place), size=size).shape == (size[1], size[0], 3)


@pytest.mark.parametrize("place", PLACES)
def test_night_is_darker_than_day(place: Place) -> None:
    assert painted(Scene(place, "night")).mean() < 0.7 * painted(Scene(place, "day")).mean()


@pytest.mark.parametrize("place", ["forest", "grain", "meadow", "river"])
def test_snow_on_the_ground_brightens_it(place: Place) -> None:
    ground = slice(63, None)
    snow = painted(Scene(place, "day", "winter", "snow"))[ground].mean()
    rain = painted(Scene(place, "day", "winter", "rain"))[ground].mean()
    assert snow > rain + 15


@pytest.mark.parametrize("place", OUTSIDE)
def test_seasons_differ_and_keep_to_their_colours(place: Place) -> None:
    summer, autumn = (
        painted(Scene(place, "day", season)).mean((0, 1)) for season in ("summer", "autumn")
    )
    assert autumn[0] - autumn[2] >= summer[0] - summer[2]


@pytest.mark.parametrize("place", ["city", "harbour", "window"])
def test_lamps_shine_at_night_and_not_by_day(place: Place) -> None:
    night = painted(Scene(place, "night"), size=(640, 360))[120:265]
    day = painted(Scene(place, "day"), size=(640, 360))[120:265]
    assert warm_lights(night) > 40
    assert warm_lights(night) > 20 * warm_lights(day)


def warm_lights(picture: NDArray[np.float64]) -> int:
    """How many pixels are bright against their picture, and warm."""
    red, blue = picture[..., 0], picture[..., 2]
    return int(((red > np.median(red) + 60) & (red > blue + 30)).sum())


@pytest.mark.parametrize("place", PLACES)
def test_the_lower_right_corner_is_no_brighter_than_a_scrim_can_cover(place: Place) -> None:
    for time in TIMES:
        corner = painted(Scene(place, time))[72:, 128:]
        assert corner.std() < 70, time


def test_a_storm_strikes_and_mist_hides_contrast() -> None:
    scene = Scene("river", "day", "summer")
    clear, mist = painted(scene), painted(replace(scene, weather="mist"))
    storm = painted(replace(scene, weather="storm"))
    assert mist[45:60].std() < clear[45:60].std()
    assert storm[:40].max() > 220
    assert storm.mean() < clear.mean()


def test_the_land_keeps_its_shape_when_clouds_come() -> None:
    clear = painted(Scene("river", "day", "summer"), size=(320, 180)).mean(2)
    cloudy = painted(Scene("river", "day", "summer", "cloudy"), size=(320, 180)).mean(2)
    assert np.corrcoef(clear[100:].ravel(), cloudy[100:].ravel())[0, 1] > 0.85


def test_cities_of_seeds_are_a_skyline_or_a_street() -> None:
    scene, framed = Scene("city", "day"), []
    for seed in (0, 1, 4, 8):
        upper = painted(scene, seed=seed)[12:36].mean(2)
        walls = min(upper[:, :14].mean(), upper[:, -14:].mean())
        framed.append(bool(upper[:, 60:100].mean() - walls > 60))
    assert framed == [False, True, False, True]


def test_a_cabin_in_the_snow_has_a_warm_light_at_night() -> None:
    warm = 0
    for seed in range(8):
        picture = painted(Scene("snowfield", "night", "winter"), seed=seed, size=(320, 180))
        ground = picture[90:130].astype(float)
        warm += bool(((ground[..., 0] - ground[..., 2]) > 40).sum() > 12)
    assert 2 <= warm <= 7
