"""How large a title can be, and on how many lines: the block of ink for a box."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal, TypeAlias

from medley.covers.lettering.breaking import Depth, broken
from medley.covers.lettering.ink import Ink, draw, hanging, starts
from medley.covers.lettering.layouts import Box
from medley.covers.lettering.matching import Letter
from medley.covers.lettering.runs import reads_from_right, visual_runs

Align: TypeAlias = Literal["left", "centre", "right"]
Lines: TypeAlias = tuple[tuple[Letter, ...], ...]

MAX_LINES = 3
# Heights by the type size: of the tallest letters, and of what hangs below the line.
_BODY, _BELOW = 0.98, 0.12
# What a second and a third line, and breaking inside a word, must gain in size.
_LINE_GAINS = (1.22, 1.30)
_DEPTH_GAIN = {Depth.SYLLABLES: 1.2, Depth.LETTERS: 1.35}
_DEPTH_BELOW = {Depth.SYLLABLES: 1.0, Depth.LETTERS: 0.6}
_SMALLEST = 0.25


@dataclass(frozen=True, slots=True)
class Style:
    """How lines are set.

    Attributes
    ----------
    size : float
        Largest type size in pixels.
    good_size : float
        Below it words are broken between syllables, and well below it anywhere.
    tracking, leading : float
        By the type size.
    align : {"left", "centre", "right"}
    """

    size: float
    good_size: float
    tracking: float
    leading: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Block:
    """A title set in lines.

    Attributes
    ----------
    lines : tuple of tuple of Letter
    inks : tuple of Ink
        One a line; the origin is on the first baseline, at the edge of the box
        that lines are aligned with, or in its middle.
    size : float
        Type size in pixels.
    last_baseline : int
    """

    lines: Lines
    inks: tuple[Ink, ...]
    size: float
    last_baseline: int

    @property
    def extent(self) -> Box:
        """Left, top, right and bottom of all ink."""
        return extent(self.inks)


def extent(inks: tuple[Ink, ...]) -> Box:
    """Return the edges of all ink: left, top, right, bottom."""
    return (
        min(ink.left for ink in inks),
        min(ink.top for ink in inks),
        max(ink.right for ink in inks),
        max(ink.bottom for ink in inks),
    )


def fit(letters: tuple[Letter, ...], style: Style, width: float, height: float) -> Block:
    """Set letters as large as a box allows.

    Parameters
    ----------
    letters : tuple of Letter
        At least one.
    style : Style
    width, height : float
        Of the box, in pixels.

    Returns
    -------
    Block
        Its ink is no wider and no higher than the box, measured after drawing.
    """
    lines, size = _chosen(letters, style, width, height)
    from_right = reads_from_right(letters)
    while True:
        block = _set(lines, size, style, from_right=from_right)
        left, top, right, bottom = block.extent
        ratio = min(width / (right - left), height / (bottom - top))
        if ratio >= 1.0 or size <= _SMALLEST:
            return block
        size = max(_SMALLEST, size * ratio * 0.995)


def _chosen(
    letters: tuple[Letter, ...], style: Style, width: float, height: float
) -> tuple[Lines, float]:
    lines, size = _at_depth(letters, Depth.WORDS, style, width, height)
    for depth in (Depth.SYLLABLES, Depth.LETTERS):
        if size >= style.good_size * _DEPTH_BELOW[depth]:
            break
        deeper, larger = _at_depth(letters, depth, style, width, height)
        if larger >= size * _DEPTH_GAIN[depth]:
            lines, size = deeper, larger
    return lines, size


def _at_depth(
    letters: tuple[Letter, ...], depth: Depth, style: Style, width: float, height: float
) -> tuple[Lines, float]:
    lines: Lines = (letters,)
    size = _room(lines, style, width, height)
    for n_lines in range(2, MAX_LINES + 1):
        more = broken(letters, n_lines, depth, style.tracking)
        if more is None:
            break
        larger = _room(more, style, width, height)
        if larger >= size * prod(_LINE_GAINS[len(lines) - 1 : n_lines - 1]):
            lines, size = more, larger
    return lines, size


def _room(lines: Lines, style: Style, width: float, height: float) -> float:
    """The type size at which lines fill the box."""
    widest = max(float(starts(line, style.tracking)[-1]) - style.tracking for line in lines)
    high = (len(lines) - 1) * style.leading + _BODY
    return min(style.size, width / max(widest, 0.1), height / high)


def _set(lines: Lines, size: float, style: Style, *, from_right: bool) -> Block:
    inks = []
    baseline = 0
    for number, line in enumerate(lines):
        baseline = round(number * style.leading * size)
        ink = draw(visual_runs(line, from_right=from_right), size, style.tracking)
        # Lines begin where their ink begins, not where their first letter's space does.
        if style.align == "centre":
            x = -ink.left - ink.mask.width // 2
        elif style.align == "right":
            x = -ink.right
        else:
            x = -ink.left - round(min(hanging(line), _BELOW * 2) * size)
        inks.append(ink.moved(x, baseline))
    return Block(lines, tuple(inks), size, baseline)
