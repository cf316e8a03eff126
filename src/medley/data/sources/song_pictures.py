"""The picture embedded in a song file, as bytes that nobody has looked into yet."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

FRONT = 3
"""The number of a front cover in ID3, FLAC and ASF."""
MAX_BYTES = 32 * 1024 * 1024


def front_cover(held: Any) -> bytes:
    """Take the front cover of an opened file, else its first picture; empty if it has none.

    What comes back was supplied by somebody else: decode it by
    `medley.data.sources.pictures.webp_of` alone.

    Parameters
    ----------
    held : mutagen.FileType
    """
    found = [(kind != FRONT, data) for kind, data in _pictures(held) if 0 < len(data) <= MAX_BYTES]
    return min(found, key=lambda pair: pair[0])[1] if found else b""


def _pictures(held: Any) -> Iterator[tuple[int, bytes]]:
    for picture in getattr(held, "pictures", ()):
        yield picture.type, picture.data
    tags = held.tags
    if not tags:
        return
    if hasattr(tags, "getall"):
        for frame in tags.getall("APIC"):
            yield frame.type, frame.data
        return
    for key in list(tags.keys()):
        name = str(key).casefold()
        if name == "covr":
            yield from ((FRONT, bytes(cover)) for cover in tags[key])
        elif name == "metadata_block_picture":
            yield from _flac_pictures(tags[key])
        elif name == "wm/picture":
            yield from (_asf_picture(one.value) for one in tags[key])
        elif name == "cover art (front)":
            # APEv2 puts the file's name and a zero byte before the picture.
            yield FRONT, bytes(tags[key].value).partition(b"\0")[2]


def _flac_pictures(values: list[str]) -> Iterator[tuple[int, bytes]]:
    from mutagen.flac import Picture, error

    for value in values:
        try:
            picture = Picture(base64.b64decode(value, validate=True))
        except (binascii.Error, error, ValueError):
            continue
        yield picture.type, picture.data


def _asf_picture(value: bytes) -> tuple[int, bytes]:
    """Type, size, then MIME type and description in UTF-16, each ended by a zero, then data."""
    if len(value) < 9:
        return 0, b""
    at = 5
    for _ in range(2):
        while at + 1 < len(value) and value[at : at + 2] != b"\0\0":
            at += 2
        at += 2
    return value[0], value[at:]
