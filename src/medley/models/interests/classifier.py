"""Models fitted by scikit-learn and answered in numpy from their plain arrays.

The estimator itself is thrown away after the fit, so that nothing is pickled
and serving does not import scikit-learn.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array, Progress
from medley.data.interests import InterestsData
from medley.features.interests import (
    Counts,
    counted_shares,
    interest_features,
    n_features,
)
from medley.models.interests.calibration import Calibration
from medley.models.interests.category_model import CategoryModel
from medley.models.state import take_array

N_FOLDS = 3


class ClassifierModel(CategoryModel):
    """Chooses settings on a small grid, calibrates, and keeps arrays only.

    Three folds with nobody on two sides choose the settings; the same folds'
    unseen answers calibrate, against what a plain count says of each person;
    then all examples are fitted. With fewer people than folds, or one category
    only, the count answers.
    """

    def _fit(
        self, data: InterestsData, rng: np.random.Generator, progress: Progress | None
    ) -> None:
        counts = Counts(data.declared, data.wished, data.liked)
        features = interest_features(counts)
        inputs, classes, owners = self._rows(features, data, rng)
        self._classes = np.unique(classes).astype(np.int32)
        n_people = len(set(data.people))
        if len(self._classes) < 2 or n_people < N_FOLDS:
            self._classes = np.empty(0, np.int32)
            return
        folds = _folds(data.people, rng)
        seed = int(rng.integers(2**31))
        self._n_rows = len(inputs)
        best = self._search(inputs, classes, folds[owners], seed)
        if progress is not None:
            progress(0.6, "settings chosen")
        unseen = np.zeros(data.later.shape)
        for fold in range(N_FOLDS):
            out = folds == fold
            part = self._estimator(seed, **best)
            part.fit(inputs[~out[owners]], classes[~out[owners]])
            unseen[np.ix_(out, _categories(part))] = _answers(part, features[out])
        self._calibration = Calibration.fitted(
            unseen, counted_shares(counts, self.prior), data.later
        )
        whole = self._estimator(seed, **best)
        whole.fit(inputs, classes)
        self._export(whole)

    def _rows(
        self, features: NDArray[np.float32], data: InterestsData, rng: np.random.Generator
    ) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.intp]]:
        """Repeat each example with its categories in their shares.

        Returns
        -------
        inputs, classes, owners : ndarray, shape (n_rows, n_features) and (n_rows,)
            ``owners`` says of which example a row is.
        """
        copies = self.config.copies
        # Evenly spaced quantiles of a distribution with one random start are
        # that distribution's shares to within one copy.
        starts = rng.random((len(data), 1))
        quantiles = (np.arange(copies) + starts) / copies
        ends = np.cumsum(data.later.astype(np.float64), axis=1)
        ends[:, -1] = 1.0 + 1e-9
        drawn = (quantiles[:, :, None] >= ends[:, None, :]).sum(axis=2)
        owners = np.repeat(np.arange(len(data)), copies)
        return features[owners], drawn.ravel().astype(np.int64), owners

    def _search(
        self,
        inputs: NDArray[np.float32],
        classes: NDArray[np.int64],
        folds: NDArray[np.intp],
        seed: int,
    ) -> dict[str, Any]:
        from sklearn.model_selection import GridSearchCV, PredefinedSplit

        grid = self._grid()
        if all(len(values) == 1 for values in grid.values()):
            return {name: values[0] for name, values in grid.items()}
        search = GridSearchCV(
            self._estimator(seed),
            dict(grid),
            scoring=_score,
            cv=PredefinedSplit(folds),
            refit=False,
        )
        search.fit(inputs, classes)
        best: dict[str, Any] = search.best_params_
        return best

    def _probabilities(self, counts: Counts) -> NDArray[np.float64]:
        counted = counted_shares(counts, self.prior)
        if not len(self._classes):
            return counted
        raw = np.zeros(counted.shape)
        raw[:, self._classes] = self._raw(interest_features(counts))
        return self._calibration.apply(raw, counted)

    def _state(self) -> Mapping[str, Array]:
        if not len(self._classes):
            return {"n_classes": np.array([0], np.int64)}
        return {
            "n_classes": np.array([len(self._classes)], np.int64),
            "classes": self._classes,
            "calibration": np.array([self._calibration.sharpness, self._calibration.blend]),
            **self._arrays(),
        }

    def _restore(self, state: Mapping[str, Array], n_categories: int) -> None:
        n_classes = int(take_array(state, "n_classes", np.int64, (1,))[0])
        if not n_classes:
            self._classes = np.empty(0, np.int32)
            return
        classes = take_array(state, "classes", np.int32, (n_classes,))
        if (np.diff(classes) <= 0).any() or not 0 <= classes[0] <= classes[-1] < n_categories:
            raise ArtifactError("the saved model's classes are corrupt; train it again")
        sharpness, blend = take_array(state, "calibration", np.float64, (2,)).tolist()
        self._take(state, n_classes, n_features(n_categories))
        self._classes, self._calibration = classes, Calibration(sharpness, blend)

    @abstractmethod
    def _grid(self) -> Mapping[str, Sequence[Any]]:
        """Settings to choose among."""

    @abstractmethod
    def _estimator(self, seed: int, **settings: Any) -> Any:
        """A scikit-learn classifier, not fitted."""

    @abstractmethod
    def _export(self, estimator: Any) -> None:
        """Keep a fitted estimator's arrays."""

    @abstractmethod
    def _raw(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Probabilities as the estimator's ``predict_proba`` gives them."""

    @abstractmethod
    def _arrays(self) -> Mapping[str, Array]:
        """The arrays kept."""

    @abstractmethod
    def _take(self, state: Mapping[str, Array], n_classes: int, n_columns: int) -> None:
        """Take back what `_arrays` gave."""


def _folds(people: Sequence[str], rng: np.random.Generator) -> NDArray[np.intp]:
    """Fold of each example; one person's examples share a fold."""
    names, person = np.unique(people, return_inverse=True)
    fold_of = rng.permutation(len(names)) % N_FOLDS
    found: NDArray[np.intp] = fold_of[person]
    return found


def _categories(estimator: Any) -> NDArray[np.int64]:
    classes: NDArray[np.int64] = estimator.classes_
    return classes


def _answers(estimator: Any, features: NDArray[np.float32]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = estimator.predict_proba(features)
    return found


def _score(estimator: Any, features: NDArray[np.float32], classes: NDArray[np.int64]) -> float:
    """Log likelihood; a category that the fold did not hold counts as very unlikely."""
    place = np.searchsorted(estimator.classes_, classes)
    place = np.minimum(place, len(estimator.classes_) - 1)
    held = estimator.classes_[place] == classes
    given = _answers(estimator, features)[np.arange(len(classes)), place]
    return float(np.log(np.maximum(np.where(held, given, 0.0), 1e-3)).mean())


def softmax(decision: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn rows of log odds into probabilities."""
    powers = np.exp(decision - decision.max(axis=1, keepdims=True))
    found: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return found
