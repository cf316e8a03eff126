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
from medley.features.text import words
from medley.models.score.facts import FACTS
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
    ("title", "letters of the title"),
    ("title", "words of the title"),
    ("title", "number in the title"),
    ("title", "colon in the title"),
    ("title", "other letters than a to z"),
    ("overview", "letters of the overview"),
    ("overview", "words of the overview"),
    ("overview", "sentences of the overview"),
    ("overview", "questions and calls in the overview"),
    ("overview", "first year in the overview"),
)
_NUMBERED = re.compile(r"\d|\b(?:II|III|IV|V|VI|VII|VIII|IX|X)\b")
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
            *_of_title(film.title),
            *_of_overview(film.overview),
        )
        return np.concatenate([flags, np.array(plain, np.float64)])

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


def _of_title(title: str) -> tuple[float, ...]:
    return (
        float(len(title)),
        float(len(words(title))),
        float(bool(_NUMBERED.search(title))),
        float(":" in title),
        float(not title.isascii()),
    )


def _of_overview(overview: str) -> tuple[float, ...]:
    year = _YEAR.search(overview)
    return (
        float(len(overview)),
        float(len(words(overview))),
        float(overview.count(".")),
        float(overview.count("?") + overview.count("!")),
        float(year[1]) if year else MISSING,
    )
