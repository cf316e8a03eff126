"""What a playlist is asked for with, and what comes out: plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.prediction import Prediction, Reason

Origin: TypeAlias = Literal["ticked", "model", "seed", "locked", "popular"]
Note: TypeAlias = Literal[
    "nothing-ticked",
    "ticked-too-short",
    "model-too-short",
    "filled-with-popular",
    "artist-limit-lifted",
    "too-few-tracks",
    "seeds-left-out",
]
"""What could not be as asked:

- ``nothing-ticked``: songs of ticked playlists were asked for, but there are none;
- ``ticked-too-short``: the ticked playlists hold too few; the model filled up;
- ``model-too-short``: the model named too few; the ticked playlists filled up;
- ``filled-with-popular``: popular songs stand where nothing fitting was left;
- ``artist-limit-lifted``: some artist has more songs than the limit allows;
- ``too-few-tracks``: the playlist is shorter than asked;
- ``seeds-left-out``: more seed tracks were given than there are places.
"""

LEAST_SONGS, MOST_SONGS = 5, 50
_NONE = Prediction((), np.empty(0, np.float32), "rank")


@dataclass(frozen=True, slots=True)
class TickedPlaylist:
    """One of the similar playlists, ticked.

    Attributes
    ----------
    id : str
    similarity : float
        To the title, in (0, 1].
    tracks : tuple of str
        Keys, in the playlist's order.
    """

    id: str
    similarity: float
    tracks: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TrackFacts:
    """What is known of a track.

    Attributes
    ----------
    title, artist : str
        As they are shown; empty where unknown.
    duration_s : float or None
    vector : ndarray of float32, shape (n_factors,), or None
        Tracks that people put together point the same way: an item factor of a
        model, or a column of co-occurrence. Only the direction counts.
    """

    title: str = ""
    artist: str = ""
    duration_s: float | None = None
    vector: NDArray[np.float32] | None = None


Facts: TypeAlias = Mapping[str, TrackFacts]
Vectors: TypeAlias = Callable[[Sequence[str]], Mapping[str, NDArray[np.float32]]]
"""Looks up the vectors of tracks by their keys, as far as they have any."""
UNKNOWN = TrackFacts()


@dataclass(frozen=True, slots=True, eq=False)
class CompositionRequest:
    """What to compose.

    Attributes
    ----------
    title : str
    candidates : Prediction
        Tracks that a model names for the title, many more than are asked for:
        a thousand.
    n_songs : int
        In [5, 50].
    similarity : int
        In [0, 100]: the share, in per cent, of the songs that come from the ticked
        playlists. 100: only from them; 0: none that stands in one.
    ticked : tuple of TickedPlaylist
    tags : Prediction
        Tags that a model names for the title.
    popular : Prediction
        Tracks to fill up with when nothing else is left.
    excluded : frozenset of str
        Keys of tracks that must not come.
    locked : mapping of int to str
        Place, from 0, to the key that stays there. A place behind the end
        becomes the last one that is free.
    seed_tracks : tuple of str
        Keys of tracks that the person named; they come first.
    per_artist : int or None
        At most so many songs of one main artist, None for no limit.
    seed : int
        In [0, 2**32). 0 takes the best; any other draws another mix of good ones,
        always the same.

    Raises
    ------
    DataError
        If a value is out of its range, a track is locked twice or also excluded, or
        more are locked than asked for.
    """

    title: str
    candidates: Prediction
    n_songs: int = 10
    similarity: int = 10
    ticked: tuple[TickedPlaylist, ...] = ()
    tags: Prediction = _NONE
    popular: Prediction = _NONE
    excluded: frozenset[str] = frozenset()
    locked: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    seed_tracks: tuple[str, ...] = ()
    per_artist: int | None = 2
    seed: int = 0

    def __post_init__(self) -> None:
        _check_range("songs", self.n_songs, LEAST_SONGS, MOST_SONGS)
        _check_range("similarity", self.similarity, 0, 100)
        _check_range("seed", self.seed, 0, 2**32 - 1)
        if self.per_artist is not None and self.per_artist < 1:
            raise DataError(f"songs of one artist are {self.per_artist}; give 1 or more, or none")
        keys = list(self.locked.values())
        if len(keys) > self.n_songs:
            raise DataError(
                f"{len(keys)} songs are locked, but {self.n_songs} are asked for; "
                "unlock some or ask for more"
            )
        if len(set(keys)) != len(keys) or any(place < 0 for place in self.locked):
            raise DataError("a song is locked twice or before the first place; lock each once")
        if both := self.excluded.intersection(keys):
            raise DataError(f"{min(both)} is locked and excluded; take it from one of the two")


@dataclass(frozen=True, slots=True)
class ComposedTrack:
    """One song of a composition.

    Attributes
    ----------
    key : str
    score : float
        By which it was ranked among those of its origin; 0 for seeds and locks.
    origin : {"ticked", "model", "seed", "locked", "popular"}
    reason : Reason or None
        The model's, or for a ticked playlist's song that playlist.
    """

    key: str
    score: float
    origin: Origin
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Composition:
    """A playlist, composed.

    Attributes
    ----------
    tracks : tuple of ComposedTrack
        In the order they are played.
    tags : tuple of str
        At least 5.
    n_from_ticked : int
        How many songs were chosen from the ticked playlists.
    notes : tuple of Note
        What could not be as asked.
    """

    tracks: tuple[ComposedTrack, ...]
    tags: tuple[str, ...]
    n_from_ticked: int
    notes: tuple[Note, ...] = ()


def _check_range(what: str, value: int, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise DataError(f"{what} is {value!r}; it must be a whole number from {low} to {high}")
