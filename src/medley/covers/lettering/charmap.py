"""Which characters a font file has letters for: its ``cmap`` table.

The format is that of the OpenType specification, chapter "cmap"; subtables of
formats 4 and 12 are read, which between them every Unicode font has.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError

# (platform, encoding), the widest first.
_WANTED = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
_OUTLINES = frozenset({b"glyf", b"CFF ", b"CFF2"})


@lru_cache(maxsize=64)
def characters(path: Path) -> frozenset[int]:
    """Return the code points that a font maps to letters.

    Parameters
    ----------
    path : Path
        TrueType or OpenType, or a collection, of which the first font is read.

    Returns
    -------
    frozenset of int
        Empty for a font of bitmaps alone (such as colour emoji), which cannot
        be set at any size.

    Raises
    ------
    ConfigError
        If the file cannot be read or is no font.
    """
    try:
        data = path.read_bytes()
        tables = _tables(data)
        if not _OUTLINES & set(tables) or b"cmap" not in tables:
            return frozenset()
        return frozenset(_mapped(data, tables[b"cmap"]).tolist())
    except (OSError, struct.error, ValueError, IndexError) as error:
        raise ConfigError(
            f"font {path} cannot be read ({error}); give a TrueType or OpenType file"
        ) from error


def _tables(data: bytes) -> dict[bytes, int]:
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    if data[start : start + 4] not in (b"\0\1\0\0", b"OTTO", b"true"):
        raise ValueError("no font begins like this")
    (count,) = struct.unpack_from(">H", data, start + 4)
    records = struct.iter_unpack(">4sIII", data[start + 12 : start + 12 + 16 * count])
    return {tag: offset for tag, _check, offset, _length in records}


def _mapped(data: bytes, cmap: int) -> NDArray[np.int64]:
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    offsets = {}
    for i in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * i)
        offsets[platform, encoding] = cmap + offset
    for key in _WANTED:
        if key in offsets:
            read = _READERS.get(struct.unpack_from(">H", data, offsets[key])[0])
            if read is not None:
                return read(data, offsets[key])
    return np.empty(0, np.int64)


def _segments(data: bytes, start: int) -> NDArray[np.int64]:
    """Format 4: runs of 16-bit codes, with glyphs by difference or by list."""
    n = struct.unpack_from(">H", data, start + 6)[0] // 2
    ends, firsts, deltas, ranges = (
        np.frombuffer(data, ">u2", n, start + 14 + 2 * n * i + (2 if i else 0)).astype(np.int64)
        for i in range(4)
    )
    found = []
    for i in range(n):
        codes = np.arange(firsts[i], ends[i] + 1)
        glyphs = codes
        if ranges[i]:
            at = start + 16 + 2 * n * 3 + 2 * i + int(ranges[i])
            room = (len(data) - at) // 2
            codes = codes[:room]
            glyphs = np.frombuffer(data, ">u2", len(codes), at).astype(np.int64)
            codes, glyphs = codes[glyphs != 0], glyphs[glyphs != 0]
        found.append(codes[(glyphs + deltas[i]) % 65536 != 0])
    return np.concatenate([part[part < 0xFFFF] for part in found])


def _groups(data: bytes, start: int) -> NDArray[np.int64]:
    """Format 12: runs of 32-bit codes."""
    (n,) = struct.unpack_from(">I", data, start + 12)
    groups = np.frombuffer(data, ">u4", 3 * n, start + 16).astype(np.int64).reshape(n, 3)
    found = [
        np.arange(first + (glyph == 0), min(last, 0x10FFFF) + 1) for first, last, glyph in groups
    ]
    return np.concatenate(found)


_READERS = {4: _segments, 12: _groups}
