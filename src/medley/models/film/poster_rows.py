"""What models that judge a description of the poster share: each poster is read once."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.model import Progress, part_of
from medley.data.film_split import grouped_folds
from medley.data.films import FilmData, FilmQuery, PosterPixels
from medley.models.film.film_model import PosterModel, Scores, compacted

Rows = NDArray[np.float32]


class RowsModel(PosterModel):
    """Learns from a row of numbers a poster."""

    def held_out(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> Scores:
        """Score films by models of the same kind that did not see them."""
        rows = self._rows(films, rng, part_of(progress, 0.0, 0.3))
        return self._rows_held_out(rows, films, rng, part_of(progress, 0.3, 1.0))

    def _fit(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> Scores:
        rows = self._rows(films, rng, part_of(progress, 0.0, 0.3))
        scores = self._rows_held_out(rows, films, rng, part_of(progress, 0.3, 0.8))
        self._calibrate(scores, films.labels)
        self._learn_rows(rows, films, rng)
        return self._calibration.log_odds(scores)

    def _learn(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> None:
        self._learn_rows(self._rows(films, rng, progress), films, rng)

    def _scores(self, queries: Sequence[FilmQuery]) -> Scores:
        rows = [self._described(query.poster) for query in queries if query.poster is not None]
        return self._row_scores(np.stack(rows))

    def _rows(self, films: FilmData, _rng: np.random.Generator, progress: Progress) -> Rows:
        """One row a film; who must know posters to tell them learns that here, without genres."""
        rows = []
        for at in range(len(films)):
            rows.append(self._described(poster_of(films, at)))
            progress((at + 1) / len(films), f"poster {at + 1} of {len(films)}")
        return np.stack(rows)

    def _rows_held_out(
        self, rows: Rows, films: FilmData, rng: np.random.Generator, progress: Progress
    ) -> Scores:
        folds = grouped_folds(films, self.calibration_folds, rng=rng)
        scores = np.full(films.labels.shape, np.nan)
        for number in range(self.calibration_rounds):
            out, inside = np.flatnonzero(folds == number), np.flatnonzero(folds != number)
            rest, classes = compacted(films.take(inside), 1)
            if len(out) and len(classes):
                other = type(self)(self.config)
                other._learn_rows(rows[inside], rest, rng)
                scores[np.ix_(out, classes)] = other._row_scores(rows[out])
            progress((number + 1) / self.calibration_rounds, "genres tried on films held out")
        return scores

    @abstractmethod
    def _described(self, poster: PosterPixels) -> Rows:
        """One row."""

    @abstractmethod
    def _learn_rows(self, rows: Rows, films: FilmData, rng: np.random.Generator) -> None:
        """Learn from rows and the films' labels; each genre has a row, and a row without it."""

    @abstractmethod
    def _row_scores(self, rows: Rows) -> Scores:
        """Score rows, shape (n_rows, n_classes)."""


def poster_of(films: FilmData, position: int) -> PosterPixels:
    """Read a film's poster.

    Raises
    ------
    DataError
        If it is not there although the film said so.
    """
    poster = films.posters[position]
    if poster is None:
        raise DataError(
            f"the poster of {films.ids.ids[position]!r} is gone; import the films again"
        )
    return poster
