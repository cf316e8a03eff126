"""Repetitions in time: how far each has gone at each moment, and where it begins and ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from medley.data.demo.kinematics.rotation import Array

Side: TypeAlias = Literal["left", "right", "both"]

ONSET = 0.05
"""Share of a repetition's way after which it has visibly begun, and before which it has ended."""
COMPLETE = 0.6
"""Share of the full way from which on a repetition is complete."""

_ONSET_TIME = 0.18925
"""Share of a stroke's time at which `min_jerk` reaches `ONSET`."""
_NO_FAULTS: Mapping[str, float] = MappingProxyType({})


def min_jerk(share: Array) -> Array:
    """Go from 0 to 1 as smoothly as a hand does, standing still at both ends.

    References
    ----------
    T. Flash and N. Hogan, The coordination of arm movements, 1985.
    """
    t = np.clip(share, 0.0, 1.0)
    return np.asarray(t**3 * (10 - 15 * t + 6 * t**2))


@dataclass(frozen=True, slots=True)
class Stroke:
    """One repetition: out to the turning point, a hold there, and back.

    Attributes
    ----------
    onset_s, out_s, hold_s, back_s : float
        When it begins, and how long its parts last.
    extent : float
        Share of the full way.
    side : {"left", "right", "both"}
    faults : mapping of str to float
        Degree of each fault: 0 is none, 1 is plain.
    """

    onset_s: float
    out_s: float
    hold_s: float
    back_s: float
    extent: float = 1.0
    side: Side = "both"
    faults: Mapping[str, float] = field(default_factory=lambda: _NO_FAULTS)

    @property
    def over_s(self) -> float:
        """When the body is still again."""
        return self.onset_s + self.out_s + self.hold_s + self.back_s

    @property
    def start_s(self) -> float:
        """When `ONSET` of the way out is done."""
        return self.onset_s + _ONSET_TIME * self.out_s

    @property
    def bottom_s(self) -> float:
        """The middle of the time in which all but `ONSET` of the way is done."""
        turned = self.onset_s + self.out_s
        return turned + 0.5 * (self.hold_s + _ONSET_TIME * (self.back_s - self.out_s))

    @property
    def end_s(self) -> float:
        """When all but `ONSET` of the way back is done."""
        return self.over_s - _ONSET_TIME * self.back_s

    @property
    def complete(self) -> bool:
        """Whether it goes far enough to be counted."""
        return self.extent >= COMPLETE

    def way(self, times_s: Array) -> Array:
        """How far it has gone at each moment, 0 to ``extent``."""
        since = times_s - self.onset_s
        out = min_jerk(since / self.out_s)
        back = min_jerk((since - self.out_s - self.hold_s) / self.back_s)
        return np.asarray(self.extent * (out - back))


@dataclass(frozen=True, slots=True, eq=False)
class Drive:
    """What drives a body through a set of repetitions, at n moments.

    Attributes
    ----------
    times_s : ndarray, shape (n,)
    strokes : sequence of Stroke
        In order of time; they do not overlap.
    style : mapping of str to float
        How this person does the exercise: widths, depths and choices.
    """

    times_s: Array
    strokes: Sequence[Stroke]
    style: Mapping[str, float]

    @property
    def way(self) -> Array:
        """How far each side has gone, shape (n, 2)."""
        way = np.zeros((len(self.times_s), 2))
        for stroke in self.strokes:
            rows = self._rows(stroke)
            gone = stroke.way(self.times_s[rows])
            if stroke.side != "right":
                way[rows, 0] += gone
            if stroke.side != "left":
                way[rows, 1] += gone
        return 1.0 - way if self.style.get("begins_turned", 0.0) > 0.5 else way

    def swaying(self, number: int) -> Array:
        """Nobody stands quite still: degrees of sway, the same for the same person, shape (n,)."""
        phase = 37.0 * sum(self.style.values()) + 2.4 * number
        t = self.times_s
        return np.asarray(0.9 * np.sin(1.3 * t + phase) + 0.5 * np.sin(2.9 * t + 1.7 * phase))

    def going_back(self, stroke: Stroke) -> tuple[slice[int, int, None], NDArray[np.bool_]]:
        """The moments of a stroke, and which of them are on the way back."""
        rows = self._rows(stroke)
        return rows, self.times_s[rows] > stroke.bottom_s

    def fault(self, name: str) -> Array:
        """Degree of a fault, going over from each repetition to the next, shape (n, 1)."""
        if not self.strokes:
            return np.zeros((len(self.times_s), 1))
        knots = [stroke.bottom_s for stroke in self.strokes]
        degrees = [stroke.faults.get(name, 0.0) for stroke in self.strokes]
        return np.interp(self.times_s, knots, degrees)[:, None]

    def _rows(self, stroke: Stroke) -> slice[int, int, None]:
        first, last = np.searchsorted(self.times_s, [stroke.onset_s, stroke.over_s])
        return slice(int(first), int(last))
