"""Genres from poster and text together; either may be missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from medley.core.errors import ArtifactError
from medley.core.model import Array, Progress, part_of, silent
from medley.core.prediction import Prediction
from medley.data.films import FilmData, FilmQuery
from medley.models.film.film_model import FilmAnswers, Scores
from medley.models.film.late_fusion import LateFusion
from medley.models.film.poster_features import PosterFeatures, PosterFeaturesConfig
from medley.models.film.text import Text, TextConfig, WordShares
from medley.models.state import take_array

_TEXT, _POSTER = "text_", "poster_"
_AT_ONCE = 64
_TEXT_TAKES = 0.2
"""Share of the time of a fit."""


@dataclass(frozen=True, slots=True)
class FusedConfig:
    """Settings of `Fused`.

    Attributes
    ----------
    text : TextConfig
    poster : PosterFeaturesConfig
    """

    text: TextConfig = field(default_factory=TextConfig)
    poster: PosterFeaturesConfig = field(default_factory=PosterFeaturesConfig)


class Fused(FilmAnswers):
    """Hears a model of texts and a model of posters, each fitted on all films it can read.

    Of a film without poster it answers as the model of texts alone, of a film without
    text as the model of posters alone, each with that one's thresholds. Of a film with
    both it adds up their log odds, with weights and thresholds learned on films with
    both that neither model saw.

    Parameters
    ----------
    config : FusedConfig, optional

    Attributes
    ----------
    text : Text
    poster : PosterFeatures
    """

    def __init__(self, config: FusedConfig | None = None) -> None:
        super().__init__(config or FusedConfig())
        self.text, self.poster = Text(self.config.text), PosterFeatures(self.config.poster)
        self._shared = np.empty(0, np.int32)
        self._fusion: LateFusion | None = None

    @property
    def frequent(self) -> NDArray[np.bool_]:
        """Which genres had enough films to be learned, shape (n_genres,)."""
        return self.text.frequent | self.poster.frequent

    @property
    def thresholds(self) -> Scores:
        """From which probability on each genre is said of a film that shows all it can."""
        found = np.where(self.text.frequent, self.text.thresholds, self.poster.thresholds)
        if self._fusion is not None:
            found[self._shared] = self._fusion.thresholds
        return found

    def fit(
        self, data: FilmData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Fit both models, then how they are joined.

        Raises
        ------
        DataError
            If no film has genres.
        """
        self.fit_and_answer(data, rng=rng, progress=progress)

    def fit_and_answer(
        self, data: FilmData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> Scores:
        """Fit, and answer each film as models of the same kind would that did not see it.

        How the two are joined did see the films that have both.

        Returns
        -------
        ndarray of float64, shape (n, n_genres)
            Calibrated log odds; NaN for films that were not fitted on, and for genres
            with too few.

        Raises
        ------
        DataError
            If no film has genres.
        """
        report = progress or silent
        told = self.text.fit_and_answer(data, rng=rng, progress=part_of(report, 0, _TEXT_TAKES))
        seen = self.poster.fit_and_answer(
            data, rng=rng, progress=part_of(report, _TEXT_TAKES, 0.99)
        )
        found = self._join(told, seen, data.labels)
        self.vocabulary, self.prior = data.genres, self.text.prior
        report(1.0, "genres learned")
        return found

    def probabilities(self, queries: Sequence[FilmQuery]) -> Scores:
        """Give every genre its probability; posters are read a few at a time.

        Returns
        -------
        ndarray of float64, shape (n_queries, n_genres)
            Above 0 and below 1.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        self._check_fitted()
        found = np.empty((len(queries), len(self.vocabulary)))
        for start in range(0, len(queries), _AT_ONCE):
            held = list(queries[start : start + _AT_ONCE])
            found[start : start + len(held)] = self._joined(held)
        return found

    def thresholds_for(self, queries: Sequence[FilmQuery]) -> Scores:
        """From which probability on each genre is said of films that show so much.

        Returns
        -------
        ndarray of float64, shape (n_queries, n_genres)
            1 where a film shows nothing: no genre is said of it.
        """
        found = np.ones((len(queries), len(self.vocabulary)))
        for at in range(len(queries)):
            query = queries[at]
            seen, told = self.poster.reads(query), self.text.reads(query)
            if seen or told:
                part = self if seen and told else self.poster if seen else self.text
                found[at] = part.thresholds
        return found

    def words_that_mattered(self, query: FilmQuery) -> WordShares:
        """Share the text's part of the log odds out among its words.

        Where there is a poster, what it says is in `WordShares.without`.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        self._check_fitted()
        held = self.text.words_that_mattered(query)
        weights = np.ones(len(self.vocabulary))
        if self._fusion is not None and self.poster.reads(query) and self.text.reads(query):
            weights[self._shared] = self._fusion.weights[:, 0]
        shares = held.shares * weights
        answer = logit(self.probabilities([query])[0])
        return WordShares(held.words, shares, answer - shares.sum(axis=0))

    def similar(self, ids: Sequence[str], k: int) -> list[Prediction]:
        """Rank the fitted films whose plots are most like each given one's."""
        return self.text.similar(ids, k)

    def alike(self, queries: Sequence[FilmQuery], k: int) -> list[Prediction]:
        """Rank the fitted films whose plots are most like a text's; cosines above 0."""
        return self.text.alike(queries, k)

    def plot_places(self, queries: Sequence[FilmQuery]) -> NDArray[np.float32]:
        """Place overviews where those of alike plots lie; see `Text.plot_places`."""
        return self.text.plot_places(queries)

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {
            "shared": self._shared,
            **({} if self._fusion is None else self._fusion.state()),
            **{_TEXT + name: array for name, array in self.text.state().items()},
            **{_POSTER + name: array for name, array in self.poster.state().items()},
        }

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        self.text.restore(_part(state, _TEXT))
        self.poster.restore(_part(state, _POSTER))
        shared = take_array(state, "shared", np.int32, (None,))
        both = np.flatnonzero(self.text.frequent & self.poster.frequent)
        fits = self.text.vocabulary == self.poster.vocabulary and (
            not len(shared) or np.array_equal(shared, both)
        )
        if not fits:
            raise ArtifactError("the saved model's two parts do not fit; train it again")
        self._fusion = LateFusion.restored(state, len(shared)) if len(shared) else None
        self._shared = shared
        self.vocabulary, self.prior = self.text.vocabulary, self.text.prior

    def _join(self, told: Scores, seen: Scores, labels: NDArray[np.bool_]) -> Scores:
        found = np.where(np.isfinite(told), told, seen)
        shared = np.flatnonzero(self.text.frequent & self.poster.frequent).astype(np.int32)
        self._shared, self._fusion = shared, None
        if len(shared):
            prior = self.text.prior[shared]
            self._fusion = LateFusion.fitted(
                told[:, shared], seen[:, shared], prior, labels[:, shared]
            )
            joined = self._fusion.log_odds(told[:, shared], seen[:, shared], prior)
            found[:, shared] = np.where(np.isfinite(joined), joined, found[:, shared])
        return found

    def _joined(self, queries: Sequence[FilmQuery]) -> Scores:
        told = np.array([self.text.reads(query) for query in queries], np.bool_)
        seen = np.array([self.poster.reads(query) for query in queries], np.bool_)
        words, look = self.text.probabilities(queries), self.poster.probabilities(queries)
        found = np.where((seen & ~told)[:, None], look, words)
        both = seen & told
        found[both] = np.where(self.text.frequent, words[both], look[both])
        if self._fusion is not None and both.any():
            cells = np.ix_(both, self._shared)
            odds = self._fusion.log_odds(
                logit(words[cells]), logit(look[cells]), self.prior[self._shared]
            )
            found[cells] = expit(odds)
        return np.clip(found, 1e-6, 1 - 1e-6)


def _part(state: Mapping[str, Array], sign: str) -> dict[str, Array]:
    return {name.removeprefix(sign): held for name, held in state.items() if name.startswith(sign)}
