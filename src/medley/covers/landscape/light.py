"""The light of a scene: colours of the sky, where the sun or moon stands, haze and shade."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from medley.covers.landscape.colour import Colour, Lch, blend, colour, oklab, ramp
from medley.covers.landscape.noise import Array
from medley.covers.scene import Scene, Time, Weather

_SkyStops = tuple[Lch, Lch, Lch, Lch]
"""Zenith, middle, above the horizon, at the horizon."""

_SKIES: dict[Time, tuple[_SkyStops, ...]] = {
    "dawn": (
        ((0.62, 0.085, 258), (0.78, 0.055, 268), (0.88, 0.060, 40), (0.92, 0.085, 75)),
        ((0.56, 0.080, 285), (0.75, 0.070, 320), (0.86, 0.080, 20), (0.93, 0.075, 70)),
        ((0.66, 0.070, 225), (0.82, 0.045, 210), (0.91, 0.055, 85), (0.94, 0.080, 80)),
        ((0.50, 0.090, 270), (0.70, 0.085, 300), (0.83, 0.100, 15), (0.91, 0.095, 60)),
    ),
    "day": (
        ((0.56, 0.125, 250), (0.69, 0.110, 240), (0.82, 0.065, 228), (0.91, 0.035, 215)),
        ((0.50, 0.130, 256), (0.66, 0.115, 246), (0.81, 0.070, 232), (0.92, 0.030, 220)),
        ((0.58, 0.110, 240), (0.73, 0.085, 234), (0.87, 0.045, 222), (0.95, 0.035, 95)),
        ((0.60, 0.115, 245), (0.74, 0.085, 238), (0.86, 0.045, 230), (0.94, 0.030, 90)),
    ),
    "dusk": (
        ((0.30, 0.085, 282), (0.46, 0.115, 312), (0.66, 0.150, 25), (0.83, 0.145, 62)),
        ((0.34, 0.080, 262), (0.50, 0.080, 285), (0.72, 0.115, 20), (0.86, 0.120, 68)),
        ((0.28, 0.075, 296), (0.45, 0.130, 345), (0.67, 0.165, 35), (0.87, 0.140, 80)),
        ((0.36, 0.065, 240), (0.55, 0.055, 230), (0.76, 0.075, 75), (0.85, 0.125, 62)),
        ((0.38, 0.095, 290), (0.58, 0.105, 325), (0.77, 0.105, 5), (0.88, 0.085, 50)),
    ),
    "night": (
        ((0.17, 0.050, 268), (0.24, 0.065, 262), (0.34, 0.075, 254), (0.46, 0.070, 240)),
        ((0.17, 0.055, 278), (0.24, 0.072, 280), (0.33, 0.085, 288), (0.45, 0.085, 318)),
        ((0.16, 0.040, 252), (0.22, 0.052, 242), (0.32, 0.060, 226), (0.44, 0.065, 200)),
        ((0.17, 0.060, 268), (0.25, 0.080, 266), (0.34, 0.085, 268), (0.45, 0.080, 285)),
    ),
}
_KEYS: dict[Time, tuple[Lch, Lch]] = {
    # direct light, light from the sky
    "dawn": ((0.93, 0.075, 62), (0.60, 0.055, 270)),
    "day": ((0.99, 0.025, 95), (0.66, 0.050, 250)),
    "dusk": ((0.84, 0.130, 55), (0.44, 0.075, 290)),
    "night": ((0.68, 0.050, 248), (0.33, 0.058, 266)),
}
_WEATHERS: dict[Weather, tuple[float, float, float, float]] = {
    # lightness times, chroma times, even grey share of the sky, direct light times
    "clear": (1.0, 1.0, 0.0, 1.0),
    "cloudy": (0.97, 0.85, 0.25, 0.62),
    "mist": (1.0, 0.75, 0.40, 0.42),
    "rain": (0.86, 0.70, 0.55, 0.24),
    "snow": (1.0, 0.60, 0.62, 0.30),
    "storm": (0.70, 0.80, 0.42, 0.20),
    "aurora": (0.92, 1.0, 0.0, 0.9),
}
_HAZES: dict[Weather, float] = {
    "clear": 0.5,
    "cloudy": 0.55,
    "mist": 1.0,
    "rain": 0.68,
    "snow": 0.85,
    "storm": 0.65,
    "aurora": 0.4,
}


@dataclass(frozen=True, slots=True)
class Light:
    """What lights a scene.

    Attributes
    ----------
    sky : ndarray of float32 [shape=(512, 3)]
        Colours of the sky from the zenith (first) to the horizon (last).
    sun : Colour
        Of the sun's or moon's disc.
    key, ambient : Colour
        Direct light, and light from the whole sky: what shadows are filled with.
    haze : Colour
        What far things fade into.
    haze_amount : float
        In [0, 1]: how soon they do.
    sun_x : float
        Place of the sun or moon as a share of the picture's width.
    sun_height : float
        Above the horizon, in picture heights; above 0.8 it stands outside the picture.
    direct : float
        In [0, 1]: how strong direct light is; 0 under heavy clouds.
    night : bool
        Whether the moon shines.
    """

    sky: Array
    sun: Colour
    key: Colour
    ambient: Colour
    haze: Colour
    haze_amount: float
    sun_x: float
    sun_height: float
    direct: float
    night: bool

    @property
    def side(self) -> float:
        """From where light comes: -1 from the left edge, 1 from the right edge."""
        return 2 * self.sun_x - 1

    @property
    def top(self) -> Colour:
        """Colour of the sky at the zenith."""
        return self.at(0.0)

    @property
    def middle(self) -> Colour:
        """Colour of the sky halfway to the horizon."""
        return self.at(0.5)

    @property
    def horizon(self) -> Colour:
        """Colour of the sky at the horizon."""
        return self.at(1.0)

    def at(self, depth: float) -> Colour:
        """Colour of the sky from the zenith (0) to the horizon (1)."""
        step: Colour = self.sky[round(min(1.0, max(0.0, depth)) * (len(self.sky) - 1))]
        return step

    def lit(self, lch: Lch, share: float = 1.0) -> Colour:
        """Colour of a surface: ``share`` of the direct light reaches it, and the sky's."""
        light = self.ambient + self.key * np.float32(share * self.direct)
        return np.clip(colour(lch) * light, 0, 1.2).astype(np.float32)

    def far(self, near: Colour, distance: float) -> Colour:
        """Fade a colour into the haze; ``distance`` is 0 (here) to 1 (the horizon)."""
        share = distance ** (1.35 - 0.9 * self.haze_amount)
        return blend(near, self.haze, min(1.0, share * (0.62 + 0.36 * self.haze_amount)))


