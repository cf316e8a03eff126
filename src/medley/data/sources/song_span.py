"""A part of a file, read in blocks so that memory is bounded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

BLOCK = 1 << 20
Update: TypeAlias = Callable[[bytes], object]
"""Takes the next bytes of what is hashed."""


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from ``start`` up to, not including, ``stop``."""

    start: int
    stop: int


def feed(file: BinaryIO, span: Span, update: Update) -> None:
    """Hand over the bytes of a part, block by block; fewer where the file ends first."""
    file.seek(span.start)
    left = span.stop - span.start
    while left > 0 and (block := file.read(min(BLOCK, left))):
        update(block)
        left -= len(block)
