"""Frozen windows of exercises: a hash of what was seen and said, and a Parquet folder.

The landmarks themselves are not kept, only what names them::

    snapshots/5b0e.../windows.parquet     recording, start_s, label
    snapshots/5b0e.../recordings.parquet  group, digest, count (null where nobody counted)
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from medley.data.exercise_data import ExerciseData
from medley.data.frozen import digest_arrays, digest_texts, read_frozen, write_frozen
from medley.data.poses import PoseTrack

if TYPE_CHECKING:
    import polars as pl

_PARTS = ("windows", "recordings")


def track_digest(track: PoseTrack) -> str:
    """Hash a recording's times and landmarks."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(np.ascontiguousarray(track.times_s, "<f8").data)
    digest.update(np.ascontiguousarray(track.points, "<f4").data)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class FrozenExercises:
    """What a model was fitted on, without the landmarks.

    Attributes
    ----------
    of, labels : ndarray of int32, shape (n,)
    starts_s : ndarray of float64, shape (n,)
        As in `ExerciseData`.
    groups, digests : tuple of str, length n_tracks
    counts : tuple of (int or None), length n_tracks
        As in `ExerciseData`.
    """

    of: NDArray[np.int32]
    starts_s: NDArray[np.float64]
    labels: NDArray[np.int32]
    groups: tuple[str, ...]
    digests: tuple[str, ...]
    counts: tuple[int | None, ...]

    @classmethod
    def of_data(cls, data: ExerciseData) -> FrozenExercises:
        """Read every recording once."""
        digests = tuple(track_digest(track) for track in data.tracks)
        return cls(data.of, data.starts_s, data.labels, data.groups, digests, data.counts)


def exercise_hash(data: ExerciseData) -> str:
    """Hash everything that a fit can depend on.

    Returns
    -------
    str
        SHA-256 in hex; equal for equal windows in equal order.
    """
    return _hash(FrozenExercises.of_data(data))


def save_exercises(data: ExerciseData, root: Path) -> str:
    """Keep what names the windows under its hash; nothing is written when it is there.

    Parameters
    ----------
    data : ExerciseData
    root : Path
        The folder of all snapshots; made if missing.

    Returns
    -------
    str
        The hash, which is the name of the folder.
    """
    return keep_exercises(FrozenExercises.of_data(data), root)


def keep_exercises(frozen: FrozenExercises, root: Path) -> str:
    """Keep what `FrozenExercises` names as `save_exercises` does, and give the hash."""
    return write_frozen(root, _hash(frozen), lambda: _frames(frozen))


def load_exercises(folder: Path) -> FrozenExercises:
    """Read what was kept back and check it against the hash that names its folder.

    Raises
    ------
    DataError
        If a file is missing or unreadable, or the content differs from its hash.
    """
    return read_frozen(folder, _PARTS, _from_frames, _hash)


def unseen_exercises(data: ExerciseData, fitted: FrozenExercises) -> tuple[ExerciseData, int]:
    """Leave out recordings that a model was fitted on, and others of their groups.

    Returns
    -------
    ExerciseData, int
        The rest, and how many windows were left out.
    """
    known = set(fitted.digests)
    pairs = zip(data.tracks, data.groups, strict=True)
    met = {group for track, group in pairs if track_digest(track) in known}
    rest = data.take_groups(set(data.groups) - met)
    return rest, len(data) - len(rest)


def _hash(frozen: FrozenExercises) -> str:
    digest = hashlib.sha256()
    arrays = [
        frozen.of.astype("<i4"),
        frozen.starts_s.astype("<f8"),
        frozen.labels.astype("<i4"),
    ]
    digest_arrays(digest, arrays)
    digest_texts(digest, frozen.groups)
    digest_texts(digest, frozen.digests)
    # What nobody counted has the hash that it had before counts were kept.
    if any(count is not None for count in frozen.counts):
        digest_texts(digest, ["" if count is None else str(count) for count in frozen.counts])
    return digest.hexdigest()


def _frames(frozen: FrozenExercises) -> dict[str, pl.DataFrame]:
    import polars as pl

    return {
        "windows": pl.DataFrame(
            {"recording": frozen.of, "start_s": frozen.starts_s, "label": frozen.labels}
        ),
        "recordings": pl.DataFrame(
            {
                "group": pl.Series(list(frozen.groups), dtype=pl.String),
                "digest": pl.Series(list(frozen.digests), dtype=pl.String),
                "count": pl.Series(list(frozen.counts), dtype=pl.Int32),
            }
        ),
    }


def _from_frames(frames: dict[str, pl.DataFrame]) -> FrozenExercises:
    windows, recordings = frames["windows"], frames["recordings"]
    counted = "count" in recordings.columns
    return FrozenExercises(
        of=windows["recording"].to_numpy().astype(np.int32),
        starts_s=windows["start_s"].to_numpy().astype(np.float64),
        labels=windows["label"].to_numpy().astype(np.int32),
        groups=tuple(recordings["group"]),
        digests=tuple(recordings["digest"]),
        counts=tuple(recordings["count"]) if counted else (None,) * len(recordings),
    )
