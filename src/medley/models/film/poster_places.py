"""Posters told by what is around their places: strokes, and strokes with colours."""

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
_COLOURS = np.float32(1.2)
"""So many times as much, colours around places vary as much as strokes."""
_MOST_POSTERS, _SEEN_OF_EACH = 500, 120


@dataclass(frozen=True, slots=True, eq=False)
class PosterPlaces:
    """Turns a poster into a row of length 1; the product of two is their likeness.

    Attributes
    ----------
    strokes : FisherVectors
        Of strokes alone.
    both : FisherVectors
        Of strokes and colours of the same place: which go together tells more of genres
        than each by itself.
    """

    strokes: FisherVectors
    both: FisherVectors

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
        strokes, both = [], []
        for number, at in enumerate(chosen.tolist()):
            alone, coloured = _seen(poster_of(films, at))
            strokes.append(_some(alone, rng))
            both.append(_some(coloured, rng))
            progress((number + 1) / len(chosen), f"poster {number + 1} of {len(chosen)}")
        return cls(
            _usual(strokes, strokes_across(), n_kinds, rng),
            _usual(both, _both_across(), n_kinds, rng),
        )

    @property
    def width(self) -> int:
        """How many numbers a poster becomes."""
        return self.strokes.width + self.both.width

    def row(self, pixels: PosterPixels) -> Rows:
        """Tell a poster, shape (width,); its mirror image is told the same."""
        strokes, both = _seen(pixels)
        found = (
            self.strokes.row(strokes.around, strokes.places),
            self.both.row(both.around, both.places),
        )
        # What is compared is the product of two rows, and each counts half of it.
        return np.concatenate(found) * np.float32(0.5**0.5)

    def state(self) -> dict[str, Array]:
        """All arrays."""
        return {**self.strokes.state("strokes"), **self.both.state("both")}

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
            FisherVectors.restored(state, "both", N_STROKES + N_COLOURS),
        )


def _seen(pixels: PosterPixels) -> tuple[Surroundings, Surroundings]:
    """Strokes, and strokes with colours, around the same places."""
    light = lab(pixels)
    strokes, colours = strokes_around(light), colours_around(light)
    both = np.concatenate((strokes.around, _COLOURS * colours.around), axis=1)
    return strokes, Surroundings(both, strokes.places)


def _both_across() -> NDArray[np.intp]:
    """Where each column of strokes with colours lies in a mirror."""
    return np.concatenate((strokes_across(), N_STROKES + colours_across()))


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
