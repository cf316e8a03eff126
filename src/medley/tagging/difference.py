"""How to get the old bytes of a file back from the new ones: what tags changed, no sound."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, TypeAlias

from medley.core.errors import DataError
from medley.data.sources.song_payload import sound_spans
from medley.data.sources.song_span import Span, feed

Piece: TypeAlias = "list[int] | str"
"""``[start, stop]`` of the new file, or bytes of the old one in Base64."""
MAX_KEPT = 64 * 1024 * 1024
BLOCK, MAX_MISSES = 512, 256
"""Tags are compared in blocks of so many bytes, and not much further than they are alike."""


def difference(old: Path, new: Path) -> list[Piece]:
    """Say how the old file is put together from parts of the new one and its own bytes.

    Parameters
    ----------
    old, new : Path
        With the same sound.

    Returns
    -------
    list of Piece
        In the order of the old file; see `put_together`.

    Raises
    ------
    DataError
        If more than 64 MB differ, or a file cannot be read.
    """
    with old.open("rb") as was, new.open("rb") as now:
        pairs = list(zip(sound_spans(was), sound_spans(now), strict=False))
        same = [(a, b) for a, b in pairs if a.stop - a.start == b.stop - b.start]
        ends = [Span(size, size) for size in (was.seek(0, 2), now.seek(0, 2))]
        bounds = [(Span(0, 0), Span(0, 0)), *same, (ends[0], ends[1])]
        pieces = list(_pieces(was, now, bounds))
    kept = sum(len(piece) for piece in pieces if isinstance(piece, str))
    if kept > MAX_KEPT:
        raise DataError(f"{kept:,} bytes of its tags would have to be kept, too many")
    return pieces


def _pieces(was: BinaryIO, now: BinaryIO, bounds: list[tuple[Span, Span]]) -> Iterator[Piece]:
    taken: list[int] = [0, 0]
    for (old, new), (next_old, next_new) in pairwise(bounds):
        own = _read(was, Span(old.stop, next_old.start))
        other = _read(now, Span(new.stop, next_new.start))
        taken[1] = new.stop
        if own == other:
            continue
        if taken[1] > taken[0]:
            yield list(taken)
        yield from _shared(own, other, new.stop)
        taken = [next_new.start, next_new.start]
    taken[1] = bounds[-1][1].start
    if taken[1] > taken[0]:
        yield list(taken)


def _shared(own: bytes, other: bytes, start: int) -> Iterator[Piece]:
    """Find what an old tag shares with the new one, mostly the picture, by its blocks."""
    at = literal = cursor = misses = 0
    while at < len(own) and misses < MAX_MISSES:
        found = other.find(own[at : at + BLOCK], cursor)
        if found < 0:
            at, misses = at + BLOCK, misses + 1
            continue
        if literal < at:
            yield base64.b64encode(own[literal:at]).decode()
        size = 0
        while block := own[at + size : at + size + BLOCK]:
            if other[found + size : found + size + len(block)] != block:
                break
            size += len(block)
        yield [start + found, start + found + size]
        at, literal, cursor = at + size, at + size, found + size
    if literal < len(own):
        yield base64.b64encode(own[literal:]).decode()


def _read(file: BinaryIO, span: Span) -> bytes:
    if span.stop - span.start > MAX_KEPT:
        raise DataError(f"{span.stop - span.start:,} bytes of its tags differ, too many to keep")
    file.seek(span.start)
    return file.read(span.stop - span.start)


def put_together(pieces: list[Piece], new: BinaryIO, out: BinaryIO) -> None:
    """Write the old file from the new one.

    Raises
    ------
    DataError
        If a piece is malformed.
    """
    for piece in pieces:
        if isinstance(piece, str):
            try:
                out.write(base64.b64decode(piece, validate=True))
            except ValueError:
                raise DataError("the journal is damaged: a piece is no Base64") from None
        else:
            feed(new, Span(*piece), out.write)
