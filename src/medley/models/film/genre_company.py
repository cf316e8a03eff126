"""What the scores of all genres together say of each one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.film.kernel_head import KernelHead
from medley.models.state import take_array

Scores = NDArray[np.float64]

_WIDTH, _REG = 0.3, 10.0
_MOST_LANDMARKS = 1_000
_LEAST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class GenreCompany:
    """Moves each genre's score by those of the others: family films are often animated.

    By likeness to films with such scores, for together they say more than one by one: a
    comedy that may be a romance, too, is another thing than one that may be a crime story.

    Attributes
    ----------
    centre, scale : ndarray of float64, shape (n_classes,)
        Mean and deviation of scores of films not seen.
    head : KernelHead
        From standardised scores to opinions of each genre.
    spread : ndarray of float64, shape (n_classes,)
        Deviation of these opinions.
    """

    centre: Scores
    scale: Scores
    head: KernelHead
    spread: Scores

    @classmethod
    def fitted(
        cls, scores: Scores, labels: NDArray[np.bool_], rng: np.random.Generator
    ) -> GenreCompany:
        """Fit on scores of films by a model that had not seen them.

        Parameters
        ----------
        scores : ndarray of float64, shape (n, n_classes)
        labels : ndarray of bool, shape (n, n_classes)
            Every class has a film, and a film without it.
        rng : numpy.random.Generator
        """
        centre, scale = scores.mean(axis=0), np.maximum(scores.std(axis=0), _LEAST)
        held = ((scores - centre) / scale).astype(np.float32)
        head, _ = KernelHead.fitted(
            held,
            labels,
            (held.shape[1],),
            weights=(1.0,),
            width=_WIDTH,
            reg=_REG,
            most_landmarks=_MOST_LANDMARKS,
            rng=rng,
        )
        spread = np.maximum(head.scores(held).std(axis=0), _LEAST)
        return cls(centre, scale, head, spread)

    def apply(self, scores: Scores) -> Scores:
        """Give the mean of a score and of what all scores say, shape (n, n_classes).

        One genre alone keeps no company: its scores stay.
        """
        if len(self.centre) == 1:
            return scores
        held = (scores - self.centre) / self.scale
        said = self.head.scores(held.astype(np.float32)) / self.spread
        found: Scores = self.centre + self.scale * (held + said) / 2
        return found

    def state(self) -> dict[str, Array]:
        """All arrays."""
        sizes = np.vstack([self.centre, self.scale, self.spread])
        return {"company": sizes, **self.head.state("company")}

    @classmethod
    def restored(cls, state: Mapping[str, Array], n_classes: int) -> GenreCompany:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit.
        """
        held = take_array(state, "company", np.float64, (3, n_classes))
        if not np.isfinite(held).all() or (held[1:] <= 0).any():
            raise ArtifactError("the saved model's genres are corrupt; train it again")
        head = KernelHead.restored(state, "company", (n_classes,), n_classes)
        return cls(held[0], held[1], head, held[2])
