"""Tracks that no playlist holds, reached by what they sound like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.data.sound_places import SoundPlaces
from medley.models.playlist.collection import Collection
from medley.models.sound_space import SoundSpace
from medley.models.state import take_array

N_SOURCES = 100
"""So many of the first tracks of an answer lend their score, besides the seeds."""


@dataclass(frozen=True, slots=True, eq=False)
class Lent:
    """Tracks that score more by their sound than by anything else.

    Attributes
    ----------
    tracks : ndarray of int32, shape (n,)
        Positions, ascending.
    scores : ndarray of float32, shape (n,)
    sources : ndarray of int32, shape (n,)
        The track each sounds like.
    """

    tracks: NDArray[np.int32]
    scores: NDArray[np.float32]
    sources: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class SoundAlikes:
    """Lends a track that no playlist holds the score of one that it sounds like.

    A seed that no playlist holds lends to all tracks, for nothing else speaks by it.

    A lent score lies between that of the source, for a track that sounds the same, and
    that of the last of the first `N_SOURCES` tracks. Seeds lend the highest score.

    Attributes
    ----------
    rows : ndarray of int32, shape (n_heard,)
        Positions of the tracks that were heard, ascending.
    directions : ndarray of float32, shape (n_heard, n_axes)
    unheld : ndarray of bool, shape (n_heard,)
        Which of them no playlist holds.
    """

    rows: NDArray[np.int32]
    directions: NDArray[np.float32]
    unheld: NDArray[np.bool_]

    @classmethod
    def of(cls, known: Collection, sounds: SoundPlaces, n_axes: int) -> SoundAlikes:
        """Compare the tracks that were heard along their principal axes."""
        space = SoundSpace.fit(sounds, n_axes)
        if space is None:
            return cls._of(known, np.empty(0, np.int32), np.empty((0, 0), np.float32))
        return cls._of(known, sounds.rows, space.directions(sounds.places))

    @classmethod
    def _of(
        cls, known: Collection, rows: NDArray[np.int32], directions: NDArray[np.float32]
    ) -> SoundAlikes:
        return cls(rows, directions, known.popularity[rows] == 0)

    def lent(
        self,
        scores: NDArray[np.float32],
        seeds: NDArray[np.int32],
        *,
        by_seeds_alone: bool,
        min_likeness: float,
    ) -> Lent:
        """Find what an answer lends.

        Parameters
        ----------
        scores : ndarray of float32, shape (n_tracks,)
        seeds : ndarray of int32
            Positions of the query's known seeds.
        by_seeds_alone : bool
            Nothing but its seeds is known of the query, so that the answer is popularity.
        min_likeness : float
            A less alike sound, by the cosine, lends nothing.
        """
        sources, floor, top = self._sources(scores, seeds, by_seeds_alone=by_seeds_alone)
        unknown = self.unheld[sources]
        sought = np.flatnonzero((self.unheld | unknown.any()) & ~np.isin(self.rows, seeds))
        if not len(sought) or not len(sources):
            nothing = np.empty(0, np.int32)
            return Lent(nothing, nothing.astype(np.float32), nothing)
        tracks, origins = self.rows[sought], self.rows[sources]
        worth = np.where(np.isin(origins, seeds), top, scores[origins]) - floor
        likeness = self.directions[sought] @ self.directions[sources].T
        # Where playlists hold both, they know better than their sound does.
        open_ = (likeness >= min_likeness) & (self.unheld[sought][:, None] | unknown)
        offers = np.where(open_, floor + likeness * worth, -np.inf)
        best = offers.argmax(axis=1)
        given = offers[np.arange(len(best)), best].astype(np.float32)
        more = given > scores[tracks]
        return Lent(tracks[more], given[more], origins[best[more]])

    def _sources(
        self, scores: NDArray[np.float32], seeds: NDArray[np.int32], *, by_seeds_alone: bool
    ) -> tuple[NDArray[np.intp], float, float]:
        """Places among the heard tracks of those that lend; the lowest and the highest score lent.

        What is only popular stands below all that sounds like a seed.
        """
        seeds_at, highest = np.isin(self.rows, seeds), float(scores.max())
        if by_seeds_alone:
            return np.flatnonzero(seeds_at), highest, 2 * highest
        n = min(N_SOURCES, len(scores))
        first = np.argpartition(-scores, n - 1)[:n]
        floor = max(float(scores[first].min()), 0.0)
        first = first[scores[first] > 0]
        held = np.isin(self.rows, first) & ~self.unheld
        return np.flatnonzero(held | seeds_at), floor, highest

    def state(self) -> dict[str, Array]:
        """What was fitted, as plain arrays; none where no track was heard."""
        if not len(self.rows):
            return {}
        return {"sound_rows": self.rows, "sound_directions": self.directions}

    @classmethod
    def restore(cls, state: Mapping[str, Array], known: Collection) -> SoundAlikes:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        if not {"sound_rows", "sound_directions"} & set(state):
            return cls._of(known, np.empty(0, np.int32), np.empty((0, 0), np.float32))
        rows = take_array(state, "sound_rows", np.int32, (None,))
        directions = take_array(state, "sound_directions", np.float32, (len(rows), None))
        if len(rows) and (
            (np.diff(rows) <= 0).any() or not 0 <= rows[0] <= rows[-1] < len(known.tracks)
        ):
            raise ArtifactError("the saved model's sounds are corrupt; train it again")
        return cls._of(known, rows, directions)
