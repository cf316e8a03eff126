"""What a model is, and the optional powers it may have.

A power that a model lacks is absent, never a method that raises: callers ask
with ``isinstance(model, Similar)``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from medley.core.prediction import Prediction, Reason

Array: TypeAlias = NDArray[Any]
Progress: TypeAlias = Callable[[float, str], None]
"""Called with the done fraction in [0, 1] and a few words on the present step."""


def silent(_done: float, _words: str) -> None:
    """Take the progress of a step that nobody watches."""


def part_of(progress: Progress, start: float, end: float) -> Progress:
    """Map a step's own progress to its share of the whole.

    Parameters
    ----------
    progress : Progress
        Of the whole.
    start, end : float
        Where the step begins and ends in it, in [0, 1].
    """

    def step(done: float, words: str) -> None:
        progress(start + (end - start) * done, words)

    return step


Query = TypeVar("Query")
Query_contra = TypeVar("Query_contra", contravariant=True)


@runtime_checkable
class Model(Protocol[Query_contra]):
    """Fits on a task's data and ranks candidates for queries.

    Attributes
    ----------
    config : object
        A frozen dataclass of plain values; with the data and ``rng`` it
        determines the fitted model.
    """

    config: Any

    def fit(self, data: Any, *, rng: np.random.Generator, progress: Progress | None = None) -> None:
        """Fit from scratch. The same data, config and ``rng`` give the same model."""
        ...

    def predict(self, queries: Sequence[Query_contra], k: int) -> list[Prediction]:
        """Rank at most ``k`` candidates for each query, best first.

        An id that the model never saw is ignored, an empty query gets the best
        answer that needs none, and fewer than ``k`` come back only when fewer
        candidates exist.
        """
        ...

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays (no object dtype)."""
        ...

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave; predictions are then equal."""
        ...


@runtime_checkable
class FoldsIn(Protocol[Query_contra]):
    """A new event changes the answer without refitting."""

    def fold_in(self, queries: Sequence[Query_contra]) -> NDArray[np.float32]:
        """Score the whole vocabulary for histories never seen at fit.

        Returns
        -------
        ndarray of float32, shape (n_queries, n_items)
            Rank scores in the order of the model's vocabulary; finite. What the
            query excludes is scored like the rest.
        """
        ...


@runtime_checkable
class Similar(Protocol):
    """Says which items are alike."""

    def similar(self, ids: Sequence[str], k: int) -> list[Prediction]:
        """Rank the ``k`` items most similar to each given one, itself left out.

        An unknown id gets an empty prediction.
        """
        ...


@runtime_checkable
class Explains(Protocol[Query_contra]):
    """Says why, with numbers taken from the model itself."""

    def explain(self, query: Query_contra, ids: Sequence[str]) -> list[tuple[Reason, ...]]:
        """Give the reasons for each candidate's score, the largest first.

        A contribution is the exact fall of the candidate's score when the thing
        named is taken out of the query.
        """
        ...


@runtime_checkable
class Incremental(Protocol):
    """Takes new data without fitting from scratch."""

    def update(self, data: Any, *, rng: np.random.Generator) -> None:
        """Bring the model up to date with data that arrived after `Model.fit`."""
        ...


@runtime_checkable
class AddsItems(Protocol):
    """Can rank items that entered the catalogue after the fit."""

    def add_items(self, catalogue: Any) -> None:
        """Append the catalogue's unknown items to the vocabulary.

        Known items keep their positions. What is appended is scored from its
        features alone (categories, creator, text); nothing is refitted.
        """
        ...


@runtime_checkable
class PredictsTags(Protocol[Query_contra]):
    """Says which tags suit a playlist, besides which tracks do."""

    def predict_tags(self, queries: Sequence[Query_contra], k: int) -> list[Prediction]:
        """Rank at most ``k`` tags for each query, best first, as `Model.predict` does tracks."""
        ...


@runtime_checkable
class NearestPlaylists(Protocol[Query_contra]):
    """Says which known playlists are like the one that is asked for."""

    def nearest(self, queries: Sequence[Query_contra], k: int) -> list[Prediction]:
        """Rank at most ``k`` of the playlists that it was fitted on.

        Returns
        -------
        list of Prediction
            Ids of playlists; the scores are similarities in (0, 1]. Empty where
            nothing is alike.
        """
        ...
