"""What the models of interests share: queries in, probabilities of all categories out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError, DataError, UnavailableError
from medley.core.model import Array, Progress
from medley.core.prediction import Prediction, likeliest
from medley.core.vocabulary import Vocabulary
from medley.data.interests import InterestsData, InterestsQuery
from medley.features.interests import Counts, count_matrices
from medley.models.state import take_array, take_vocabulary


class CategoryModel(ABC):
    """A model that gives every category a probability, summing to 1.

    The probability of a category is that of the next like lying in it. Somebody
    of whom nothing is known gets the shares of everybody.

    Attributes
    ----------
    config : object
    vocabulary : Vocabulary
        Slugs of the categories; empty before the fit.
    n_declaring : int
        How many people of the training data declared something.
    """

    config: Any

    def __init__(self) -> None:
        self.vocabulary = Vocabulary(())
        self.n_declaring = 0

    def fit(
        self, data: InterestsData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Fit from scratch.

        Raises
        ------
        DataError
            If there is no example.
        """
        if not len(data):
            raise DataError("there is no example of later likes to learn interests from")
        self.vocabulary = data.categories
        self.prior = shares_of_all(data)
        declares: list[bool] = data.declared.any(axis=1).astype(bool).tolist()
        self.n_declaring = len({who for who, did in zip(data.people, declares, strict=True) if did})
        self._fit(data, rng, progress)
        if progress is not None:
            progress(1.0, "interests learned")

    def predict(self, queries: Sequence[InterestsQuery], k: int) -> list[Prediction]:
        """Give at most ``k`` categories for each query with their probabilities.

        What the query excludes is left out; the others keep their probabilities.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        found = []
        for query, row in zip(queries, self.probabilities(queries), strict=True):
            found.append(likeliest(row, self.vocabulary, query.exclude, k))
        return found

    def probabilities(self, queries: Sequence[InterestsQuery]) -> NDArray[np.float64]:
        """Give every category its probability.

        Returns
        -------
        ndarray of float64, shape (n_queries, n_categories)
            Above 0; rows sum to 1.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        if not len(self.vocabulary):
            raise UnavailableError("the model is not fitted; call fit or restore first")
        counts = count_matrices(queries, self.vocabulary)
        found = np.tile(self.prior, (len(queries), 1))
        known = counts.known()
        if known.any():
            found[known] = self._probabilities(counts.take(known))
        return found

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {
            "vocabulary": self.vocabulary.encode(),
            "prior": self.prior,
            "n_declaring": np.array([self.n_declaring], np.int64),
            **self._state(),
        }

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        vocabulary = take_vocabulary(state)
        prior = take_array(state, "prior", np.float64, (len(vocabulary),))
        if not np.isfinite(prior).all() or (prior <= 0).any():
            raise ArtifactError("the saved model's prior is corrupt; train it again")
        n_declaring = int(take_array(state, "n_declaring", np.int64, (1,))[0])
        self._restore(state, len(vocabulary))
        self.n_declaring = n_declaring
        self.vocabulary, self.prior = vocabulary, prior

    @abstractmethod
    def _fit(
        self, data: InterestsData, rng: np.random.Generator, progress: Progress | None
    ) -> None:
        """Learn what goes beyond everybody's shares."""

    @abstractmethod
    def _probabilities(self, counts: Counts) -> NDArray[np.float64]:
        """Answer for people of whom something is known."""

    @abstractmethod
    def _state(self) -> Mapping[str, Array]:
        """What `_fit` learned."""

    @abstractmethod
    def _restore(self, state: Mapping[str, Array], n_categories: int) -> None:
        """Take back what `_state` gave."""


def shares_of_all(data: InterestsData) -> NDArray[np.float64]:
    """Mean shares of later likes over people, each person once; none of them 0.

    Returns
    -------
    ndarray of float64, shape (n_categories,)
        Sums to 1.
    """
    _, person, sizes = np.unique(data.people, return_inverse=True, return_counts=True)
    weights = 1 / sizes[person]
    # One even example more keeps a category that nobody liked possible.
    summed = weights @ data.later.astype(np.float64) + 1 / len(data.categories)
    shares: NDArray[np.float64] = summed / summed.sum()
    return shares
