"""The range of motion as lines, with repetitions and turning points, ready for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import pgettext_lazy

from medley.web.coach.pieces import Piece
from medley.web.coach.words import SIDE_WORDS
from medley.web.labels.over_time import Tick, ticks

WIDE, TALL = 1000.0, 200.0
"""Units of the drawing; it is stretched to its place."""
_NARROWEST_PX, _PX_A_SECOND, _WIDEST_PX = 560, 22, 16_000
_EDGE = 14.0
"""Units above the highest and below the lowest value."""
JOINT_WORDS: dict[str, Any] = {
    "knee": pgettext_lazy("joint", "Knee"),
    "hip": pgettext_lazy("joint", "Hip"),
    "elbow": pgettext_lazy("joint", "Elbow"),
    "shoulder": pgettext_lazy("joint", "Shoulder"),
}


@dataclass(frozen=True, slots=True)
class Band:
    """Where a piece lies: in percent of the width for the words, in units for the drawing."""

    piece: Piece
    x: str
    width: str
    middle: str


@dataclass(frozen=True, slots=True)
class Line:
    """One side's angle; ``turns`` are its turning points as a path of dots."""

    number: int
    words: str
    path: str
    turns: str


@dataclass(frozen=True, slots=True)
class Plot:
    """All that is drawn.

    Attributes
    ----------
    duration_s : float
    width_px : int
        At least so wide, that each repetition can be told.
    bands : tuple of Band
    lines : tuple of Line
    levels : tuple of (str, str)
        Height in percent and the angle there.
    ticks : tuple of Tick
    """

    duration_s: float
    width_px: int
    bands: tuple[Band, ...]
    lines: tuple[Line, ...]
    levels: tuple[tuple[str, str], ...]
    ticks: tuple[Tick, ...]


def plot_of(duration_s: float, lines: Sequence[Mapping[str, Any]], pieces: Sequence[Piece]) -> Plot:
    """Lay the plot of a workout out.

    Parameters
    ----------
    duration_s : float
    lines : sequence of mapping
        As `medley.web.coach.judging.motion_of_workout` gives them.
    pieces : sequence of Piece
    """
    total = max(duration_s, 0.1)
    known = [one for line in lines for one in line["angle_deg"] if one is not None]
    low, high = (min(known), max(known)) if known else (0.0, 180.0)
    scale = _Scale(total, low, max(high, low + 1.0))
    bands = tuple(
        Band(
            piece,
            f"{scale.x(piece.start_s):.1f}",
            f"{max(scale.x(piece.end_s) - scale.x(piece.start_s), 1.0):.1f}",
            f"{(scale.x(piece.start_s) + scale.x(piece.end_s)) / 2 / WIDE * 100:.2f}",
        )
        for piece in pieces
    )
    return Plot(
        total,
        round(min(max(_NARROWEST_PX, _PX_A_SECOND * total), _WIDEST_PX)),
        bands,
        tuple(_line(n, line, pieces, scale, alone=len(lines) == 1) for n, line in enumerate(lines)),
        scale.levels() if known else (),
        ticks(total),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    total: float
    low: float
    high: float

    def x(self, time_s: float) -> float:
        return WIDE * min(max(time_s / self.total, 0.0), 1.0)

    def y(self, angle: float) -> float:
        share = (angle - self.low) / (self.high - self.low)
        return TALL - _EDGE - (TALL - 2 * _EDGE) * share

    def levels(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (f"{100 * self.y(angle) / TALL:.1f}", f"{angle:.0f}°")
            for angle in (self.low, (self.low + self.high) / 2, self.high)
        )


def _line(
    number: int, line: Mapping[str, Any], pieces: Sequence[Piece], scale: _Scale, *, alone: bool
) -> Line:
    times, angles = line["times_s"], line["angle_deg"]
    path, pen = [], "M"
    for time_s, angle in zip(times, angles, strict=True):
        if angle is None:
            pen = "M"
            continue
        path.append(f"{pen}{scale.x(time_s):.1f} {scale.y(angle):.1f}")
        pen = "L"
    joint = str(JOINT_WORDS.get(line["joint"], line["joint"]))
    side = str(SIDE_WORDS.get(line["side"], ""))
    words = joint if alone or not side else f"{joint}, {side}"
    return Line(number, words, "".join(path), _turns(line, pieces, scale))


def _turns(line: Mapping[str, Any], pieces: Sequence[Piece], scale: _Scale) -> str:
    """Dots at start, turning point and end of each repetition of this side."""
    known = [
        (time_s, angle)
        for time_s, angle in zip(line["times_s"], line["angle_deg"], strict=True)
        if angle is not None
    ]
    if not known:
        return ""
    times, angles = np.array(known).T
    dots = []
    for piece in pieces:
        sides = (piece.row.get("side"), line["side"])
        if "bottom_s" not in piece.row or ("both" not in sides and sides[0] != sides[1]):
            continue
        for time_s in (piece.start_s, piece.turn_s, piece.end_s):
            angle = float(np.interp(time_s, times, angles))
            dots.append(f"M{scale.x(time_s):.1f} {scale.y(angle):.1f}h.01")
    return "".join(dots)
