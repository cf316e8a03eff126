"""Where the parts of a chart stand that shows genres along a song."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHOWN = 5
"""So many genres have a colour; the rest is one grey."""
TICKS = 6
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18_000)


@dataclass(frozen=True, slots=True)
class Layer:
    """One genre of the chart; an empty slug stands for all others.

    ``path`` is an SVG path in a box 1000 wide and 100 high.
    """

    slug: str
    number: int
    path: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A time below the chart; ``at`` is its place from 0 to 100."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A passage as the table beside the chart tells it."""

    begins: str
    ends: str
    percents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Genres over the length of a song."""

    layers: tuple[Layer, ...]
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]


def chart(
    genres: Sequence[str], over_time: NDArray[np.float64], slots: NDArray[np.float64]
) -> Chart:
    """Stack genres over time.

    Parameters
    ----------
    genres : sequence of str
        Slugs, the most probable of the whole song first.
    over_time : ndarray of float64, shape (n_segments, n_genres)
        Rows sum to 1.
    slots : ndarray of float64, shape (n_segments, 2)
        When each segment's time begins and ends, in seconds, without gaps.
    """
    shown = list(genres[:SHOWN])
    parts = over_time[:, : len(shown)]
    if len(genres) > SHOWN:
        shown.append("")
        parts = np.column_stack((parts, np.clip(1.0 - parts.sum(axis=1), 0.0, 1.0)))
    total = float(slots[-1, 1]) or 1.0
    tops = np.cumsum(parts, axis=1)
    bottoms = tops - parts
    edges = 1000 * slots / total
    layers = (
        Layer(slug, number, _steps(edges, 100 * bottoms[:, number], 100 * tops[:, number]))
        for number, slug in enumerate(shown)
    )
    rows = (
        Row(clock(begins), clock(ends), tuple(round(100 * share) for share in shares))
        for (begins, ends), shares in zip(slots.tolist(), parts.tolist(), strict=True)
    )
    return Chart(tuple(layers), ticks(total), tuple(rows))


def ticks(total: float) -> tuple[Tick, ...]:
    """Choose times to write below something ``total`` seconds long.

    Examples
    --------
    >>> [(tick.at, tick.label) for tick in ticks(40.0)]
    [('0.0', '0:00'), ('25.0', '0:10'), ('50.0', '0:20'), ('75.0', '0:30')]
    """
    step = next((one for one in _STEPS_S if total / one <= TICKS), _STEPS_S[-1])
    times = np.arange(0.0, 0.97 * total, step).tolist()
    return tuple(Tick(f"{100 * time / total:.1f}", clock(time)) for time in times)


def clock(seconds: float) -> str:
    """Write a time as people do.

    Examples
    --------
    >>> clock(7), clock(187.4), clock(36_000)
    ('0:07', '3:07', '10:00:00')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _steps(
    edges: NDArray[np.float64], bottom: NDArray[np.float64], top: NDArray[np.float64]
) -> str:
    # Larger is higher, while the numbers of an SVG grow downwards.
    there = "".join(
        f"V{100 - up:.1f}H{right:.1f}"
        for (_, right), up in zip(edges.tolist(), top.tolist(), strict=True)
    )
    back = "".join(
        f"V{100 - low:.1f}H{left:.1f}"
        for (left, _), low in zip(edges[::-1].tolist(), bottom[::-1].tolist(), strict=True)
    )
    return f"M0 100{there}{back}Z"
