"""Where the marks of small charts stand; templates draw them in the page's colours."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with one or two intervals around it, in its own unit."""

    value: float
    low: float
    high: float
    wide_low: float | None = None
    wide_high: float | None = None

    @property
    def ends(self) -> list[float]:
        """All numbers that the chart has to hold."""
        wide = [end for end in (self.wide_low, self.wide_high) if end is not None]
        return [end for end in (self.value, self.low, self.high, *wide) if math.isfinite(end)]


@dataclass(frozen=True, slots=True)
class Marks:
    """The same as places from 0 to 100 along a shared scale, as text for an SVG.

    ``zero`` is empty where the scale does not hold 0.
    """

    point: str
    left: str
    width: str
    wide_left: str
    wide_width: str
    zero: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale that a column of intervals shares."""

    low: float
    high: float

    @classmethod
    def over(cls, intervals: Iterable[Interval], *, include: Sequence[float] = (0.0,)) -> Scale:
        """Hold all intervals and the given values, with a little air."""
        ends = [*include, *(end for one in intervals for end in one.ends)]
        low, high = min(ends), max(ends)
        air = 0.04 * (high - low) or 1.0
        # Zero stands at the very edge where nothing is below it.
        return cls(low - (0 if low == 0 else air), high + air)

    def place(self, value: float) -> float:
        """Where a value stands, from 0 to 100."""
        share = (value - self.low) / (self.high - self.low)
        return 100 * min(max(share, 0.0), 1.0)

    def marks(self, one: Interval) -> Marks:
        """Place one interval."""
        left, right = self.place(one.low), self.place(one.high)
        wide_low = one.low if one.wide_low is None else one.wide_low
        wide_high = one.high if one.wide_high is None else one.wide_high
        wide_left, wide_right = self.place(wide_low), self.place(wide_high)
        return Marks(
            point=f"{self.place(one.value):.2f}",
            left=f"{left:.2f}",
            width=f"{right - left:.2f}",
            wide_left=f"{wide_left:.2f}",
            wide_width=f"{wide_right - wide_left:.2f}",
            zero=f"{self.place(0.0):.2f}" if self.low <= 0 <= self.high else "",
        )


@dataclass(frozen=True, slots=True)
class Dot:
    """One point of a reliability plot, in a square of 100 with 0 below on the left."""

    x: str
    y: str
    radius: str
    said: float
    was: float
    count: int


def reliability_dots(
    said: Sequence[float | None], was: Sequence[float | None], counts: Sequence[int]
) -> list[Dot]:
    """Place how often something was against how often it was said; empty bins are left out.

    The area of a dot grows with how many answers it stands for.
    """
    most = max(counts, default=0) or 1
    return [
        Dot(
            x=f"{100 * foreseen:.2f}",
            y=f"{100 - 100 * came:.2f}",
            radius=f"{1.5 + 3.5 * (count / most) ** 0.5:.2f}",
            said=foreseen,
            was=came,
            count=count,
        )
        for foreseen, came, count in zip(said, was, counts, strict=True)
        if foreseen is not None and came is not None
    ]


def shade(share: float) -> int:
    """Choose one of eight shades for a share from 0 to 1; only nothing is the lightest.

    Examples
    --------
    >>> shade(0), shade(0.01), shade(0.5), shade(1)
    (0, 1, 4, 7)
    """
    return 0 if share <= 0 else min(7, 1 + int(share * 6.999))
