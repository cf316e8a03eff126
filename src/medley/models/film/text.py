"""Genres from a film's title and overview: a line per genre on words and their letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import ArtifactError, ConfigError
from medley.core.model import Array, Progress, part_of
from medley.core.prediction import Prediction, top_k
from medley.core.vocabulary import Vocabulary
from medley.data.film_split import grouped_folds
from medley.data.films import FilmData, FilmQuery
from medley.features.film_text import TextSpace, Word, film_words
from medley.models.film.film_model import FilmModel, Scores, compacted, frequent_genres
from medley.models.film.plots import Plots
from medley.models.film.text_lines import Weights, naive_bayes_weights, ridge_weights
from medley.models.film.text_meaning import Meaning
from medley.models.state import take_array, take_vocabulary

_PLOT_SIGN = "w:"
_ENOUGH_FILMS = 20


@dataclass(frozen=True, slots=True)
class TextConfig:
    """Settings of `Text`.

    Attributes
    ----------
    reg : float
        Penalty on the squared weights, above 0.
    iterations : int
        Of the conjugate gradients.
    room : float
        How much more weight a token may take for telling a genre by itself, at least 0.
    room_evidence, odds_evidence : float
        Films of no tendency that each token is seen in besides, above 0: for the room,
        and for the odds.
    odds : float
        Weight of the naive Bayes log odds beside the ridge's line, at least 0.
    max_tokens : int
        The most frequent words, pairs and letters are kept.
    n_axes : int
        Directions in which plots are compared.
    encoder : str
        Folder or name of a sentence-transformers model heard besides, on this machine;
        empty for none.

    Raises
    ------
    ConfigError
        If a setting is out of its range.
    """

    reg: float = 6.0
    iterations: int = 10
    room: float = 4.0
    room_evidence: float = 5.0
    odds: float = 0.1
    odds_evidence: float = 20.0
    max_tokens: int = 150_000
    n_axes: int = 128
    encoder: str = ""

    def __post_init__(self) -> None:
        for name in ("reg", "room_evidence", "odds_evidence"):
            if getattr(self, name) <= 0:
                raise ConfigError(f"{name} is {getattr(self, name)}; it must be above 0")
        for name in ("iterations", "max_tokens", "n_axes"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)}; it must be at least 1")
        for name in ("room", "odds"):
            if getattr(self, name) < 0:
                raise ConfigError(f"{name} is {getattr(self, name)}; it must not be below 0")


@dataclass(frozen=True, slots=True, eq=False)
class WordShares:
    """How much each word of a film's text moves each genre.

    Attributes
    ----------
    words : tuple of Word, length n
        In the order of the text, the title's first.
    shares : ndarray of float64, shape (n, n_genres)
        In log odds; 0 for genres that were not learned.
    without : ndarray of float64, shape (n_genres,)
        Log odds of a text without a known word; with all shares they sum to those of
        the answer, exactly.
    """

    words: tuple[Word, ...]
    shares: Scores
    without: Scores


class Text(FilmModel):
    """Adds up what the words, pairs of words and letters of a text say of each genre.

    The weights are a ridge regression's, with the log odds of naive Bayes on top; both
    are lines, so that each word's share of an answer is exact. Tokens that tell a genre
    by themselves get more room, as in Wang and Manning, "Baselines and bigrams", 2012.

    Parameters
    ----------
    config : TextConfig, optional
    """

    def __init__(self, config: TextConfig | None = None) -> None:
        super().__init__(config or TextConfig())
        self._space = TextSpace.of((), 1)
        self._plots: Plots | None = None
        self._meaning = Meaning(self.config.encoder)
        self._just_read: tuple[FilmData, TextSpace, sparse.csr_matrix] | None = None

    def words_that_mattered(self, query: FilmQuery) -> WordShares:
        """Share the log odds of an answer out among the words of the text.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        self._check_fitted()
        words = film_words(query.title, query.overview)
        without = np.log(self.prior / (1 - self.prior))
        shares = np.zeros((len(words), len(self.vocabulary)))
        if len(self._classes) and words:
            held = self._space.by_word(words)
            weights = self._weights[: len(self._space.tokens)]
            shares[:, self._classes] = self._calibration.slopes * (held @ weights)
            if self.reads(query):
                rest = self._weights[len(weights) :].astype(np.float64)
                meant = self._meaning.vectors([_text_of(query)]) @ rest
                without[self._classes] = self._calibration.log_odds(meant)[0]
        return WordShares(tuple(words), shares, without)

    def similar(self, ids: Sequence[str], k: int) -> list[Prediction]:
        """Rank the fitted films whose plots are most like each given one's.

        An unknown id, and a film without overview, gets an empty prediction.
        """
        self._check_fitted()
        if self._plots is None:
            return [_nothing() for _ in ids]
        return self._plots.similar(ids, k)

    def alike(self, queries: Sequence[FilmQuery], k: int) -> list[Prediction]:
        """Rank the fitted films whose plots are most like a text's; cosines above 0."""
        self._check_fitted()
        if self._plots is None:
            return [_nothing() for _ in queries]
        return self._plots.nearest(self.plot_places(queries), k)

    def plot_places(self, queries: Sequence[FilmQuery]) -> NDArray[np.float32]:
        """Place overviews where those of alike plots lie.

        Returns
        -------
        ndarray of float32, shape (n, n_axes)
            Rows of length 1; of zeros where no word is known.
        """
        self._check_fitted()
        if self._plots is None:
            return np.zeros((len(queries), 0), np.float32)
        vectors = self._space.vectors([("", query.overview) for query in queries])
        return self._plots.place(_plot_part(self._space, vectors))

    def held_out(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> Scores:
        """Score films by lines that were not fitted on them; texts are read once.

        Raises
        ------
        UnavailableError
            If a sentence encoder is asked for that is not on this machine.
        """
        folds = grouped_folds(films, self.calibration_folds, rng=rng)
        space, vectors = self._read(films)
        scores = np.full(films.labels.shape, np.nan)
        rounds = self.calibration_folds
        for number in range(rounds):
            rest, out = np.flatnonzero(folds != number), np.flatnonzero(folds == number)
            known, classes = compacted(films.take(rest), 1)
            if len(out) and len(classes):
                step = part_of(progress, number / rounds, (number + 1) / rounds)
                weights = self._lines(vectors[rest], known.labels, step)
                scores[np.ix_(out, classes)] = vectors[out] @ weights
        self._just_read = films, space, vectors
        return scores

    def _least_films(self, labels: NDArray[np.bool_]) -> int:
        # A few films show a genre's words before they show its look.
        return min(_ENOUGH_FILMS, frequent_genres(labels))

    def _readable(self, films: FilmData) -> NDArray[np.bool_]:
        told = np.array([bool(text.strip()) for text in films.overviews], np.bool_)
        if told.any():
            return told
        return np.array([bool(text.strip()) for text in films.titles], np.bool_)

    def _reads(self, query: FilmQuery) -> bool:
        # A text of unknown words alone is no text: the genres' shares answer.
        return self._space.knows(film_words(query.title, query.overview))

    def _learn(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> None:
        read, self._just_read = self._just_read, None
        if read is None or read[0] is not films:
            read = (films, *self._read(films))
        _, self._space, vectors = read
        self._plots = None
        self._weights = self._lines(vectors, films.labels, progress)
        told = np.flatnonzero([bool(text.strip()) for text in films.overviews])
        if len(told) and len(self._space.tokens):
            held = _plot_part(self._space, vectors[told])
            known = Vocabulary(films.ids.ids[at] for at in told.tolist())
            self._plots = Plots.fitted(known, held, self.config.n_axes, rng)

    def _read(self, films: FilmData) -> tuple[TextSpace, sparse.csr_matrix]:
        texts = list(zip(films.titles, films.overviews, strict=True))
        space = TextSpace.of(texts, self.config.max_tokens)
        return space, self._vectors(space, texts)

    def _vectors(self, space: TextSpace, texts: Sequence[tuple[str, str]]) -> sparse.csr_matrix:
        words = space.vectors(texts)
        if not self.config.encoder:
            return words
        return sparse.hstack((words, sparse.csr_matrix(self._meaning.vectors(texts))), "csr")

    def _lines(
        self, vectors: sparse.csr_matrix, labels: NDArray[np.bool_], progress: Progress
    ) -> Weights:
        config = self.config
        tells = naive_bayes_weights(vectors, labels, config.room_evidence)
        weights = ridge_weights(
            vectors,
            labels,
            1 + np.float32(config.room) * np.abs(tells),
            config.reg,
            config.iterations,
            lambda done: progress(done, "reading titles and overviews"),
        )
        shares = labels.mean(axis=0)
        odds = naive_bayes_weights(vectors, labels, config.odds_evidence)
        # In units of a label's deviation the lines of all genres are alike, as odds are.
        spread = np.sqrt(shares * (1 - shares)).astype(np.float32)
        found: Weights = weights / spread + np.float32(config.odds) * odds
        return found

    def _scores(self, queries: Sequence[FilmQuery]) -> Scores:
        vectors = self._vectors(self._space, [_text_of(query) for query in queries])
        found: Scores = (vectors @ self._weights).astype(np.float64)
        return found

    def _state(self) -> Mapping[str, Array]:
        plots = self._plots
        return {
            "tokens": self._space.tokens.encode(),
            "rarity": self._space.rarity,
            "weights": self._weights,
            **({"probe": self._meaning.probe} if len(self._meaning.probe) else {}),
            "n_plots": np.array([0 if plots is None else len(plots.films)], np.int64),
            **({} if plots is None else plots.state()),
        }

    def _restore(self, state: Mapping[str, Array], n_classes: int) -> None:
        tokens = take_vocabulary(state, "tokens")
        rarity = take_array(state, "rarity", np.float32, (len(tokens),))
        probe = np.empty(0, np.float32)
        if "probe" in state:
            probe = take_array(state, "probe", np.float32, (None,))
        n_columns = len(tokens) + len(probe)
        weights = take_array(state, "weights", np.float32, (n_columns, n_classes))
        if not (np.isfinite(rarity).all() and np.isfinite(weights).all()):
            raise ArtifactError("the saved model's words are corrupt; train it again")
        space = TextSpace(tokens, rarity)
        n_plots = int(take_array(state, "n_plots", np.int64, (1,))[0])
        self._plots = Plots.restored(state, len(_plot_tokens(space))) if n_plots else None
        self._space, self._weights = space, weights
        self._meaning = Meaning(self.config.encoder, probe)


def _plot_part(space: TextSpace, vectors: sparse.csr_matrix) -> sparse.csr_matrix:
    """Keep the overview's words, those of nearly all films weighing nothing."""
    kept = _plot_tokens(space)
    tells = sparse.diags((1 - 1 / space.rarity[kept]).astype(np.float32))
    held: sparse.csr_matrix = (vectors[:, kept] @ tells).tocsr()
    return held


def _plot_tokens(space: TextSpace) -> NDArray[np.intp]:
    return np.flatnonzero([token.startswith(_PLOT_SIGN) for token in space.tokens.ids])


def _text_of(query: FilmQuery) -> tuple[str, str]:
    return query.title, query.overview


def _nothing() -> Prediction:
    return top_k(np.empty(0, np.float32), (), 0)
