"""How large, long and fast a recording may be: the numbers in one place."""

from __future__ import annotations

from dataclasses import dataclass

GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class VideoLimits:
    """What is taken, and how finely it is looked at.

    Attributes
    ----------
    max_bytes : int
        A file of this size or more is refused.
    max_duration_s : float
        A recording of this length or more is refused.
    max_pixels : int
        In one picture; 8K has 33 million.
    max_fps : float
        More pictures a second than this are thinned out; 33 ms are enough for every
        exercise, and the landmarks cost most.
    longest_side : int
        Pixels; larger pictures are made smaller before a body is looked for.
    """

    max_bytes: int = 4 * GIB
    max_duration_s: float = 3 * 3600.0
    max_pixels: int = 36_000_000
    max_fps: float = 30.0
    longest_side: int = 960


USUAL = VideoLimits()
