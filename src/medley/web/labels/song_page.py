"""What the page of a song shows: its sound, what a model hears in it, what sounds alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from medley.core.errors import UnavailableError
from medley.data.sound import SAMPLE_RATE, Sound
from medley.web.catalog.models import Item
from medley.web.labels.genres import all_genres, names_of
from medley.web.labels.labeller import TRAIN, Answer, answer
from medley.web.labels.neighbours import Neighbours, nearest
from medley.web.labels.over_time import SHOWN, chart, clock, ticks
from medley.web.labels.pictures import RECIPE, SEGMENT_S, WIDTHS, slots

BARS = 9
"""So many genres are listed; the keys 1 to 9 choose one."""
HERTZ = (100, 500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True, slots=True)
class Bar:
    """A genre with its probability."""

    slug: str
    name: str
    percent: int
    number: int
    colour: int


def sound_context(sound: Sound, pictures: str, audio: str) -> dict[str, Any]:
    """What the player shows.

    Parameters
    ----------
    sound : Sound
    pictures : str
        Address of the pictures up to their name.
    audio : str
        Address of the file; empty where it may not be heard here.
    """
    small, large = WIDTHS
    spans = slots(sound)
    stretched = bool((spans[:, 1] - spans[:, 0]).max() > 1.02 * SEGMENT_S)
    return {
        "duration": f"{sound.duration_s:.2f}",
        "clock": clock(sound.duration_s),
        "tempo": round(sound.tempo_bpm),
        "loudness": round(sound.loudness_lufs),
        "silent": sound.silent,
        "audio": audio,
        "wave": f"{pictures}wave-{small}.webp?v={RECIPE}",
        "wave_large": f"{pictures}wave-{large}.webp?v={RECIPE}",
        "spectrum": f"{pictures}spectrum-{small}.webp?v={RECIPE}",
        "spectrum_large": f"{pictures}spectrum-{large}.webp?v={RECIPE}",
        "ticks": ticks(sound.duration_s or 1.0),
        "hertz": hertz_marks(),
        "passages": len(sound) if stretched else 0,
    }


def answer_context(sound: Sound, about: str = "", person: int | None = None) -> dict[str, Any]:
    """What a model hears in a song; why there is nothing while none is trained."""
    try:
        found = answer(sound, about, person=person)
    except UnavailableError:
        return {"untrained": TRAIN}
    shown = found.genres[:BARS]
    names = names_of(shown)
    percents = np.rint(100 * found.probabilities).astype(int).tolist()
    bars = [
        Bar(slug, names[slug], percent, number, min(number - 1, SHOWN))
        for number, (slug, percent) in enumerate(zip(shown, percents, strict=False), 1)
    ]
    drawn = chart(found.genres, found.over_time, slots(sound))
    return {
        "answer": found,
        "bars": bars,
        "first": bars[0],
        "exact": 100 * float(found.probabilities[0]),
        "threshold": round(100 * found.unsure_below),
        "exact_threshold": 100 * found.unsure_below,
        "chart": drawn,
        "layer_names": [names.get(layer.slug) or _("Others") for layer in drawn.layers],
        "fallback": _(found.fallback) if found.fallback else "",
    }


def neighbours_context(sound: Sound, besides: int | None = None) -> dict[str, Any]:
    """Songs of the library that sound alike."""
    found: Neighbours = nearest(sound, besides=besides)
    items = Item.objects.select_related("creator").in_bulk([one.item for one in found.songs])
    cards = [
        {"item": items[one.item], "percent": max(0, round(100 * one.likeness))}
        for one in found.songs
        if one.item in items
    ]
    return {"neighbours": cards, "compared": found.compared, "library": found.total}


def choices_context(context: Mapping[str, Any]) -> dict[str, Any]:
    """What can be said of a song: the first answer, the other ones, any genre."""
    found: Answer | None = context.get("answer")
    return {"genres": list(all_genres().values()), "can_accept": found is not None}


def hertz_marks() -> list[tuple[str, str]]:
    """Where frequencies stand beside the spectrogram: height in percent, and the words."""
    top = _mel(SAMPLE_RATE / 2)
    return [
        (f"{100 - 100 * _mel(one) / top:.1f}", f"{one // 1000} kHz" if one >= 1000 else f"{one} Hz")
        for one in HERTZ
    ]


def _mel(hertz: float) -> float:
    # Slaney's scale, as the bands are laid out: linear to 1 kHz, logarithmic above.
    if hertz < 1000:
        return 3 * hertz / 200
    return 15 + 27 * float(np.log(hertz / 1000) / np.log(6.4))
