"""The last look: tint, contrast, the shoulder of film, vignette and grain."""

from __future__ import annotations

import math

import numpy as np

from medley.covers.landscape.colour import LUMA, Lch, colour
from medley.covers.landscape.noise import resample
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.weather import snow_lies
from medley.covers.scene import Mood, Scene, Time, Tint

_TINTS: dict[Tint, tuple[float, Lch, Lch, float, float]] = {
    # saturation; colour and pull of shadows and lights in one share; lift; contrast
    "natural": (0.93, (0.30, 0.03, 265), (0.95, 0.02, 80), 0.0, 1.0),
    "pastel": (0.98, (0.62, 0.05, 300), (0.97, 0.03, 40), 0.14, 0.80),
    "vivid": (1.20, (0.25, 0.05, 270), (0.96, 0.03, 85), 0.0, 1.10),
    "warm": (1.05, (0.34, 0.07, 45), (0.94, 0.07, 75), 0.01, 1.0),
    "cool": (1.02, (0.30, 0.07, 245), (0.94, 0.04, 215), 0.01, 1.0),
    "neon": (1.20, (0.28, 0.15, 300), (0.86, 0.12, 350), 0.0, 1.12),
    "faded": (0.80, (0.44, 0.045, 205), (0.93, 0.05, 85), 0.05, 0.95),
    "violet": (1.04, (0.34, 0.15, 296), (0.88, 0.09, 325), 0.02, 1.0),
    "mono": (0.0, (0.30, 0.01, 260), (0.95, 0.01, 80), 0.0, 1.06),
}
_PULLS: dict[Tint, float] = {
    "natural": 0.05,
    "pastel": 0.14,
    "vivid": 0.06,
    "warm": 0.30,
    "cool": 0.30,
    "neon": 0.34,
    "faded": 0.24,
    "violet": 0.42,
    "mono": 0.08,
}
_CONTACT = 48
"""Rows of the small print on which tones are measured, so that no size differs."""
_TONES: dict[Time, tuple[float, float, float, float]] = {
    # darkest, least and most of the middle, brightest
    "dawn": (0.08, 0.44, 0.68, 0.97),
    "day": (0.06, 0.46, 0.66, 0.98),
    "dusk": (0.05, 0.33, 0.52, 0.94),
    "night": (0.02, 0.19, 0.30, 0.66),
}
_MOODS: dict[Mood, tuple[float, float]] = {
    # exposure, saturation
    "bright": (1.06, 1.05),
    "calm": (1.0, 0.97),
    "dark": (0.86, 0.94),
    "dreamy": (1.05, 0.95),
    "epic": (0.97, 1.06),
    "lively": (1.04, 1.12),
    "nostalgic": (1.02, 0.94),
    "romantic": (1.02, 1.02),
    "sad": (0.97, 0.88),
}


def grade(picture: Picture, scene: Scene, rng: np.random.Generator) -> None:
    """Give the whole picture the look of its tint, mood and energy."""
    saturation, shadow, bright, lift, contrast = _TINTS[scene.tint]
    exposure, more = _MOODS[scene.mood]
    contrast *= 0.94 + 0.14 * scene.energy
    _develop(picture, scene)
    _saturate(picture, saturation * more * (0.95 + 0.12 * scene.energy), exposure)
    pixels = picture.pixels
    luma = np.clip(pixels @ LUMA, 0, 1)[..., None]
    tones = colour(shadow) + (colour(bright) - colour(shadow)) * luma
    tones *= (luma + 0.02) / (tones @ LUMA + 0.02)[..., None]
    pixels += (tones - pixels) * np.float32(_PULLS[scene.tint])
    pivot = min(0.5, max(0.22, float(luma[::4, ::4].mean())))
    pixels -= np.float32(pivot)
    pixels *= np.float32(contrast * (1 - lift))
    pixels += np.float32(pivot + lift * (1.4 - pivot) * 0.8)
    _shoulder(picture)
    _vignette(picture, 0.16 + (0.12 if scene.mood in ("dark", "nostalgic", "sad") else 0.0))
    _grain(picture, rng, 0.017 if scene.mood == "nostalgic" or scene.tint == "faded" else 0.010)


def _develop(picture: Picture, scene: Scene) -> None:
    """Give a flat picture blacks and whites, and lift or lower its middle, as film is developed.

    How far depends on the time of day: a night stays a night, and is still seen small.
    """
    black, least, most, white = _TONES[scene.time]
    if scene.weather in ("rain", "storm"):
        least *= 0.86
    elif snow_lies(scene):
        least, most = least * 1.35, most * 1.25
    soft = 0.6 if scene.weather in ("rain", "storm", "mist") else 1.0
    share = soft * (0.6 if scene.mood in ("dark", "sad") else 0.75)
    shape = (_CONTACT, round(_CONTACT * picture.aspect))
    luma = picture.pixels @ LUMA
    low, high = np.percentile(resample(luma, shape), (1, 99)).tolist()
    new_low = low + min(0.0, black - low) * share
    new_high = high + max(0.0, white - high) * share
    picture.pixels -= np.float32(low)
    picture.pixels *= np.float32((new_high - new_low) / max(high - low, 0.05))
    picture.pixels += np.float32(new_low)
    np.maximum(picture.pixels, 0, out=picture.pixels)
    luma = picture.pixels @ LUMA
    middle = min(0.95, max(0.02, float(np.median(resample(luma, shape)))))
    wanted = middle + (min(most, max(least, middle)) - middle) * 0.75
    power = math.log(wanted) / math.log(middle)
    if abs(power - 1) > 0.01:
        gain = np.maximum(luma, np.float32(0.02)) ** np.float32(power - 1)
        picture.pixels *= np.minimum(gain, np.float32(2.2))[..., None]


def _saturate(picture: Picture, saturation: float, exposure: float) -> None:
    """Scale chroma around grey and brightness around black in one product."""
    grey = np.tile(LUMA[:, None], (1, 3))
    matrix = (np.eye(3) * saturation + grey * (1 - saturation)) * exposure
    picture.pixels = picture.pixels @ matrix.astype(np.float32)


def _shoulder(picture: Picture) -> None:
    """Roll off what is brighter than 0.85, so that lights keep their colour."""
    over = np.maximum(picture.pixels - np.float32(0.85), 0)
    picture.pixels -= over - over / (1 + over * np.float32(4.5))
    np.clip(picture.pixels, 0, 1, out=picture.pixels)


def _vignette(picture: Picture, strength: float) -> None:
    across = (picture.x / np.float32(picture.aspect) - 0.5) ** 2
    picture.pixels *= (1 - np.float32(strength) * 1.6 * (across + (picture.y - 0.5) ** 2))[
        ..., None
    ]


def _grain(picture: Picture, rng: np.random.Generator, strength: float) -> None:
    """Fine film grain, which also keeps smooth skies from showing bands.

    It is weaker in small pictures, where each of its grains would be seen.
    """
    strength *= min(1.0, picture.height / 720) ** 0.7
    grain = rng.standard_normal((picture.height, picture.width), dtype=np.float32)
    picture.pixels += (grain * np.float32(strength))[..., None]
