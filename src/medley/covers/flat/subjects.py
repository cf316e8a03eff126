"""Which scenes and moods suit which category or genre."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from medley.covers.flat.palette import MOODS
from medley.covers.flat.scenes import SCENES

_NIGHT = ("night", "dusk", "slate", "ember")
_OPEN = ("dawn", "day", "dusk", "moss", "ice", "candy")
_INDOOR = ("warm", "mint", "candy", "moss", "ice")
SCENE_MOODS: dict[str, tuple[str, ...]] = {
    "peaks": ("dawn", "day", "dusk", "night", "moss", "ice", "ember"),
    "forest": ("moss", "ice", "dawn", "ember", "night"),
    "tent": ("night", "dusk", "slate"),
    "road": ("dusk", "ember", "candy", "dawn", "night"),
    "field": ("day", "dawn", "moss", "dusk"),
    "sea": ("day", "dawn", "dusk", "ice", "candy", "ember"),
    "lanterns": ("night", "dusk", "slate"),
    "bridge": ("night", "dusk", "slate"),
    "skyline": ("night", "dusk", "slate", "dawn", "ice"),
    "houses": (*_OPEN, "night"),
    "fireworks": ("night", "slate", "dusk"),
    "stage": _NIGHT,
    "dishes": _INDOOR,
    "cups": (*_INDOOR, "dusk"),
    "craft": _INDOOR,
    "books": ("warm", "moss", "ice", "dusk", "slate"),
    "gallery": _INDOOR,
    "plants": (*_INDOOR, "dawn"),
    "chart": ("slate", "night", "ice", "mint", "warm"),
    "court": ("day", "warm", "mint", "slate"),
    "planes": ("day", "dawn", "candy", "mint", "dusk"),
    "bubbles": ("mint", "candy", "warm", "day", "slate"),
    "ribbons": MOODS,
    "rings": MOODS,
    "tiles": MOODS,
    "blobs": MOODS,
    "planet": ("night", "slate", "dusk", "ember"),
}
"""Scene name -> the moods in which it looks right."""

_MUSIC = ("ribbons", "rings", "blobs", "tiles")
_SCENES: dict[str, tuple[str, ...]] = {
    "hobby": ("craft", "craft", "books", "plants", "rings", "gallery"),
    "culture-art": ("gallery", "stage", "ribbons", "tiles", "gallery"),
    "sport-activity": ("court", "peaks", "road", "court", "sea"),
    "food-drink": ("dishes", "cups", "dishes", "cups"),
    "travel": ("peaks", "sea", "tent", "road", "forest", "field", "planes"),
    "self-development": ("books", "plants", "cups", "planes", "peaks"),
    "neighbourhood": ("houses", "skyline", "houses", "bridge", "plants"),
    "dating": ("bridge", "cups", "skyline", "sea", "lanterns"),
    "investing": ("chart", "chart", "chart", "skyline"),
    "languages": ("bubbles", "planes", "bubbles", "books"),
    "study": ("books", "planes", "books", "cups", "tiles"),
    "local-festival": ("fireworks", "lanterns", "stage", "field"),
    "other": ("plants", "blobs", "houses", "tiles", "field", "planet"),
    "action": ("skyline", "road", "bridge"),
    "adventure": ("peaks", "sea", "tent", "forest"),
    "animation": ("planet", "planes", "field", "houses"),
    "children": ("field", "houses", "planes", "tent"),
    "comedy": ("houses", "cups", "tiles", "dishes"),
    "crime": ("skyline", "bridge", "stage"),
    "documentary": ("field", "sea", "peaks", "forest"),
    "drama": ("sea", "houses", "bridge", "plants", "cups"),
    "fantasy": ("forest", "lanterns", "planet", "peaks"),
    "film-noir": ("skyline", "bridge", "stage"),
    "horror": ("forest", "forest", "houses"),
    "imax": ("planet", "peaks", "sea"),
    "musical": ("stage", "ribbons", "fireworks"),
    "mystery": ("forest", "books", "bridge"),
    "romance": ("sea", "lanterns", "bridge", "cups"),
    "science-fiction": ("planet", "planet", "skyline", "road"),
    "thriller": ("road", "skyline", "forest"),
    "war": ("peaks", "field", "road"),
    "western": ("road", "peaks", "field"),
    "biography": ("books", "gallery", "houses"),
    "family": ("houses", "field", "plants"),
    "history": ("peaks", "books", "gallery"),
    "music-film": ("rings", "stage", "ribbons"),
    "sport-film": ("court", "peaks", "road"),
    "ballad": ("sea", "bridge", "blobs", "ribbons"),
    "pop": ("blobs", "tiles", "rings", "planes", "houses"),
    "rnb-soul": ("skyline", "blobs", "ribbons", "rings"),
    "blues": ("bridge", "road", "rings", "stage"),
    "rock": ("stage", "tiles", "rings", "road"),
    "indie": ("houses", "plants", "tiles", "blobs"),
    "hip-hop": ("skyline", "tiles", "rings"),
    "electronic": ("ribbons", "road", "planet", "blobs"),
    "jazz": ("rings", "tiles", "stage", "bridge"),
    "classical": ("ribbons", "forest", "blobs", "gallery"),
    "folk": ("field", "peaks", "forest"),
    "country": ("field", "road", "houses"),
    "disco": ("fireworks", "rings", "tiles"),
    "metal": ("forest", "peaks", "planet"),
    "reggae": ("sea", "field", "tiles"),
    "trot": ("lanterns", "fireworks", "rings"),
    "ambient": ("blobs", "planet", "sea", "ribbons"),
}
_SOMBRE = {
    "horror": ("ember", "night"),
    "film-noir": ("slate", "night"),
    "metal": ("ember", "slate"),
}


def scene_for(categories: Sequence[str], rng: np.random.Generator) -> tuple[str, str]:
    """Draw a scene and a mood that suit the first category.

    Parameters
    ----------
    categories : sequence of str
        Slugs; an unknown one or none at all draws from all scenes.

    Returns
    -------
    scene, mood : str
    """
    first = categories[0] if categories else ""
    known = _SCENES.get(first, _MUSIC if first else tuple(SCENES))
    scene = known[int(rng.integers(len(known)))]
    moods = SCENE_MOODS[scene]
    if first in _SOMBRE:
        moods = tuple(mood for mood in _SOMBRE[first] if mood in moods) or moods
    return scene, moods[int(rng.integers(len(moods)))]
