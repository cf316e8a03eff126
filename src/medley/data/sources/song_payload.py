"""The hash of a file's sound alone: a change of its tags leaves it the same.

Told by the file's first bytes, not by its name: what lies between the tags of MP3 and
other bare streams, the stream information and frames of FLAC, the packets of Ogg
without the comments, the media data and sample tables of MP4, the data object of ASF,
the format and data chunks of WAV and AIFF. Everything else counts whole.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from medley.core.errors import DataError
from medley.data.sources.song_containers import (
    asf_packets,
    chunks,
    feed_mp4,
    feed_ogg,
    mp4_media,
    ogg_bodies,
)
from medley.data.sources.song_span import Span, Update, feed

_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_STREAMINFO, _LAST = 0, 0x80


def payload_hash(path: Path) -> str:
    """Hash the sound of a file without its tags.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str
        40 hexadecimal digits: 160 bits of BLAKE2b.

    Raises
    ------
    DataError
        If the file is empty, holds nothing but tags, or cannot be read.
    """
    digest = blake2b(digest_size=20)
    nothing = digest.hexdigest()
    try:
        with path.open("rb") as file:
            span = untagged(file)
            _feed(file, span, digest.update)
    except OSError as error:
        raise DataError(f"it cannot be read: {error.strerror}") from None
    if digest.hexdigest() == nothing:
        raise DataError("it holds no sound that can be read; it was cut off")
    return digest.hexdigest()


def untagged(file: BinaryIO) -> Span:
    """Find what lies between the tags before (ID3v2) and behind (ID3v1, APEv2, Lyrics3).

    Raises
    ------
    DataError
        If the file is empty or holds nothing else.
    """
    stop = file.seek(0, 2)
    if not stop:
        raise DataError("it is empty: 0 bytes")
    start = 0
    while (header := _at(file, start, 10))[:3] == b"ID3" and len(header) == 10:
        footer = 10 if header[5] & 0x10 else 0
        start += 10 + _synchsafe(header[6:]) + footer
    while (before := _tail(file, start, stop)) < stop:
        stop = before
    if start >= stop:
        raise DataError("it holds no sound, only tags")
    return Span(start, stop)


def _tail(file: BinaryIO, start: int, stop: int) -> int:
    """Where the last tag before ``stop`` begins; ``stop`` if none ends there."""
    if stop - start >= 128 and _at(file, stop - 128, 3) == b"TAG":
        return stop - 128
    footer = _at(file, stop - 32, 32) if stop - start >= 32 else b""
    if footer[:8] == b"APETAGEX":
        size, _, flags = struct.unpack("<III", footer[12:24])
        return max(start, stop - size - (32 if flags & 0x80000000 else 0)) if size >= 32 else stop
    if footer[-9:] == b"LYRICS200" and footer[-15:-9].isdigit():
        return max(start, stop - 15 - int(footer[-15:-9]))
    if footer[-10:-7] == b"3DI":
        return max(start, stop - 20 - _synchsafe(footer[-4:]))
    return stop


def sound_spans(file: BinaryIO) -> list[Span]:
    """Where the sound lies in a file, in order; tags and tables lie between.

    Raises
    ------
    DataError
        If the file is empty or holds nothing but tags.
    """
    span = untagged(file)
    head = _at(file, span.start, 16)
    if head[:4] == b"OggS":
        return list(ogg_bodies(file, span))
    if head[4:8] == b"ftyp":
        return list(mp4_media(file, span))
    return _plain_spans(file, span, head)


def _plain_spans(file: BinaryIO, span: Span, head: bytes) -> list[Span]:
    """The kinds of files whose sound does not say where it lies."""
    if head[:4] == b"fLaC":
        return list(_flac(file, span))
    if head[:4] in (b"RIFF", b"RF64"):
        return list(chunks(file, span, "<", (b"fmt ", b"data")))
    if head[:4] == b"FORM":
        return list(chunks(file, span, ">", (b"COMM", b"SSND")))
    return list(asf_packets(file, span)) if head == _ASF else [span]


def _feed(file: BinaryIO, span: Span, update: Update) -> None:
    head = _at(file, span.start, 16)
    if head[:4] == b"OggS":
        feed_ogg(file, span, update)
    elif head[4:8] == b"ftyp":
        feed_mp4(file, span, update)
    else:
        for part in _plain_spans(file, span, head):
            update(struct.pack("<Q", part.stop - part.start))
            feed(file, part, update)


def _flac(file: BinaryIO, span: Span) -> Iterator[Span]:
    """The stream's information, and its frames."""
    at, last = span.start + 4, False
    while not last:
        header = _at(file, at, 4)
        if len(header) < 4:
            raise DataError("it ends before its sound begins; it was cut off")
        last = bool(header[0] & _LAST)
        size = int.from_bytes(header[1:], "big")
        if header[0] & 0x7F == _STREAMINFO:
            yield Span(at + 4, min(at + 4 + size, span.stop))
        at += 4 + size
    yield Span(min(at, span.stop), span.stop)


def _at(file: BinaryIO, place: int, size: int) -> bytes:
    file.seek(place)
    return file.read(size)


def _synchsafe(digits: bytes) -> int:
    return sum((digit & 0x7F) << (7 * power) for power, digit in enumerate(reversed(digits)))
