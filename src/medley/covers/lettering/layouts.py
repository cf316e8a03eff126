"""Three ways to place a title: at the foot, in the centre, at the side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from medley.covers.lettering.fonts import Weight

LayoutName: TypeAlias = Literal["foot", "centre", "side"]
LAYOUT_NAMES: tuple[LayoutName, ...] = get_args(LayoutName)
Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels, the last two outside."""

BADGE = (0.12, 0.10)
"""Width and height of the lower right corner that players cover with a duration,
by those of the picture."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where and how a title stands.

    Lengths are shares of the picture's width or height; type sizes are shares of
    the `module` of a picture; tracking and leading are shares of the type size.

    Attributes
    ----------
    weight : str
    centred : bool
        Lines are centred in the box; otherwise they begin at its left edge.
    low : bool
        The block stands on the foot of the box; otherwise in its middle.
    rights : tuple of float
        Right edges to try in turn, until the title is of a good size.
    top, bottom : float
        Edges of the box; a `bottom` of 1 stands for the margin.
    size : float
        Largest type size.
    tracking, leading : float
    fade : (float, float)
        How far a scrim reaches beyond the letters, by width and height.
    bleeds : str
        Edges to which the scrim runs at full strength: of ``"ltrb"``.
    """

    weight: Weight
    centred: bool
    low: bool
    rights: tuple[float, ...]
    top: float
    bottom: float
    size: float
    tracking: float
    leading: float
    fade: tuple[float, float]
    bleeds: str


LAYOUTS: dict[LayoutName, Layout] = {
    "foot": Layout(
        weight="ExtraBold",
        centred=False,
        low=True,
        rights=(0.77,),
        top=0.30,
        bottom=1.0,
        size=0.215,
        tracking=-0.022,
        leading=1.13,
        fade=(0.55, 0.62),
        bleeds="lb",
    ),
    "centre": Layout(
        weight="Bold",
        centred=True,
        low=False,
        rights=(0.90,),
        top=0.18,
        bottom=0.82,
        size=0.165,
        tracking=0.07,
        leading=1.30,
        fade=(0.36, 0.44),
        bleeds="",
    ),
    "side": Layout(
        weight="ExtraBold",
        centred=False,
        low=False,
        rights=(0.42, 0.50, 0.60),
        top=0.12,
        bottom=0.88,
        size=0.175,
        tracking=-0.018,
        leading=1.18,
        fade=(0.52, 0.34),
        bleeds="ltb",
    ),
}


def module(size: tuple[int, int]) -> float:
    """Return the length that type sizes are measured by: the height, in 16:9.

    Examples
    --------
    >>> module((1280, 720))
    720.0
    """
    width, height = size
    return float((width * height * 9 / 16) ** 0.5)


def margin(size: tuple[int, int]) -> int:
    """Return the space left free at the edges, in pixels."""
    return max(2, round(min(0.085 * module(size), 0.08 * size[0])))


def boxes(layout: Layout, size: tuple[int, int]) -> list[Box]:
    """Return the boxes that a title may fill, the one to try first first."""
    width, height = size
    edge = margin(size)
    bottom = height - edge if layout.bottom == 1.0 else round(layout.bottom * height)
    top = max(edge, round(layout.top * height))
    if layout.centred:
        sides = [(width - round(right * width), round(right * width)) for right in layout.rights]
    else:
        sides = [(edge, round(right * width)) for right in layout.rights]
    return [(left, top, right, bottom) for left, right in sides]
