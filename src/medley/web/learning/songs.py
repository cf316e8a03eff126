"""What the model of songs' genres learns from: what people and files say of the library."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from medley.metrics.drift import drift_of_counts
from medley.training.policy import Facts
from medley.web.labels.retrain import learned_genres, library_genres
from medley.web.learning.ages import age_days, named

if TYPE_CHECKING:
    from medley.artifacts.manifest import Manifest

CHOSEN = "somebody chose the songs of the latest version; the library does not take their place"
ONE_GENRE = "all songs are of one genre"


def song_facts(version: Manifest | None) -> Facts:
    """Say which songs have another genre than when a version was trained."""
    genres = library_genres()
    content = named(sorted(genres.items()))
    held = ONE_GENRE if genres and len(set(genres.values())) == 1 else ""
    if version is None:
        return Facts(len(genres), len(genres), held=held, content=content)
    learned = learned_genres(version)
    if learned is None:
        return Facts(len(genres), 0, age_days(version), held=CHOSEN, content=content)
    changed = [key for key in {*learned, *genres} if learned.get(key) != genres.get(key)]
    since = Counter(genres[key] for key in changed if key in genres)
    drifts = {"genres": drift_of_counts(Counter(learned.values()), since)}
    return Facts(len(genres), len(changed), age_days(version), drifts, held, content)
