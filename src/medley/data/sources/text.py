"""Reads text files block by block: plain or gzip, any encoding, bounded memory."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from medley.core.errors import ConfigError, DataError

BLOCK = 1 << 18
MAX_LINE = 1 << 20
"""Characters; a longer line is set aside unread, so that it needs no memory."""
MAX_GZIP_RATIO = 200
"""A gzip file that grows by more than this, past 64 MiB, is refused as a bomb."""
_RATIO_FLOOR = 64 << 20
_GZIP_MAGIC = b"\x1f\x8b"
_ZIP_MAGIC = b"PK\x03\x04"


@dataclass(slots=True)
class Place:
    """Where a reader is: the file, the line of its present record, the bytes read.

    Attributes
    ----------
    file : str
        Name of the file being read.
    line : int
        Line at which the present record begins, from 1.
    read, total : int
        Bytes read so far and bytes of all files, as they lie on disk.
    """

    file: str = ""
    line: int = 0
    read: int = 0
    total: int = 0

    @property
    def fraction(self) -> float:
        """How much of the files has been read, in [0, 1]."""
        return min(1.0, self.read / self.total) if self.total else 0.0


@dataclass(frozen=True, slots=True)
class OverlongLine:
    """A line beyond `MAX_LINE`: its first 500 characters."""

    start: str


class TextFile:
    """A text file that is decoded as it is read.

    Parameters
    ----------
    path : Path
        Plain, or gzip whatever its name ends with.
    encoding : str
        A byte order mark is accepted and dropped for UTF-8.
    place : Place, optional
        Told how many bytes have been read.

    Raises
    ------
    ConfigError
        If the path is no readable file or the encoding is unknown.
    """

    def __init__(self, path: Path, encoding: str = "utf-8", place: Place | None = None) -> None:
        self.path = path
        self.encoding = _known_encoding(encoding)
        self.place = place or Place()
        opening = _opening_bytes(path)
        if opening == _ZIP_MAGIC:
            raise ConfigError(f"{path} is a zip file; unpack it and give the path of what is in it")
        self.compressed = opening.startswith(_GZIP_MAGIC)

    def verify(self) -> None:
        """Decode the whole file once, so that a wrong one is refused before its first row.

        Raises
        ------
        DataError
            Naming the byte and line at fault, and the mend.
        """
        for _ in self._decoded(Place()):
            pass

    def blocks(self) -> Iterator[io.StringIO | OverlongLine]:
        """Yield whole lines in blocks, every line ending in one newline character.

        Raises
        ------
        DataError
            If the file cannot be decoded or decompressed.
        """
        tail = ""
        overlong: str | None = None
        for text in _one_newline(self._decoded(self.place)):
            cut = text.rfind("\n") + 1
            if overlong is not None:
                first = text.find("\n") + 1
                if not first:
                    continue
                yield OverlongLine(overlong)
                overlong, text, cut = None, text[first:], cut - first
            if cut:
                yield io.StringIO(tail + text[:cut], newline="\n")
                tail = ""
            tail += text[cut:]
            if len(tail) > MAX_LINE:
                overlong, tail = tail[:500], ""
        if overlong is not None:
            yield OverlongLine(overlong)
        elif tail:
            yield io.StringIO(tail, newline="\n")

    def texts(self) -> Iterator[str]:
        r"""Yield the text as it comes, cut anywhere, every line ending in ``\n``.

        For what is not made of lines; memory is bounded by a block.

        Raises
        ------
        DataError
            If the file cannot be decoded or decompressed.
        """
        return _one_newline(self._decoded(self.place))

    def _decoded(self, place: Place) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.encoding)()
        seen = lines = 0
        for data in self._raw(place):
            seen += len(data)
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                raise self._undecodable(error, seen, lines) from None
            except UnicodeError as error:
                raise DataError(f"{self.path.name} is not {self.encoding}: {error}") from None
            lines += text.count("\n")
            yield text

    def _raw(self, place: Place) -> Iterator[bytes]:
        """Yield the bytes, then one empty block."""
        size = self.path.stat().st_size
        start, out = place.read, 0
        with self.path.open("rb") as raw:
            stream: IO[bytes] = gzip.GzipFile(fileobj=raw) if self.compressed else raw  # type: ignore[assignment]
            while True:
                data = self._block(stream)
                out += len(data)
                if out > _RATIO_FLOOR and out > MAX_GZIP_RATIO * size:
                    raise DataError(
                        f"{self.path.name} grows more than {MAX_GZIP_RATIO} times when unpacked, "
                        "as no real table does; unpack it yourself if you trust it"
                    )
                place.read = start + raw.tell()
                yield data
                if not data:
                    return

    def _block(self, stream: IO[bytes]) -> bytes:
        try:
            return stream.read(BLOCK)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise DataError(
                f"{self.path.name} is a truncated or damaged gzip file; fetch or pack it again"
            ) from None
        except OSError as error:
            raise DataError(f"cannot read {self.path}: {error.strerror or error}") from None

    def _undecodable(self, error: UnicodeDecodeError, seen: int, lines: int) -> DataError:
        # The decoder's object ends where the block ends, whatever it held back before.
        offset = seen - len(error.object) + error.start
        line = lines + 1 + error.object[: error.start].count(b"\n")
        found = error.object[error.start : error.start + 1].hex().upper()
        if self.encoding == "utf-8-sig" and error.object[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return DataError(
                f"{self.path.name} is UTF-16, not UTF-8; save it as UTF-8 or add --encoding utf-16"
            )
        name = self.encoding.removesuffix("-sig")
        return DataError(
            f"{self.path.name}: byte {offset} (0x{found}, line {line}) is not {name}; save the "
            "file as UTF-8, or name its encoding, e.g. --encoding cp949 for Korean Excel files"
        )


def _one_newline(texts: Iterator[str]) -> Iterator[str]:
    r"""Turn \r\n and \r into \n, also where a block ends between the two."""
    held = ""
    for block in texts:
        text = held + block
        held = "\r" if text.endswith("\r") else ""
        if "\r" in text:
            text = text.removesuffix("\r").replace("\r\n", "\n").replace("\r", "\n")
        if text:
            yield text
    if held:
        yield "\n"


def _known_encoding(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)
    except (LookupError, ValueError):
        raise ConfigError(
            f"there is no text encoding {encoding!r}; use utf-8, cp949, euc-kr, utf-16 or latin-1"
        ) from None
    return "utf-8-sig" if name == "utf-8" else name


def _opening_bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise ConfigError(f"{path} is no ordinary file; give the path of a CSV file")
        with path.open("rb") as file:
            return file.read(4)
    except FileNotFoundError:
        raise ConfigError(f"there is no file {path}; check the path") from None
    except IsADirectoryError:
        raise ConfigError(f"{path} is a folder; give the path of a CSV file in it") from None
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}; check its permissions") from None
