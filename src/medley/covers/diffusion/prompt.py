"""What a pipeline is told: an art form, a subject and the details of a scene."""

from __future__ import annotations

import re
from dataclasses import dataclass

from medley.covers.scene import Mood, Place, Scene, Season, Time, Tint, Weather

_MOST_WORDS = 10
_LIVELY = 0.65
_STILL = 0.35

NEGATIVE = (
    "people, person, man, woman, child, crowd, portrait, face, eyes, hands, fingers, arms, "
    "legs, body parts, silhouette of a person, text, letters, words, caption, watermark, "
    "signature, logo, frame, border, blurry, low quality"
)
"""What no cover shows: people and their parts; letters, for the title comes on top."""

FORMS_OF_TINTS: dict[Tint, str] = {
    "faded": "faded analogue film photograph",
    "mono": "black and white fine art photograph",
    "neon": "synthwave digital painting",
    "pastel": "soft pastel drawing",
}
"""Colours that belong to an art form, whatever the mood."""

FORMS_OF_MOODS: dict[Mood, str] = {
    "bright": "sunny gouache illustration",
    "calm": "delicate watercolour painting",
    "dark": "moody cinematic photograph",
    "dreamy": "dreamlike anime background painting",
    "epic": "grand matte painting",
    "lively": "bold screen print poster art",
    "nostalgic": "35 mm film photograph",
    "romantic": "impressionist oil painting",
    "sad": "quiet ink wash painting",
}

PLACES_IN_WORDS: dict[Place, str] = {
    "beach": "an empty sandy beach with gentle surf",
    "city": "a city skyline with lit windows",
    "clouds": "a sea of clouds seen from above",
    "desert": "rolling desert dunes",
    "forest": "a deep forest with light between the trunks",
    "grain": "a wide field of ripe grain",
    "harbour": "a harbour with moored boats",
    "lake": "a still lake with reflections",
    "meadow": "a meadow full of flowers",
    "mountains": "ridges of mountains in the haze",
    "river": "a river winding through a valley",
    "road": "an empty road to the horizon",
    "sea": "the open sea with glitter on the waves",
    "snowfield": "a wide snowfield",
    "window": "a window wet with rain before the lights of a town",
}

TIMES_IN_WORDS: dict[Time, str] = {
    "dawn": "at dawn, first light",
    "day": "in daylight",
    "dusk": "at dusk, afterglow",
    "night": "at night, under a dark sky",
}

SEASONS_IN_WORDS: dict[Season, str] = {
    "spring": "spring, fresh green and blossom",
    "summer": "summer, lush green",
    "autumn": "autumn, red and golden leaves",
    "winter": "winter, bare trees",
}

WEATHERS_IN_WORDS: dict[Weather, str] = {
    "clear": "clear sky",
    "cloudy": "drifting clouds",
    "mist": "mist and shafts of light",
    "rain": "falling rain, wet reflections",
    "snow": "falling snow",
    "storm": "storm clouds and distant lightning",
    "aurora": "aurora across the sky",
}

TINTS_IN_WORDS: dict[Tint, str] = {
    "natural": "natural colours",
    "pastel": "pastel colours",
    "vivid": "vivid colours",
    "warm": "warm amber colours",
    "cool": "cool blue colours",
    "neon": "neon pink and cyan glow",
    "faded": "faded colours",
    "violet": "violet and magenta colours",
    "mono": "monochrome",
}

# A pipeline without guidance has no negative prompt, so that what would call people or
# letters into the picture must not be in the subject either.
_PEOPLE_AND_LETTERS = """
baby babe boy boyfriend boys bride brother child children couple couples crowd crush dad daddy
dancer diva face faces family father friend friends gentleman girl girlfriend girls guy guys
hand hands he her hers him his husband i kid kids king ladies lady lover lovers man me men mom
mother my people person queen self selfie she singer sister son teen teens they us we wife woman
women you your yours
album albums anthem anthems best chart charts collection cover covers hit hits list lyric lyrics
mix mixes mixtape music playlist playlists song songs soundtrack text title top track tracks tune
tunes vol volume word words
body lips naked nude sexy
"""
_UNWANTED = frozenset(_PEOPLE_AND_LETTERS.split())
_JOINING = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "with"}
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a pipeline is told.

    Attributes
    ----------
    positive : str
        What to show.
    negative : str
        What not to show; used only by pipelines that have guidance.
    scene : Scene
        What it says; the painter paints it where the pipeline's picture is refused.
    """

    positive: str
    negative: str
    scene: Scene


def make_prompt(subject: str, scene: Scene) -> Prompt:
    """Write a prompt short enough for a text encoder of 77 tokens.

    Parameters
    ----------
    subject : str
        The title in English; empty where it says nothing.
    scene : Scene

    Returns
    -------
    Prompt

    Examples
    --------
    >>> make_prompt("night drive with my girlfriend", Scene(place="road")).positive[:65]
    'delicate watercolour painting of night drive, an empty road to th'
    """
    place = PLACES_IN_WORDS[scene.place]
    said = _without_people(subject)
    details = [
        f"{said}, {place}" if said else place,
        TIMES_IN_WORDS[scene.time],
        SEASONS_IN_WORDS[scene.season],
        WEATHERS_IN_WORDS[scene.weather],
        f"{scene.mood} mood",
        TINTS_IN_WORDS[scene.tint],
        *_energy(scene.energy),
        "uninhabited wide landscape",
    ]
    form = FORMS_OF_TINTS.get(scene.tint, FORMS_OF_MOODS[scene.mood])
    return Prompt(f"{form} of {', '.join(details)}", NEGATIVE, scene)


def _energy(energy: float) -> list[str]:
    if energy >= _LIVELY:
        return ["dynamic composition, strong contrast"]
    return ["still, soft contrast"] if energy <= _STILL else []


def _without_people(subject: str) -> str:
    """Keep the words that a landscape can show; none if only joining words are left."""
    words = re.findall(r"[a-z]+(?:'[a-z]+)?", subject.lower())
    kept = [word for word in words if word.partition("'")[0] not in _UNWANTED][:_MOST_WORDS]
    while kept and kept[0] in _JOINING:
        kept.pop(0)
    while kept and kept[-1] in _JOINING:
        kept.pop()
    return " ".join(kept)
