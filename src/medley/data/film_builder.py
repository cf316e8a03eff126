"""Turns joined films into the arrays that models are fitted on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from medley.core.vocabulary import Vocabulary
from medley.data.film_groups import film_groups
from medley.data.film_rows import FilmRow
from medley.data.films import FilmData, Posters


def build_film_data(
    films: Iterable[FilmRow],
    posters: Posters,
    *,
    keys: Sequence[str] = (),
    known: NDArray[np.bool_] | None = None,
) -> FilmData:
    """Lay films out as arrays, genres in the order of the alphabet.

    Parameters
    ----------
    films : iterable of FilmRow
        Each film once, see `medley.data.film_identity.FilmJoiner`.
    posters : Posters
        Of these films by position; a film has one if its ``picture`` is not empty.
    keys : sequence of str, optional
        Ids of the films; by default each film's own key.
    known : ndarray of bool, shape (n,), optional
        Whose genres are known; by default those of films that have some.
    """
    held = list(films)
    genres = Vocabulary(sorted({slug for film in held for slug in film.genres}))
    labels = np.zeros((len(held), len(genres)), np.bool_)
    for row, film in enumerate(held):
        labels[row, genres.positions(film.genres)] = True
    said: NDArray[np.bool_] = np.array([bool(film.genres) for film in held], np.bool_)
    scores = [np.nan if film.score is None else film.score for film in held]
    return FilmData(
        ids=Vocabulary(keys or _unique(film.key for film in held)),
        titles=tuple(film.title for film in held),
        overviews=tuple(film.overview for film in held),
        posters=posters,
        has_poster=np.array([bool(film.picture) for film in held], np.bool_),
        facts=tuple(film.facts for film in held),
        genres=genres,
        labels=labels,
        labelled=said if known is None else known,
        scores=np.array(scores, np.float64),
        groups=film_groups(held),
    )


def _unique(keys: Iterable[str]) -> Iterable[str]:
    """Tell films apart that are called alike and have no number: the second becomes ``...-2``."""
    met: dict[str, int] = {}
    for key in keys:
        met[key] = met.get(key, 0) + 1
        yield key if met[key] == 1 else f"{key}-{met[key]}"
