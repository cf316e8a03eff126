"""Posters told by what is around their places: strokes and colours beside the usual ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array, Progress
from medley.data.films import FilmData, PosterPixels
from medley.features.image.colour import lab
from medley.features.image.surroundings import (
    N_COLOURS,
    N_STROKES,
    Surroundings,
    colours_across,
    colours_around,
    strokes_across,
    strokes_around,
)
from medley.models.film.fisher_vectors import FisherVectors
from medley.models.film.poster_rows import poster_of

Rows = NDArray[np.float32]

N_KINDS = 128
_N_AXES = 64
_STROKES = 2 / 3
"""What strokes count of all likeness; they tell more of genres than colours."""
_MOST_POSTERS, _SEEN_OF_EACH = 500, 120


@dataclass(frozen=True, slots=True, eq=False)
class PosterPlaces:
    """Turns a poster into a row of length 1; the product of two is their likeness.

    Attributes
    ----------
    strokes, colours : FisherVectors
    """

    strokes: FisherVectors
    colours: FisherVectors

    @classmethod
    def fitted(
        cls, films: FilmData, n_kinds: int, rng: np.random.Generator, progress: Progress
    ) -> PosterPlaces:
        """Learn what is usual from places of some posters, drawn by chance; no genre is read.

        Parameters
        ----------
        films : FilmData
            All have a poster.
        n_kinds : int
            Into how many kinds of surroundings places are told apart.
        rng : numpy.random.Generator
        progress : Progress
        """
        chosen = np.sort(rng.permutation(len(films))[:_MOST_POSTERS])
        strokes, colours = [], []
        for number, at in enumerate(chosen.tolist()):
            light = lab(poster_of(films, at))
            strokes.append(_some(strokes_around(light), rng))
            colours.append(_some(colours_around(light), rng))
            progress((number + 1) / len(chosen), f"poster {number + 1} of {len(chosen)}")
        return cls(
            _usual(strokes, strokes_across(), n_kinds, rng),
            _usual(colours, colours_across(), n_kinds, rng),
        )

    @property
    def width(self) -> int:
        """How many numbers a poster becomes."""
        return self.strokes.width + self.colours.width

    def row(self, pixels: PosterPixels) -> Rows:
        """Tell a poster, shape (width,); its mirror image is told the same."""
        light = lab(pixels)
        strokes, colours = strokes_around(light), colours_around(light)
        # Roots: what is compared is the product of two rows.
        found = (
            np.float32(_STROKES**0.5) * self.strokes.row(strokes.around, strokes.places),
            np.float32((1 - _STROKES) ** 0.5) * self.colours.row(colours.around, colours.places),
        )
        return np.concatenate(found)

    def state(self) -> dict[str, Array]:
        """All arrays."""
        return {**self.strokes.state("strokes"), **self.colours.state("colours")}

    @classmethod
    def restored(cls, state: Mapping[str, Array]) -> PosterPlaces:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit.
        """
        return cls(
            FisherVectors.restored(state, "strokes", N_STROKES),
            FisherVectors.restored(state, "colours", N_COLOURS),
        )


def _some(held: Surroundings, rng: np.random.Generator) -> Surroundings:
    chosen = rng.permutation(len(held.places))[:_SEEN_OF_EACH]
    return Surroundings(held.around[chosen], held.places[chosen])


def _usual(
    seen: Sequence[Surroundings], across: NDArray[np.intp], n_kinds: int, rng: np.random.Generator
) -> FisherVectors:
    return FisherVectors.fitted(
        np.concatenate([held.around for held in seen]),
        np.concatenate([held.places for held in seen]),
        across,
        n_axes=_N_AXES,
        n_kinds=n_kinds,
        rng=rng,
    )
