"""What is to be put in order, in columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError


def _no_counts() -> NDArray[np.int64]:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The items that a page is chosen from.

    Attributes
    ----------
    ids : tuple of str, length n
    scores : ndarray of float32, shape (n,)
        Rank scores, higher is better; finite, in any order.
    categories : ndarray of float32, shape (n, n_categories)
        What belongs to which category, at least 0; a row's sum does not matter.
    creators : ndarray of int32, shape (n,)
        -1 where there is none.
    published_ms : ndarray of int64, shape (n,)
        Milliseconds since 1970-01-01 UTC, 0 where unknown.
    known_by : ndarray of int64, shape (n,) or (0,)
        How many people know each item, or how often it was shown lately; empty
        where nobody counted. Counts of what was shown spread a site over its
        catalogue at less cost than popularity.
    vectors : ndarray of float32, shape (n, n_factors), or None
        What diversity measures alikeness by; without it, shared categories and
        creators.

    Raises
    ------
    DataError
        If the columns differ in length or a score is not finite.
    """

    ids: tuple[str, ...]
    scores: NDArray[np.float32]
    categories: NDArray[np.float32]
    creators: NDArray[np.int32]
    published_ms: NDArray[np.int64]
    known_by: NDArray[np.int64] = field(default_factory=_no_counts)
    vectors: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        n = len(self.ids)
        columns: dict[str, NDArray[Any]] = {
            "scores": self.scores,
            "categories": self.categories,
            "creators": self.creators,
            "published_ms": self.published_ms,
            "known_by": self.known_by if len(self.known_by) else self.scores,
            "vectors": self.scores if self.vectors is None else self.vectors,
        }
        for name, column in columns.items():
            if len(column) != n:
                raise DataError(f"{n} candidates but {len(column)} rows of {name}")
        if self.categories.ndim != 2:
            raise DataError(f"categories have {self.categories.ndim} axes, expected 2")
        if not np.isfinite(self.scores).all():
            raise DataError("a candidate's score is not finite; leave that candidate out")

    def __len__(self) -> int:
        return len(self.ids)

    def mixes(self) -> NDArray[np.float32]:
        """Each candidate's own mix of categories.

        A candidate without a category counts as the average of the others, for
        that is the best guess of what it holds.

        Returns
        -------
        ndarray of float32, shape (n, n_categories)
            Rows sum to 1; all zeros when no candidate has a category.
        """
        sums = self.categories.sum(axis=1, keepdims=True)
        mixes = self.categories / np.maximum(sums, 1e-12)
        bare = sums[:, 0] <= 0
        if bare.any() and not bare.all():
            mixes[bare] = mixes[~bare].mean(axis=0)
        found: NDArray[np.float32] = mixes.astype(np.float32)
        return found
