"""What goes with what in a scene, and what is likely where nothing is known."""

from __future__ import annotations

from collections.abc import Mapping

from medley.covers.lexicon_file import VALUES

Known = Mapping[str, str]
"""Parts of a scene that are decided, and their values."""

_COLD_OR_DRY = {"clear", "cloudy", "mist", "snow", "aurora"}

LIMITS: dict[tuple[str, str], dict[str, set[str]]] = {
    ("weather", "aurora"): {
        "time": {"night"},
        "place": {"forest", "harbour", "lake", "mountains", "river", "sea", "snowfield"},
    },
    ("weather", "snow"): {"season": {"winter"}},
    ("place", "snowfield"): {"season": {"winter"}, "weather": _COLD_OR_DRY},
    ("place", "meadow"): {
        "season": {"spring", "summer", "autumn"},
        "weather": {"clear", "cloudy", "mist", "rain", "storm"},
    },
    ("place", "grain"): {
        "season": {"spring", "summer", "autumn"},
        "weather": {"clear", "cloudy", "mist", "rain", "storm"},
    },
    ("place", "clouds"): {"weather": {"clear", "cloudy", "storm"}},
    ("place", "desert"): {"weather": {"clear", "cloudy", "mist", "rain", "storm"}},
    ("place", "beach"): {"weather": {"clear", "cloudy", "mist", "rain", "storm"}},
    ("place", "window"): {"weather": {"rain", "mist", "snow", "storm", "cloudy"}},
}
"""A part's value -> the values of other parts that may stand beside it."""

FOLLOWS: dict[tuple[str, str], tuple[str, str]] = {
    ("weather", "rain"): ("place", "window"),
}
"""A part's value -> what is taken for another part of which nothing is known."""

ENERGIES: dict[str, float] = {
    "bright": 0.6,
    "calm": 0.2,
    "dark": 0.5,
    "dreamy": 0.3,
    "epic": 0.75,
    "lively": 0.85,
    "nostalgic": 0.35,
    "romantic": 0.4,
    "sad": 0.25,
}
"""The energy of a mood, where no word says one."""

LIVELY, STILL = 0.65, 0.35
"""Energies from which, and down to which, moods are likelier that suit them."""

