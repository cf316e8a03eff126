"""A film's facts as a row of numbers, each column belonging to one fact."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.core.vocabulary import Vocabulary
from medley.data.films import FilmQuery
from medley.models.score.facts import FACTS
from medley.models.score.style import (
    OVERVIEW_SIGNS,
    TITLE_SIGNS,
    signs_of_overview,
    signs_of_title,
)
from medley.models.state import take_vocabulary

Values = NDArray[np.float64]

MISSING = -1.0
_LEAST_FILMS = 10
"""A genre or language has a column from so many films on."""
_PLAIN: tuple[tuple[str, str], ...] = (
    ("genres", "number of genres"),
    ("runtime", "runtime, minutes"),
    ("director", "number of directors"),
    ("writers", "number of writers"),
    ("language", "language known"),
    ("date", "year"),
    ("date", "month"),
    *(("title", sign) for sign in TITLE_SIGNS),
    *(("overview", sign) for sign in OVERVIEW_SIGNS),
    ("overview", "first year in the overview"),
)
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns there are.

    Attributes
    ----------
    genres, languages : Vocabulary
        With enough films.
    """

    genres: Vocabulary
    languages: Vocabulary

    @classmethod
    def fitted(cls, films: Sequence[FilmQuery]) -> Columns:
        """Give each genre and language with enough films a column."""
        genres = Counter(genre for film in films for genre in set(film.facts.genres))
        languages = Counter(film.facts.language for film in films if film.facts.language)
        return cls(_frequent(genres), _frequent(languages))

    @property
    def fact_of(self) -> NDArray[np.intp]:
        """Position among `FACTS` of the fact that a column belongs to, shape (n_columns,)."""
        names = ["genres"] * len(self.genres) + ["language"] * len(self.languages)
        names += [fact for fact, _ in _PLAIN]
        return np.array([FACTS.index(name) for name in names], np.intp)

    def row(self, film: FilmQuery) -> Values:
        """Describe a film; `MISSING` stands for what is not known.

        Returns
        -------
        ndarray of float64, shape (n_columns,)
        """
        facts = film.facts
        flags = np.zeros(len(self.genres) + len(self.languages))
        flags[self.genres.positions(facts.genres)] = 1
        flags[len(self.genres) + self.languages.positions([facts.language])] = 1
        known_genres = len(self.genres.positions(dict.fromkeys(facts.genres)))
        plain = (
            float(known_genres),
            facts.runtime_min or MISSING,
            # How many are named says little, and nobody to name says nothing.
            float(len(facts.directors) > 1),
            float(len(facts.writers) > 1),
            float(bool(len(self.languages.positions([facts.language])))),
            facts.year or MISSING,
            facts.month or MISSING,
            *signs_of_title(film.title),
            *signs_of_overview(film.overview),
            _first_year(film.overview),
        )
        return np.concatenate([flags, np.array(plain, np.float64)])

    def genres_of(self, rows: Values) -> NDArray[np.uint8]:
        """Which genres the films of rows have, shape (n, n_genres)."""
        return rows[:, : len(self.genres)].astype(np.uint8)

    def state(self) -> dict[str, Array]:
        """All arrays; a space keeps an empty list of languages from being nothing."""
        return {
            "column_genres": Vocabulary([" ", *self.genres]).encode(),
            "column_languages": Vocabulary([" ", *self.languages]).encode(),
        }

    @classmethod
    def restored(cls, state: Mapping[str, Array]) -> Columns:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or no list of names.
        """
        held = [take_vocabulary(state, name) for name in ("column_genres", "column_languages")]
        if any(names.ids[:1] != (" ",) for names in held):
            raise ArtifactError("the saved model's columns are corrupt; train it again")
        genres, languages = (Vocabulary(names.ids[1:]) for names in held)
        return cls(genres, languages)


def _frequent(counts: Mapping[str, int]) -> Vocabulary:
    return Vocabulary(sorted(name for name, n in counts.items() if n >= _LEAST_FILMS))


def _first_year(overview: str) -> float:
    year = _YEAR.search(overview)
    return float(year[1]) if year else MISSING
