"""Made films whose score depends on genre, running time, words and who made them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from medley.core.vocabulary import Vocabulary
from medley.data.film_directors import with_directors
from medley.data.film_split import grouped_folds
from medley.data.films import POSTER_HEIGHT, POSTER_WIDTH, FilmData, FilmFacts

GENRES = Vocabulary(["comedy", "drama", "horror"])
N_FILMS = 300
_WORDS = ("quiet letters memory river", "zombie chainsaw blood party")
_BY_GENRE = (0.0, 6.0, -8.0)


@cache
def films(n: int = N_FILMS) -> FilmData:
    """Three films a director in months on end; every fifth film has no score."""
    rng = np.random.default_rng(5)
    genre, good = rng.integers(0, 3, n), rng.integers(0, 2, n)
    minutes = rng.uniform(70, 160, n)
    director = np.arange(n) // 3
    skill = rng.normal(0, 5, director.max() + 1)[director]
    scores = 62 + np.array(_BY_GENRE)[genre] + 8 * good + 0.08 * (minutes - 115) + skill
    scores = (scores + rng.normal(0, 3, n)).clip(1, 100)
    scores[::5] = np.nan
    facts = tuple(
        FilmFacts(
            genres=(GENRES.ids[genre[row]],),
            runtime_min=None if row % 11 == 0 else float(minutes[row]),
            year=2000 + row // 12 if row % 7 else None,
            month=1 + row % 12,
            language="ko" if row % 2 else "en",
            directors=(f"Director {director[row]}",),
            writers=(f"Writer {director[row] // 2}",),
        )
        for row in range(n)
    )
    bright = np.where(good, 200, 40).astype(np.uint8)
    shape = (POSTER_HEIGHT, POSTER_WIDTH, 3)
    return FilmData(
        ids=Vocabulary(f"film:{row}" for row in range(n)),
        titles=tuple(f"Title {chr(97 + row % 26)}" for row in range(n)),
        overviews=tuple(
            " ".join(rng.permutation(_WORDS[1 - good[row]].split())) for row in range(n)
        ),
        posters=[np.full(shape, bright[row]) if row % 3 else None for row in range(n)],
        has_poster=np.arange(n) % 3 > 0,
        facts=facts,
        genres=GENRES,
        labels=np.eye(3, dtype=np.bool_)[genre],
        labelled=np.ones(n, np.bool_),
        scores=scores,
        groups=np.arange(n, dtype=np.int32),
    )


@cache
def split() -> tuple[FilmData, FilmData]:
    """Films to learn from, and rated films by other directors."""
    whole = films()
    folds = grouped_folds(with_directors(whole), 3, rng=np.random.default_rng(4))
    test = whole.take(folds == 0)
    return whole.take(folds != 0), test.take(~np.isnan(test.scores))


def unrated() -> FilmData:
    return replace(films(), scores=np.full(N_FILMS, np.nan))