_BASE: dict[str, dict[str, float]] = {
    "place": {"window": 0.5, "snowfield": 0.5, "desert": 0.6},
    "weather": {"clear": 6, "cloudy": 3, "mist": 1.5, "rain": 0.002, "snow": 0.002}
    | {"storm": 0, "aurora": 0},
    "mood": {"calm": 3, "dreamy": 2, "bright": 2, "sad": 0, "dark": 0, "lively": 0.5},
    "tint": {"natural": 3, "mono": 0, "neon": 0, "faded": 0.5, "violet": 0.5},
}
_LEANS: dict[tuple[str, str], dict[str, dict[str, float]]] = {
    ("energy", "high"): {
        "mood": {"lively": 12, "bright": 3, "epic": 4, "calm": 0, "dreamy": 0}
        | {"nostalgic": 0.3, "romantic": 0.3},
        "place": {"city": 3, "road": 3, "beach": 2, "mountains": 2, "window": 0},
    },
    ("energy", "low"): {
        "mood": {"calm": 3, "dreamy": 2, "lively": 0, "epic": 0.2, "bright": 0.3},
        "place": {"lake": 2, "meadow": 2, "forest": 2, "clouds": 2, "road": 0.3, "city": 0.3},
    },
    ("mood", "bright"): {
        "time": {"day": 4, "dawn": 2, "night": 0},
        "tint": {"vivid": 2, "warm": 2, "pastel": 2, "cool": 0.3},
        "weather": {"mist": 0.2},
        "place": {"meadow": 3, "beach": 2, "sea": 2, "desert": 0.3},
    },
    ("mood", "calm"): {"tint": {"pastel": 2, "vivid": 0.2}, "place": {"lake": 2}},
    ("mood", "dark"): {
        "time": {"night": 5, "dusk": 2, "day": 0, "dawn": 0},
        "tint": {"mono": 2, "cool": 3, "pastel": 0, "natural": 0.5},
        "weather": {"mist": 4, "cloudy": 2, "clear": 0.4},
        "place": {"forest": 3, "mountains": 2, "city": 2, "meadow": 0, "beach": 0},
    },
    ("mood", "dreamy"): {
        "tint": {"pastel": 3, "violet": 8, "natural": 0.3},
        "weather": {"mist": 3},
        "place": {"clouds": 3, "lake": 2, "road": 0.4},
        "time": {"day": 0.3},
    },
    ("mood", "epic"): {
        "time": {"dusk": 3, "dawn": 3},
        "place": {"mountains": 5, "clouds": 3, "sea": 2, "window": 0},
    },
    ("mood", "lively"): {
        "tint": {"vivid": 5, "natural": 0.5, "faded": 0, "pastel": 0.5},
        "weather": {"clear": 2, "mist": 0},
        "place": {"city": 3, "road": 3, "beach": 3, "window": 0},
    },
    ("mood", "nostalgic"): {
        "time": {"dusk": 4, "night": 0.6},
        "tint": {"faded": 8, "warm": 2, "vivid": 0},
        "place": {"grain": 3, "road": 2, "harbour": 2, "window": 2},
    },
    ("mood", "romantic"): {
        "time": {"dusk": 3, "night": 2},
        "tint": {"warm": 2, "pastel": 3, "violet": 2},
        "place": {"meadow": 2, "river": 2, "sea": 2, "desert": 0.3},
    },
    ("mood", "sad"): {
        "time": {"dusk": 3, "night": 2, "day": 0.5},
        "tint": {"cool": 4, "faded": 3, "mono": 0.6, "vivid": 0, "warm": 0.2, "pastel": 0.2},
        "weather": {"cloudy": 3, "mist": 2},
        "place": {"window": 3, "sea": 3, "beach": 0.3},
    },
    ("season", "spring"): {"place": {"meadow": 4}, "tint": {"pastel": 3}},
    ("season", "summer"): {
        "place": {"beach": 3, "sea": 3, "meadow": 2},
        "tint": {"vivid": 2, "faded": 0.5},
        "weather": {"clear": 2},
    },
    ("season", "autumn"): {"place": {"forest": 4, "grain": 4}, "tint": {"warm": 3}},
    ("season", "winter"): {
        "place": {"snowfield": 8, "forest": 2, "mountains": 2, "beach": 0.2, "desert": 0},
        "tint": {"cool": 3, "vivid": 0.3},
        "weather": {"snow": 3000},
    },
    ("weather", "rain"): {"mood": {"bright": 0, "sad": 1}, "tint": {"cool": 3, "vivid": 0.3}},
    ("weather", "snow"): {
        "place": {"snowfield": 8, "forest": 4, "beach": 0, "sea": 0.3, "desert": 0},
        "tint": {"cool": 3},
    },
    ("weather", "storm"): {"mood": {"epic": 5, "bright": 0, "calm": 0.2}},
    ("weather", "clear"): {"mood": {"bright": 2}},
    ("time", "day"): {"tint": {"neon": 0, "violet": 0.2}, "mood": {"bright": 3, "dark": 0}},
    ("time", "night"): {
        "place": {"city": 2, "grain": 0.5},
        "tint": {"cool": 2},
        "mood": {"bright": 0.2, "dreamy": 2},
    },
    ("place", "beach"): {"season": {"summer": 5, "winter": 0}},
    ("place", "city"): {"time": {"night": 3, "dusk": 2}},
    ("place", "desert"): {"season": {"summer": 4, "winter": 0}},
    ("place", "forest"): {"weather": {"mist": 2}},
    ("place", "grain"): {"season": {"autumn": 4}},
    ("place", "lake"): {"weather": {"mist": 2}},
    ("place", "meadow"): {"season": {"spring": 3, "summer": 2}},
    ("place", "window"): {"weather": {"rain": 5000}},
}
"""A part's value -> how much likelier (above 1) or less likely other values become."""


def suits(part: str, value: str, known: Known) -> bool:
    """Say whether a value may stand beside what is known.

    Examples
    --------
    >>> suits("weather", "aurora", {"time": "day"}), suits("season", "winter", {})
    (False, True)
    """
    return not clashing(part, value, known)


def clashing(part: str, value: str, known: Known) -> list[str]:
    """List the known parts beside which a value may not stand."""
    own = LIMITS.get((part, value), {})
    return [
        other
        for other, held in known.items()
        if other in VALUES
        and (
            (other in own and held not in own[other])
            or value not in LIMITS.get((other, held), {}).get(part, {value})
        )
    ]


def chances(part: str, known: Known) -> dict[str, float]:
    """How likely each value of a part is, given what is known; weights, at least one of them > 0.

    Parameters
    ----------
    part : str
    known : mapping of str to str
        With ``energy`` as ``high`` or ``low``, if it is either.

    Examples
    --------
    >>> chances("season", {"weather": "snow"})
    {'winter': 1.0}
    """
    suiting = [value for value in VALUES[part] if suits(part, value, known)]
    weights = {value: _BASE.get(part, {}).get(value, 1.0) for value in suiting}
    for held in known.items():
        leans = _LEANS.get(held, {}).get(part, {})
        for value in weights:
            weights[value] *= leans.get(value, 1.0)
    likely = {value: weight for value, weight in weights.items() if weight > 0}
    return likely or dict.fromkeys(suiting, 1.0)
