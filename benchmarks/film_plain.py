"""The peers of the benchmarks of films: what a script of an afternoon does with scikit-learn."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from medley.data.films import FilmData, FilmQuery, PosterPixels
from medley.models.film.film_model import frequent_genres

_STEPS = np.linspace(0.02, 0.98, 49)
SIDE = 16
"""Pixels of the thumbnails that `PlainPosters` looks at."""


class Plain(ABC):
    """One logistic regression a genre; thresholds where F1 is best on three inner folds."""

    def __init__(self, films: FilmData) -> None:
        counts = films.labels.sum(axis=0)
        columns = np.flatnonzero(counts >= frequent_genres(films.labels))
        self.vocabulary, self._columns = films.genres, columns
        asked, truth = self._asked(films.genre_queries()), films.labels[:, columns]
        self.judge = OneVsRestClassifier(self._pipeline())
        inner = cross_val_predict(
            OneVsRestClassifier(self._pipeline()),
            asked,
            truth.astype(int),
            groups=films.groups,
            cv=GroupKFold(3),
            method="predict_proba",
        )
        self.thresholds = np.ones(len(films.genres))
        self.thresholds[columns] = _best_thresholds(inner, truth)
        self.judge.fit(asked, truth.astype(int))

    def probabilities(self, queries: Sequence[FilmQuery]) -> NDArray[np.float64]:
        found = np.zeros((len(queries), len(self.vocabulary)))
        found[:, self._columns] = self.judge.predict_proba(self._asked(queries))
        return found

    def said(self, rows: NDArray[np.float64], _queries: Any) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = rows >= self.thresholds
        return found

    @abstractmethod
    def _pipeline(self) -> Pipeline: ...

    @abstractmethod
    def _asked(self, queries: Sequence[FilmQuery]) -> Any: ...


class PlainText(Plain):
    """TF-IDF of words and pairs of them."""

    def _pipeline(self) -> Pipeline:
        words = TfidfVectorizer(
            ngram_range=(1, 2), min_df=2, sublinear_tf=True, stop_words="english"
        )
        return make_pipeline(words, LogisticRegression(C=3, class_weight="balanced"))

    def _asked(self, queries: Sequence[FilmQuery]) -> list[str]:
        return [f"{query.title} {query.overview}" for query in queries]


class PlainPosters(Plain):
    """The pixels of a thumbnail."""

    def _pipeline(self) -> Pipeline:
        flat = FunctionTransformer(_thumbnails)
        return make_pipeline(flat, StandardScaler(), LogisticRegression(C=1e-3, max_iter=300))

    def _asked(self, queries: Sequence[FilmQuery]) -> NDArray[np.uint8]:
        blank = np.full((SIDE * 3 // 2, SIDE, 3), 255, np.uint8)
        return np.stack([blank if q.poster is None else _small(q.poster) for q in queries])


def _small(poster: PosterPixels) -> NDArray[np.uint8]:
    from PIL import Image

    return np.asarray(Image.fromarray(poster).resize((SIDE, SIDE * 3 // 2), Image.Resampling.BOX))


def _thumbnails(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return pixels.reshape(len(pixels), -1).astype(np.float32)


def _best_thresholds(given: NDArray[np.float64], truth: NDArray[np.bool_]) -> NDArray[np.float64]:
    said = given[:, None, :] >= _STEPS[None, :, None]
    hits = (said & truth[:, None, :]).sum(axis=0)
    f1 = 2 * hits / np.maximum(said.sum(axis=0) + truth.sum(axis=0), 1)
    found: NDArray[np.float64] = _STEPS[f1.argmax(axis=0)]
    return found
