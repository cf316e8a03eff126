"""What the models of films learn from: genres that people and files name, and scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from medley.metrics.drift import drift_of_counts
from medley.training.policy import POLICIES, Facts
from medley.web.labels.film_genres import known_film_genres
from medley.web.labels.film_retrain import (
    GENRES,
    film_genres_now,
    film_scores_now,
    learned_films,
)
from medley.web.learning.ages import age_days, mark_of, named

if TYPE_CHECKING:
    from medley.artifacts.manifest import Manifest
    from medley.data.film_snapshot import FrozenFilms

CHOSEN = "somebody chose the films of the latest version; the database does not take their place"
MINE = 0.5
"""A version by hand is of the database's films if so many of its films are there."""


def film_mark() -> dict[str, Any]:
    """Note that the database's own films were learned from."""
    return {"films": len(film_genres_now())}


def film_genre_facts(version: Manifest | None) -> Facts:
    """Say which films have other genres than when a version was trained.

    The first version waits until people or files of films named genres: what lists of
    events call a film is learned beside them, and not alone.
    """
    if version is None and len(said := known_film_genres()) < POLICIES[GENRES].least:
        return Facts(len(said), len(said), content=named(sorted(said.items())))
    return _facts(version, film_genres_now(), _genres_of, "genres", lambda genres: genres)


def film_score_facts(version: Manifest | None) -> Facts:
    """Say which films have another score than when a version was trained."""
    return _facts(version, film_scores_now(), _scores_of, "scores", _decade)


def _facts(
    version: Manifest | None, now: Mapping[str, Any], read: Any, name: str, about: Any
) -> Facts:
    content = named(sorted(now.items()))
    if version is None:
        return Facts(len(now), len(now), content=content)
    frozen = learned_films(version)
    before: Mapping[str, Any] = read(frozen) if frozen is not None else {}
    met = sum(key in now for key in before)
    if mark_of(version) is None and met < MINE * len(before):
        return Facts(len(now), 0, age_days(version), held=CHOSEN, content=content)
    changed = [key for key in {*before, *now} if before.get(key) != now.get(key)]
    since = _count(about(now[key]) for key in changed if key in now)
    drifts = {name: drift_of_counts(_count(map(about, before.values())), since)}
    return Facts(len(now), len(changed), age_days(version), drifts, content=content)


def _genres_of(films: FrozenFilms) -> dict[str, tuple[str, ...]]:
    return {
        key: tuple(sorted(films.genres.ids[at] for at in np.flatnonzero(films.labels[row])))
        for row, key in enumerate(films.ids)
        if films.labelled[row]
    }


def _scores_of(films: FrozenFilms) -> dict[str, float]:
    return {
        key: float(score)
        for key, score in zip(films.ids, films.scores.tolist(), strict=True)
        if score > 0
    }


def _decade(score: float) -> tuple[str, ...]:
    return (f"{int(score) // 10 * 10}",)


def _count(found: Iterable[tuple[str, ...]]) -> dict[str, int]:
    return dict(Counter(name for names in found for name in names))
