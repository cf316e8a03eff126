"""What is sound in Ogg, MP4, ASF, WAV and AIFF files, tags left out.

A file that was cut off gives what is left of it.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

from medley.core.errors import DataError
from medley.data.sources.song_span import Span, Update, feed

COMMENT_PACKET = 1
"""Vorbis, Opus, Speex and FLAC in Ogg put their comments into the second packet."""
NO_GRANULE = (0, 2**64 - 1)
MAX_INDEX = 256 * 1024 * 1024
"""A larger table of contents is no song's."""
_NESTED = (b"moov", b"trak", b"mdia", b"minf", b"stbl")
_TABLES = (b"stsd", b"stts", b"stsc", b"stsz", b"stz2")
_ASF_DATA = bytes.fromhex("3626b2758e66cf11a6d900aa0062ce6c")


@dataclass(slots=True)
class _Stream:
    packet: int = 0
    audio: bool = False


def feed_ogg(file: BinaryIO, span: Span, update: Update) -> None:
    """Hand over the packets of each stream but its comments, however pages divide them."""
    streams: dict[int, _Stream] = defaultdict(_Stream)
    file.seek(span.start)
    while (header := file.read(27))[:4] == b"OggS" and len(header) == 27:
        granule, serial = struct.unpack("<QI", header[6:18])
        lacing = file.read(header[26])
        body = file.read(sum(lacing))
        stream = streams[serial]
        # From the first page that ends at a time on, pages are sound and stay as they are.
        stream.audio |= granule not in NO_GRANULE
        if stream.audio:
            update(header[5:14] + lacing)
            update(body)
        else:
            _feed_headers(stream, lacing, body, update)


def _feed_headers(stream: _Stream, lacing: bytes, body: bytes, update: Update) -> None:
    at = 0
    for size in lacing:
        if stream.packet != COMMENT_PACKET:
            update(body[at : at + size])
        at += size
        if size < 255:
            stream.packet += 1
            update(b"\0packet")


def chunks(
    file: BinaryIO, span: Span, order: Literal["<", ">"], wanted: tuple[bytes, ...]
) -> Iterator[Span]:
    """Where some chunks of a RIFF (``"<"``) or an IFF file (``">"``) lie."""
    at = span.start + 12
    large = 0
    while at + 8 <= span.stop:
        file.seek(at)
        name, size = struct.unpack(f"{order}4sI", file.read(8))
        if name == b"ds64":
            large = struct.unpack("<8xQ", file.read(16).ljust(16, b"\0"))[0]
        if name == b"data" and size == 0xFFFFFFFF:
            size = large or span.stop - at - 8
        if name in wanted:
            yield Span(at + 8, min(at + 8 + size, span.stop))
        at += 8 + size + size % 2


def asf_packets(file: BinaryIO, span: Span) -> Iterator[Span]:
    """Where the packets of a Windows Media file lie."""
    at = span.start
    while at + 24 <= span.stop:
        file.seek(at)
        name, size = struct.unpack("<16sQ", file.read(24))
        if name == _ASF_DATA:
            yield Span(at + 24, min(at + max(size, 24), span.stop))
        at += max(size, 24)


def feed_mp4(file: BinaryIO, span: Span, update: Update) -> None:
    """Hand over media data and sample tables; where chunks lie counts from their data on."""
    atoms = list(_atoms(file, span))
    data = [inner for name, inner in atoms if name == b"mdat"]
    for inner in data:
        feed(file, inner, update)
    for name, inner in atoms:
        if name == b"moov":
            _feed_tables(file, inner, data, update)


def _atoms(file: BinaryIO, span: Span) -> Iterator[tuple[bytes, Span]]:
    at = span.start
    while at + 8 <= span.stop:
        file.seek(at)
        size, name = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1:
            size, head = struct.unpack(">Q", file.read(8).ljust(8, b"\0"))[0], 16
        size = span.stop - at if size == 0 else max(size, head)
        yield name, Span(at + head, min(at + size, span.stop))
        at += size


def _feed_tables(file: BinaryIO, span: Span, data: list[Span], update: Update) -> None:
    for name, inner in _atoms(file, span):
        if name in _NESTED:
            _feed_tables(file, inner, data, update)
        elif name in _TABLES:
            update(name)
            feed(file, inner, update)
        elif name in (b"stco", b"co64"):
            _feed_offsets(file, inner, ">I" if name == b"stco" else ">Q", data, update)


def _feed_offsets(file: BinaryIO, span: Span, form: str, data: list[Span], update: Update) -> None:
    if span.stop - span.start > MAX_INDEX:
        raise DataError(f"its table of chunks has {span.stop - span.start:,} bytes, too many")
    file.seek(span.start + 8)
    table = file.read(max(0, span.stop - span.start - 8))
    width = struct.calcsize(form)
    for (offset,) in struct.iter_unpack(form, table[: len(table) // width * width]):
        number, start = next(
            ((n, one.start) for n, one in enumerate(data) if one.start <= offset < one.stop),
            (-1, 0),
        )
        update(struct.pack(">iQ", number, offset - start))


def ogg_bodies(file: BinaryIO, span: Span) -> Iterator[Span]:
    """Where the contents of the pages lie that hold sound; their numbers lie between."""
    streams: dict[int, bool] = defaultdict(bool)
    at = span.start
    while at + 27 <= span.stop:
        file.seek(at)
        header = file.read(27)
        if header[:4] != b"OggS":
            return
        granule, serial = struct.unpack("<QI", header[6:18])
        lacing = file.read(header[26])
        start = at + 27 + len(lacing)
        at = min(start + sum(lacing), span.stop)
        streams[serial] |= granule not in NO_GRANULE
        if streams[serial]:
            yield Span(start, at)


def mp4_media(file: BinaryIO, span: Span) -> Iterator[Span]:
    """Where the media data of an MP4 file lies."""
    return (inner for name, inner in _atoms(file, span) if name == b"mdat")
