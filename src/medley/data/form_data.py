"""The data and the query of the `form` task: what is wrong in this repetition?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.vocabulary import Vocabulary
from medley.data.demo.kinematics.sets import FAULTS
from medley.data.poses import EXERCISES

ALL_IN_ALL = "form"
"""The condition that none of the others is broken."""
CONDITIONS = Vocabulary(
    tuple(f"{name}/{part}" for name in EXERCISES for part in (*FAULTS[name], ALL_IN_ALL))
)
"""Each exercise with each of its conditions of good form, such as ``"squat/depth"``."""

BELIEVED = 0.7
"""Probability from which a verdict is given; between this and its opposite none is."""

Rows = NDArray[np.float32]
Verdict: TypeAlias = Literal["held", "broken", "unclear"]


def verdict_of(probability: float) -> Verdict:
    """Say what a probability of being broken means.

    Examples
    --------
    >>> verdict_of(0.9), verdict_of(0.5), verdict_of(0.1)
    ('broken', 'unclear', 'held')
    """
    if probability >= BELIEVED:
        return "broken"
    return "held" if probability <= 1 - BELIEVED else "unclear"


def columns_of(exercise: str) -> list[int]:
    """Places of an exercise's conditions in `CONDITIONS`, `ALL_IN_ALL` last."""
    return [at for at, name in enumerate(CONDITIONS) if name.split("/")[0] == exercise]


@dataclass(frozen=True, slots=True, eq=False)
class FormQuery:
    """A repetition, or a hold, whose form is to be judged.

    Attributes
    ----------
    exercise : str
        Empty where it is not known: each condition's share of all then answers.
    measured : ndarray of float32, shape (n_measured,), or None
        What sums the repetition up; NaN where a limb is hidden.
    evidence : ndarray of float32, shape (n_conditions,), or None
        How far each condition is beyond its rule's limit, in the limit's unit and 0 at the
        limit; NaN where the rule cannot tell.
    exclude : frozenset of str
        Conditions that must not come back.
    recording : ndarray of float32, shape (n_recording,), or None
        What sums the whole recording up; None where only a part of it is known, as live.
    """

    exercise: str = ""
    measured: Rows | None = None
    evidence: Rows | None = None
    exclude: frozenset[str] = frozenset()
    recording: Rows | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FormData:
    """Repetitions of which it is known what was wrong.

    Attributes
    ----------
    exercises : ndarray of int32, shape (n,)
        Position in `medley.data.poses.EXERCISES`.
    measured : ndarray of float32, shape (n, n_measured)
    evidence : ndarray of float32, shape (n, n_conditions)
    broken : ndarray of float32, shape (n, n_conditions)
        1 where a condition is broken, 0 where it is held, NaN where nobody knows.
    groups : tuple of str, length n
        A person or a source; what shares one must not lie on two sides of a split.
    made : bool
        Whether these are made bodies.
    sessions : tuple of str, length n
        The recording that each repetition lies in, or the set; the groups where left out.
    recordings : ndarray of float32, shape (n, n_recording)
        What sums up the recording that each repetition lies in; no columns where left out.
    again : ndarray of float32, shape (n, n_again, n_measured + n_conditions + n_recording)
        The same repetitions as other cameras would see them, all columns side by side, to
        learn from and never to be asked about; none where left out.
    """

    exercises: NDArray[np.int32]
    measured: Rows
    evidence: Rows
    broken: Rows
    groups: tuple[str, ...]
    made: bool = False
    sessions: tuple[str, ...] = ()
    recordings: Rows = field(default_factory=lambda: np.empty((0, 0), np.float32))
    again: Rows = field(default_factory=lambda: np.empty((0, 0, 0), np.float32))

    def __post_init__(self) -> None:
        n = len(self.exercises)
        if not self.sessions:
            object.__setattr__(self, "sessions", self.groups)
        self._leave_out(n)
        columns = (self.measured, self.evidence, self.broken, self.recordings, self.again)
        if any(len(each) != n for each in columns):
            raise DataError("the repetitions' columns differ in number")
        if len(self.groups) != n:
            raise DataError(f"{len(self.groups)} groups for {n} repetitions")
        if len(self.sessions) != n:
            raise DataError(f"{len(self.sessions)} sessions for {n} repetitions")
        for name in ("evidence", "broken"):
            if getattr(self, name).shape[1:] != (len(CONDITIONS),):
                raise DataError(f"{name} is not about the {len(CONDITIONS)} conditions")
        if n and not 0 <= self.exercises.min() <= self.exercises.max() < len(EXERCISES):
            raise DataError("a repetition is of no exercise")

    def _leave_out(self, n: int) -> None:
        """Give what was left out the columns that it has: none."""
        if not self.recordings.size:
            object.__setattr__(self, "recordings", np.empty((n, 0), np.float32))
        if not self.again.size:
            object.__setattr__(self, "again", np.empty((n, 0, self._width), np.float32))
        if self.again.shape[2] != self._width:
            raise DataError(f"{self.again.shape[2]} columns seen again, expected {self._width}")

    def __len__(self) -> int:
        return len(self.exercises)

    @property
    def _width(self) -> int:
        return int(sum(each.shape[1] for each in (self.measured, self.evidence, self.recordings)))

    def take_groups(self, names: Iterable[str]) -> FormData:
        """Keep the repetitions of some groups."""
        wanted = set(names)
        return self.take(np.array([group in wanted for group in self.groups], np.bool_))

    def take(self, rows: NDArray[np.bool_]) -> FormData:
        """Keep some repetitions."""
        kept = np.flatnonzero(rows).tolist()
        return replace(
            self,
            exercises=self.exercises[rows],
            measured=self.measured[rows],
            evidence=self.evidence[rows],
            broken=self.broken[rows],
            groups=tuple(self.groups[row] for row in kept),
            sessions=tuple(self.sessions[row] for row in kept),
            recordings=self.recordings[rows],
            again=self.again[rows],
        )

    def with_again(self) -> FormData:
        """Append what is seen again as repetitions of the same recordings, view by view."""
        times, edge = 1 + self.again.shape[1], self.measured.shape[1]
        views = [self.again[:, at] for at in range(times - 1)]
        ends = (edge, edge + self.evidence.shape[1])
        parts = [np.split(view, ends, axis=1) for view in views]
        own = (self.measured, self.evidence, self.recordings)
        measured, evidence, recordings = (
            np.concatenate([rows, *(part[at] for part in parts)]) for at, rows in enumerate(own)
        )
        return FormData(
            np.tile(self.exercises, times),
            measured,
            evidence,
            np.tile(self.broken, (times, 1)),
            self.groups * times,
            self.made,
            self.sessions * times,
            recordings,
        )

    def by_session(self) -> FormData:
        """Let what lies in one recording be a group, whoever it shows."""
        return replace(self, groups=self.sessions)

    def queries(self) -> list[FormQuery]:
        """Ask about every repetition, without what was wrong."""
        names = [EXERCISES[place] for place in self.exercises.tolist()]
        whole = self.recordings if self.recordings.shape[1] else [None] * len(self)
        rows = zip(names, self.measured, self.evidence, whole, strict=True)
        return [
            FormQuery(name, measured, beyond, recording=recording)
            for name, measured, beyond, recording in rows
        ]
