"""Bodies of a long recording, kept on disk until it is known whose are wanted."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from tempfile import TemporaryFile

import numpy as np
from numpy.typing import NDArray

from medley.data.poses import PoseTrack
from medley.features.pose.closing import Closing
from medley.features.pose.landmarker import Pose
from medley.features.pose.people import movement

_ROW = np.dtype(
    [
        ("frame", np.int32),
        ("person", np.int32),
        ("points", np.float32, (33, 3)),
        ("visibility", np.float32, (33,)),
        ("world", np.float32, (33, 3)),
    ]
)
_BESIDE = 0.05
"""Share of somebody's pictures with the exerciser in them, up to which both may be one."""


class Spool(Closing):
    """Takes the bodies of one picture after another; a context manager.

    An hour of one person is 100 MB, of four people 400 MB: in memory it is there once, at
    the end, and for one person.
    """

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._times = array("d")
        self._n_people = array("h")
        self._persons: set[int] = set()

    def __len__(self) -> int:
        return len(self._times)

    def add(self, time_s: float, poses: Sequence[Pose], persons: Sequence[int]) -> None:
        """Keep the bodies of the next picture, each with the number of its person."""
        rows = np.zeros(len(poses), _ROW)
        rows["frame"] = len(self._times)
        for row, pose, person in zip(rows, poses, persons, strict=True):
            row["person"] = person
            row["points"] = pose.points
            row["visibility"] = pose.visibility
            row["world"] = pose.world
        self._file.write(rows.tobytes())
        self._times.append(time_s)
        self._n_people.append(len(poses))
        self._persons.update(persons)

    def track(self, aspect: float) -> PoseTrack:
        """Give the landmarks of the person who exercises.

        Parameters
        ----------
        aspect : float
            Width of the pictures over their height.
        """
        times = np.array(self._times, np.float64)
        rows = self._rows()
        chosen = rows[self._exercising(times, rows)]
        n = len(times)
        points, world = (np.full((n, 33, 3), np.nan, np.float32) for _ in range(2))
        visibility = np.zeros((n, 33), np.float32)
        frames = chosen["frame"]
        points[frames], world[frames] = chosen["points"], chosen["world"]
        visibility[frames] = chosen["visibility"]
        n_people = np.array(self._n_people, np.int16)
        return PoseTrack(times, points, visibility, world, aspect, n_people)

    def _rows(self) -> NDArray[np.void]:
        self._file.flush()
        if not self._file.tell():
            return np.zeros(0, _ROW)
        return np.memmap(self._file, _ROW, "r")

    def _exercising(self, times: NDArray[np.float64], rows: NDArray[np.void]) -> NDArray[np.bool_]:
        """Which bodies are the exerciser's: at most one in each picture.

        After a cut, or some time out of sight, the same person goes by another number. So
        the next liveliest are taken too, unless they were beside the one who exercises.
        """
        persons, frames = rows["person"], rows["frame"]
        if len(self._persons) < 2:
            return np.ones(len(rows), np.bool_)
        scores = {}
        for person in self._persons:
            own = rows[persons == person]
            scores[person] = movement(times[own["frame"]], own["points"], own["visibility"])
        taken = np.zeros(len(times), np.bool_)
        chosen = np.zeros(len(rows), np.bool_)
        for person in sorted(scores, key=scores.__getitem__, reverse=True):
            own = persons == person
            if taken[frames[own]].mean() <= _BESIDE:
                chosen |= own & ~taken[frames]
                taken[frames[own]] = True
        return chosen

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
