"""How alike songs sound: their places, made comparable on what a model was fitted on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.data.sound_places import SoundPlaces
from medley.models.state import take_array

FEWEST = 3
"""With fewer songs there is nothing to tell alike from unlike by."""
_TRUST = 0.3
"""Axes along which songs hardly differ are stretched no further than by this."""


@dataclass(frozen=True, slots=True, eq=False)
class SoundSpace:
    """Places by sound as directions whose cosine says how alike two songs sound.

    Columns are standardised, turned to principal axes, and these are evened out, so that
    columns that tell the same thing count once.

    Attributes
    ----------
    mean : ndarray of float32, shape (n_columns,)
    axes : ndarray of float32, shape (n_columns, n_axes)
    """

    mean: NDArray[np.float32]
    axes: NDArray[np.float32]

    @classmethod
    def fit(cls, sounds: SoundPlaces, n_axes: int) -> SoundSpace | None:
        """Learn the axes from songs; None where they are too few.

        Parameters
        ----------
        sounds : SoundPlaces
        n_axes : int
            At most so many.
        """
        if len(sounds) < FEWEST:
            return None
        places = sounds.places.astype(np.float64)
        mean, spread = places.mean(axis=0), places.std(axis=0)
        scale = np.where(spread > 1e-6, 1 / np.maximum(spread, 1e-6), 0)
        centred = (places - mean) * scale
        values, vectors = np.linalg.eigh(centred.T @ centred / len(centred))
        values, vectors = values[::-1][:n_axes], vectors[:, ::-1][:, :n_axes]
        kept = values > 1e-6 * max(float(values[0]), 1e-12)
        values, vectors = values[kept], vectors[:, kept]
        if not len(values):
            return None
        # An axis has two ends: which is positive must not depend on the machine.
        ends = np.abs(vectors).argmax(axis=0)
        vectors = vectors * np.sign(vectors[ends, np.arange(len(values))])
        evened = vectors / np.sqrt(values + _TRUST * values.max())
        return cls(mean.astype(np.float32), (scale[:, None] * evened).astype(np.float32))

    def directions(self, places: NDArray[np.float32]) -> NDArray[np.float32]:
        """Turn places into directions.

        Parameters
        ----------
        places : ndarray of float32, shape (n, n_columns)

        Returns
        -------
        ndarray of float32, shape (n, n_axes)
            Rows of length 1; 0 for a place in the very middle, and for all where the
            columns are others than those of the fit.
        """
        if places.shape[1] != len(self.mean):
            return np.zeros((len(places), self.axes.shape[1]), np.float32)
        rows = (places - self.mean) @ self.axes
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.maximum(lengths, 1e-6), np.float32)

    def spread_out(self, sounds: SoundPlaces, n_rows: int) -> NDArray[np.float32]:
        """Lay the directions out over a whole table, 0 where there is no sound.

        Returns
        -------
        ndarray of float32, shape (n_rows, n_axes)
        """
        found = np.zeros((n_rows, self.axes.shape[1]), np.float32)
        if len(sounds):
            found[sounds.rows] = self.directions(sounds.places)
        return found

    def state(self, prefix: str) -> dict[str, Array]:
        """Both arrays, named with a prefix."""
        return {f"{prefix}_mean": self.mean, f"{prefix}_axes": self.axes}

    @classmethod
    def restore(cls, state: Mapping[str, Array], prefix: str) -> SoundSpace | None:
        """Take back what `state` gave; None where nothing was saved.

        Raises
        ------
        ArtifactError
            If only a part is there, or the arrays do not fit together.
        """
        if not {f"{prefix}_mean", f"{prefix}_axes"} & set(state):
            return None
        mean = take_array(state, f"{prefix}_mean", np.float32, (None,))
        return cls(mean, take_array(state, f"{prefix}_axes", np.float32, (len(mean), None)))