def light_of(scene: Scene, rng: np.random.Generator) -> Light:
    """Choose the light of a scene; ``rng`` draws one of several skies for its time.

    Of equal seeds the sun and the moon stand on one side at every time of the day.
    """
    left = rng.random() < 0.5
    offset = float(rng.uniform(0.0, 0.13))
    height = float(rng.uniform(0.0, 1.0))
    turn = float(rng.normal(0.0, 4.0)) + _mood_turn(scene)
    skies = _SKIES[scene.time]
    stops = skies[int(rng.random() * len(skies))]
    lightness, chroma, grey, direct = _WEATHERS[scene.weather]
    night = scene.time == "night"
    lightness = max(lightness, 0.82) if night else lightness
    graded = [_weathered(lch, stops, (lightness, chroma, grey), turn) for lch in stops]
    sky = ramp(tuple(zip((0.0, 0.42, 0.80, 1.0), graded, strict=True)))
    key, ambient = (_scaled(lch, lightness, chroma, turn) for lch in _KEYS[scene.time])
    haze = blend(sky[-40], sky[len(sky) // 2], 0.30)
    return Light(
        sky=sky,
        sun=colour((0.96, 0.02, 85) if night else (0.985, 0.045, 85)),
        key=colour(key),
        ambient=colour(ambient),
        haze=haze,
        haze_amount=_HAZES[scene.weather],
        sun_x=0.24 + offset if left else 0.76 - offset,
        sun_height=_sun_height(scene.time, height),
        direct=direct,
        night=night,
    )


def _sun_height(time: Time, drawn: float) -> float:
    """Height over the horizon: low at dawn and dusk, beyond the picture by day."""
    low, high = {"dawn": (0.05, 0.13), "day": (0.85, 1.0), "dusk": (0.02, 0.10)}.get(
        time, (0.24, 0.42)
    )
    return low + (high - low) * drawn


def _mood_turn(scene: Scene) -> float:
    """Degrees that a mood turns every hue."""
    return {"romantic": 6.0, "sad": -6.0, "dreamy": 4.0}.get(scene.mood, 0.0)


def _weathered(lch: Lch, stops: _SkyStops, weather: tuple[float, float, float], turn: float) -> Lch:
    """One stop of the sky under a weather: darker, greyer, nearer to the mean."""
    lightness, chroma, grey = weather
    mean = sum(stop[0] for stop in stops) / len(stops)
    even = lch[0] + (mean - lch[0]) * grey
    _, a, b = oklab((even, lch[1] * chroma, lch[2] + turn))
    _, dull_a, dull_b = oklab((even, 0.020, 248))
    a, b = a + (dull_a - a) * grey, b + (dull_b - b) * grey
    return even * lightness, math.hypot(a, b), math.degrees(math.atan2(b, a))


def _scaled(lch: Lch, lightness: float, chroma: float, turn: float) -> Lch:
    return lch[0] * (0.5 + lightness / 2), lch[1] * chroma, lch[2] + turn
