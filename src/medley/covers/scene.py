"""What a cover shows: a place at a time of day, in a season, a weather and a mood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Place: TypeAlias = Literal[
    "beach",
    "city",
    "clouds",
    "desert",
    "forest",
    "grain",
    "harbour",
    "lake",
    "meadow",
    "mountains",
    "river",
    "road",
    "sea",
    "snowfield",
    "window",
]
"""Where the picture is: ``clouds`` is above a sea of clouds, ``grain`` a field of
wheat or rice, ``meadow`` a field of flowers, ``window`` a wet pane before a town."""
Time: TypeAlias = Literal["dawn", "day", "dusk", "night"]
Season: TypeAlias = Literal["spring", "summer", "autumn", "winter"]
Weather: TypeAlias = Literal["clear", "cloudy", "mist", "rain", "snow", "storm", "aurora"]
Mood: TypeAlias = Literal[
    "bright", "calm", "dark", "dreamy", "epic", "lively", "nostalgic", "romantic", "sad"
]
Tint: TypeAlias = Literal[
    "natural", "pastel", "vivid", "warm", "cool", "neon", "faded", "violet", "mono"
]
"""How the colours of the time of day are graded."""

PLACES: tuple[Place, ...] = get_args(Place)
TIMES: tuple[Time, ...] = get_args(Time)
SEASONS: tuple[Season, ...] = get_args(Season)
WEATHERS: tuple[Weather, ...] = get_args(Weather)
MOODS: tuple[Mood, ...] = get_args(Mood)
TINTS: tuple[Tint, ...] = get_args(Tint)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a cover shows.

    Attributes
    ----------
    place : str
        One of `PLACES`.
    time : str
        One of `TIMES`.
    season : str
        One of `SEASONS`.
    weather : str
        One of `WEATHERS`; an aurora is seen at night only.
    mood : str
        One of `MOODS`.
    energy : float
        In [0, 1]: 0 is still, with soft contrast; 1 is busy, with strong contrast.
    tint : str
        One of `TINTS`.
    """

    place: Place = "mountains"
    time: Time = "dusk"
    season: Season = "summer"
    weather: Weather = "clear"
    mood: Mood = "calm"
    energy: float = 0.4
    tint: Tint = "natural"
