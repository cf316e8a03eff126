"""Which one of a few genres a film has: the question of the original poster classifier.

It answered one of six genres for a film that had one. Asked here are films with exactly
one known genre, and the genres are the six that most such training films have; the
answer is the most probable of the six. The models were fitted to the question of
several genres and stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.data.films import FilmData
from medley.metrics.labelling import confusion, correct, grouped_interval, macro_f1

N_GENRES = 6


def single_genres(films: FilmData) -> tuple[str, ...]:
    """Name the genres that most films with exactly one genre have, at most six.

    Returns
    -------
    tuple of str
        The most frequent first; empty where fewer than two genres stand alone.
    """
    alone = films.labels[films.labels.sum(axis=1) == 1].sum(axis=0)
    order = np.argsort(-alone, kind="stable")[:N_GENRES].tolist()
    found = tuple(films.genres.ids[at] for at in order if alone[at])
    return found if len(found) > 1 else ()


def single_films(films: FilmData, genres: Sequence[str]) -> FilmData:
    """Keep the films whose only genre is one of these."""
    columns = films.genres.positions(genres)
    one = (films.labels.sum(axis=1) == 1) & films.labels[:, columns].any(axis=1)
    return films.take(one)


def single_genre(
    model: Any, films: FilmData, genres: Sequence[str], *, seed: int = 0
) -> dict[str, Any]:
    """Measure which one of some genres a model takes films for.

    Returns
    -------
    dict
        ``genres``, ``films``, ``largest`` (the share of the most frequent genre, which
        always answering it would reach) and ``metrics`` with ``accuracy`` and
        ``macro_f1``; only ``genres`` and ``films`` where there is no such film.
    """
    known = [slug for slug in genres if films.genres.position(slug) is not None]
    asked = single_films(films, known)
    found: dict[str, Any] = {"genres": known, "films": len(asked)}
    if not len(asked):
        return found
    truth = asked.labels[:, asked.genres.positions(known)].astype(np.float64)
    own = model.probabilities(asked.genre_queries())
    places = [model.vocabulary.position(slug) for slug in known]
    given = np.stack(
        [np.zeros(len(asked)) if place is None else own[:, place] for place in places], axis=1
    )
    figures: dict[str, Callable[[NDArray[np.intp]], float]] = {
        "accuracy": lambda rows: float(correct(given[rows], truth[rows]).mean()),
        "macro_f1": lambda rows: macro_f1(confusion(given[rows], truth[rows])),
    }
    rng = np.random.default_rng(seed)
    metrics = {
        name: grouped_interval(figure, asked.groups, rng=rng).as_dict()
        for name, figure in figures.items()
    }
    return found | {"largest": float(truth.mean(axis=0).max()), "metrics": metrics}
