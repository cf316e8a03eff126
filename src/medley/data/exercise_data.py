"""The data and the query of the `exercise` task: what is done in these seconds?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.vocabulary import Vocabulary
from medley.data.poses import EXERCISES, NONE_OF_THESE, PoseTrack

WINDOW_S = 2.5
"""About one repetition."""
HOP_S = 0.5
MOSTLY = 0.6
"""Share of a window that one thing must take up to be its label."""
CLASSES = Vocabulary((*EXERCISES, NONE_OF_THESE))
_SHORTEST_S = 0.1

Numbers = NDArray[np.float64]
Segment = tuple[float, float, str]


def window_times(track: PoseTrack, *, hop_s: float = HOP_S) -> tuple[Numbers, Numbers]:
    """Lay overlapping windows over a recording.

    Parameters
    ----------
    track : PoseTrack
    hop_s : float
        From one start to the next.

    Returns
    -------
    starts_s, ends_s : ndarray of float64, shape (m,)
        One window for a recording that is shorter than a window; none for an empty one.
    """
    if not len(track):
        return np.empty(0), np.empty(0)
    first = float(track.times_s[0])
    n = 1 + max(0, int(np.floor((track.duration_s - WINDOW_S) / hop_s + 1e-6)))
    starts: Numbers = first + hop_s * np.arange(n, dtype=np.float64)
    ends: Numbers = np.minimum(starts + WINDOW_S, first + max(track.duration_s, _SHORTEST_S))
    return starts, ends


@dataclass(frozen=True, slots=True, eq=False)
class ExerciseQuery:
    """A window of a recording whose exercise is to be told.

    Attributes
    ----------
    track : PoseTrack or None
        The whole recording; None where nobody was seen: the answer is then the prior.
    start_s : float or None
        Where the window begins; None is the recording's start.
    exclude : frozenset of str
        Exercises that must not come back.
    """

    track: PoseTrack | None = None
    start_s: float | None = None
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class ExerciseData:
    """Windows of recordings with the exercise that is done in each.

    Attributes
    ----------
    tracks : tuple of PoseTrack, length n_tracks
    groups : tuple of str, length n_tracks
        A person, a session or a source; what shares one must not lie on two sides of a
        split.
    of : ndarray of int32, shape (n,)
        The recording of each window; ascending.
    starts_s : ndarray of float64, shape (n,)
    labels : ndarray of int32, shape (n,)
        Position in `CLASSES`.
    made : bool
        Whether these are made bodies.
    counts : tuple of (int or None), length n_tracks
        Repetitions that a person counted in each recording, None where nobody did; left out,
        nobody did in any.
    """

    tracks: tuple[PoseTrack, ...]
    groups: tuple[str, ...]
    of: NDArray[np.int32]
    starts_s: Numbers
    labels: NDArray[np.int32]
    made: bool = False
    counts: tuple[int | None, ...] = ()

    def __post_init__(self) -> None:
        if len(self.groups) != len(self.tracks):
            raise DataError(f"{len(self.groups)} groups for {len(self.tracks)} recordings")
        if not self.counts:
            object.__setattr__(self, "counts", (None,) * len(self.tracks))
        if len(self.counts) != len(self.tracks):
            raise DataError(f"{len(self.counts)} counts for {len(self.tracks)} recordings")
        if not len(self.of) == len(self.starts_s) == len(self.labels):
            raise DataError("the windows' recordings, starts and labels differ in number")
        n = len(self.of)
        if n and not 0 <= self.of.min() <= self.of.max() < len(self.tracks):
            raise DataError("a window lies in no recording")
        if n and not 0 <= self.labels.min() <= self.labels.max() < len(CLASSES):
            raise DataError("a label is no exercise")
        if (np.diff(self.of) < 0).any():
            raise DataError("the windows are not in the order of their recordings")

    def __len__(self) -> int:
        return len(self.of)

    @property
    def window_groups(self) -> tuple[str, ...]:
        """The group of each window, length n."""
        return tuple(self.groups[track] for track in self.of.tolist())

    def take_groups(self, names: Iterable[str]) -> ExerciseData:
        """Keep the recordings of some groups."""
        wanted = set(names)
        kept = [row for row, group in enumerate(self.groups) if group in wanted]
        number = np.full(len(self.tracks) + 1, -1, np.int32)
        number[kept] = np.arange(len(kept))
        rows = number[self.of] >= 0
        return replace(
            self,
            tracks=tuple(self.tracks[row] for row in kept),
            groups=tuple(self.groups[row] for row in kept),
            of=number[self.of[rows]],
            starts_s=self.starts_s[rows],
            labels=self.labels[rows],
            counts=tuple(self.counts[row] for row in kept),
        )

    def take(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> ExerciseData:
        """Keep some windows, in their order; all recordings stay."""
        return replace(
            self, of=self.of[rows], starts_s=self.starts_s[rows], labels=self.labels[rows]
        )

    def joined(self, other: ExerciseData) -> ExerciseData:
        """Put other recordings behind these; they are made bodies if all are."""
        return ExerciseData(
            (*self.tracks, *other.tracks),
            (*self.groups, *other.groups),
            np.concatenate([self.of, other.of + np.int32(len(self.tracks))]),
            np.concatenate([self.starts_s, other.starts_s]),
            np.concatenate([self.labels, other.labels]),
            self.made and other.made,
            (*self.counts, *other.counts),
        )

    def counted(self, counts: Iterable[int | None]) -> ExerciseData:
        """Say how many repetitions people counted in each recording."""
        return replace(self, counts=tuple(counts))

    def queries(self) -> list[ExerciseQuery]:
        """Ask about every window, without its label."""
        pairs = zip(self.of.tolist(), self.starts_s.tolist(), strict=True)
        return [ExerciseQuery(self.tracks[track], start) for track, start in pairs]


def labelled_windows(
    recordings: Iterable[tuple[PoseTrack, str, tuple[Segment, ...]]],
    *,
    hop_s: float = HOP_S,
    made: bool = False,
) -> ExerciseData:
    """Cut recordings into windows that show mostly one thing.

    Parameters
    ----------
    recordings : iterable of (PoseTrack, str, tuple of (float, float, str))
        With the group, and what is done from when to when.
    hop_s : float
    made : bool

    Raises
    ------
    DataError
        If a segment names no exercise.
    """
    tracks, groups, of, starts, labels = [], [], [], [], []
    for number, (track, group, segments) in enumerate(recordings):
        tracks.append(track)
        groups.append(group)
        begins, ends = window_times(track, hop_s=hop_s)
        shares = _shares(begins, ends, segments)
        rows = np.flatnonzero(shares.max(axis=1, initial=0.0) >= MOSTLY)
        of.append(np.full(len(rows), number, np.int32))
        starts.append(begins[rows])
        labels.append(shares[rows].argmax(axis=1).astype(np.int32))
    return ExerciseData(
        tuple(tracks),
        tuple(groups),
        np.concatenate([np.empty(0, np.int32), *of]),
        np.concatenate([np.empty(0), *starts]),
        np.concatenate([np.empty(0, np.int32), *labels]),
        made,
    )


def _shares(starts: Numbers, ends: Numbers, segments: tuple[Segment, ...]) -> Numbers:
    """How much of each window each class takes up, shape (m, n_classes)."""
    found = np.zeros((len(starts), len(CLASSES)))
    for begins, over, doing in segments:
        place = CLASSES.position(doing)
        if place is None:
            raise DataError(f"{doing!r} is no exercise; expected one of {', '.join(CLASSES)}")
        found[:, place] += np.clip(np.minimum(ends, over) - np.maximum(starts, begins), 0, None)
    return found / np.maximum(ends - starts, 1e-9)[:, None]
