"""The files that may hold playlists: one alone, those of a folder, or those of a zip file."""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from medley.core.errors import ConfigError, DataError
from medley.data.sources.text import MAX_GZIP_RATIO

MAX_SMALL = 16 << 20
"""Bytes; a list that is read whole (M3U, XSPF, JSPF) may not be larger."""
MAX_MEMBERS = 200_000
_RATIO_FLOOR = 64 << 20
_BLOCK = 1 << 20
_LIST_ENDINGS = (".m3u", ".m3u8", ".xspf", ".jspf", ".jsonl", ".ndjson", ".json")


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file that can be opened.

    Attributes
    ----------
    path : Path
        Where it can be read; for a member of a zip file a copy that is soon gone.
    name : str
        Within what is imported, for messages.
    at : str
        Where it lies for all to find.
    shelf : Shelf
        What else there is.
    """

    path: Path
    name: str
    at: str
    shelf: Shelf

    @property
    def ending(self) -> str:
        """The ending of its name in lower case, ``.gz`` left out."""
        return ending_of(self.name)

    @property
    def stem(self) -> str:
        """Its name without folder and endings."""
        name = PurePosixPath(self.name).name
        return name[: len(name) - len(_endings(name))]

    def beside(self, *names: str) -> Path | None:
        """Find a file in the same folder, the first there is of these names."""
        folder = PurePosixPath(self.name).parent
        for name in names:
            found = self.shelf.find(str(folder / name), self.path.parent)
            if found is not None:
                return found
        return None


class Shelf(ABC):
    """Where files lie."""

    alone = False
    """Whether there is but one, which was named by itself."""

    @abstractmethod
    def names(self) -> dict[str, int]:
        """List the files that may hold playlists, in order, with their sizes in bytes."""

    @abstractmethod
    def files(self) -> list[Path]:
        """List the files whose content determines the rows."""

    @abstractmethod
    def open(self, name: str) -> AbstractContextManager[ListFile]:
        """Make a file ready for reading, and clean up behind."""

    @abstractmethod
    def find(self, name: str, folder: Path) -> Path | None:
        """Find a file that goes with one that is open in ``folder``."""


class FolderShelf(Shelf):
    """A folder and the folders in it; hidden ones are passed over."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._names = dict(sorted(self._walk()))

    def names(self) -> dict[str, int]:
        """List what may hold playlists, in order."""
        return self._names

    def files(self) -> list[Path]:
        """List what the rows depend on."""
        return [self._root / name for name in self._names]

    def _walk(self) -> Iterator[tuple[str, int]]:
        for folder, folders, names in os.walk(self._root):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in names:
                path = Path(folder, name)
                if may_hold_playlists(name) and path.is_file():
                    yield path.relative_to(self._root).as_posix(), path.stat().st_size

    @contextmanager
    def open(self, name: str) -> Iterator[ListFile]:
        """Make a file ready for reading."""
        path = self._root / name
        yield ListFile(path, name, path.resolve().as_posix(), self)

    def find(self, name: str, folder: Path) -> Path | None:
        """Find a file that goes with another."""
        path = folder / PurePosixPath(name).name
        return path if path.is_file() else None


class FileShelf(FolderShelf):
    """One file."""

    alone = True

    def __init__(self, path: Path) -> None:
        self._root = path.parent
        self._names = {path.name: path.stat().st_size}


class ZipShelf(Shelf):
    """A zip file; each of its files is unpacked when its turn comes, and removed behind."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with zipfile.ZipFile(path) as archive:
                members = [info for info in archive.infolist() if not info.is_dir()]
        except (zipfile.BadZipFile, OSError) as error:
            raise DataError(
                f"{path.name} is a truncated or damaged zip file ({error}); fetch or pack it again"
            ) from None
        if len(members) > MAX_MEMBERS:
            raise DataError(
                f"{path.name} holds {len(members):,} files; {MAX_MEMBERS:,} are allowed"
            )
        self._members = {info.filename: info for info in members}
        self._names = {
            name: self._members[name].file_size
            for name in sorted(self._members)
            if may_hold_playlists(PurePosixPath(name).name) and not _hidden(name)
        }

    def names(self) -> dict[str, int]:
        """List what may hold playlists, in order."""
        return self._names

    def files(self) -> list[Path]:
        """List what the rows depend on."""
        return [self._path]

    @contextmanager
    def open(self, name: str) -> Iterator[ListFile]:
        """Make a file ready for reading."""
        with tempfile.TemporaryDirectory(prefix="medley-import-") as folder:
            path = self._unpack(name, Path(folder))
            at = f"{self._path.resolve().as_posix()}/{name}"
            yield ListFile(path, f"{self._path.name}/{name}", at, self)

    def find(self, name: str, folder: Path) -> Path | None:
        """Find a file that goes with another."""
        name = name.removeprefix(f"{self._path.name}/")
        return self._unpack(name, folder) if name in self._members else None

    def _unpack(self, name: str, folder: Path) -> Path:
        info = self._members[name]
        # Only the last part of the name, and none that could lead out of the folder.
        path = folder / (PurePosixPath(name.replace("\\", "/")).name or "list")
        if info.file_size > _RATIO_FLOOR + MAX_GZIP_RATIO * info.compress_size:
            raise DataError(
                f"{name} grows more than {MAX_GZIP_RATIO} times when unpacked, as no real list "
                "does; unpack it yourself if you trust it"
            )
        try:
            with (
                zipfile.ZipFile(self._path) as archive,
                archive.open(info) as packed,
                path.open("wb") as unpacked,
            ):
                shutil.copyfileobj(packed, unpacked, _BLOCK)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise DataError(f"{name} is damaged in its zip file: {error}") from None
        except (RuntimeError, NotImplementedError) as error:
            raise DataError(f"{name} cannot be unpacked: {error}") from None
        except OSError as error:
            raise DataError(f"{name} cannot be unpacked: {error.strerror or error}") from None
        return path


def open_shelf(path: Path) -> Shelf:
    """See whether a path is a file, a folder or a zip file.

    Raises
    ------
    ConfigError
        If there is nothing, or nothing that can be read.
    DataError
        If it is a damaged zip file.
    """
    if not path.exists():
        raise ConfigError(f"{path} does not exist; expected a file, a folder or a zip of playlists")
    try:
        if path.is_dir():
            return FolderShelf(path)
        if not path.is_file():
            raise ConfigError(f"{path} is no ordinary file; give the path of a list of tracks")
        with path.open("rb") as file:
            zipped = file.read(2) == b"PK"
        return ZipShelf(path) if zipped else FileShelf(path)
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}; check its permissions") from None


def may_hold_playlists(name: str) -> bool:
    """Tell by a file's name whether it may be read for playlists."""
    return not name.startswith(".") and ending_of(name) in _LIST_ENDINGS


def ending_of(name: str) -> str:
    """The ending of a name in lower case, ``.gz`` left out.

    Examples
    --------
    >>> ending_of("Lists/MPD.jsonl.GZ")
    '.jsonl'
    """
    return _endings(PurePosixPath(name).name.lower()).removesuffix(".gz")


def read_small(file: ListFile) -> bytes:
    """Read a file whole, plain or gzip.

    Raises
    ------
    DataError
        If it is larger than 16 MiB or a damaged gzip file.
    """
    try:
        with file.path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            stream: IO[bytes] = gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[assignment]
            data = stream.read(MAX_SMALL + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise DataError(
            f"{file.name} is a truncated or damaged gzip file; fetch or pack it again"
        ) from None
    except OSError as error:
        raise DataError(f"cannot read {file.name}: {error.strerror or error}") from None
    if len(data) > MAX_SMALL:
        raise DataError(
            f"{file.name} is larger than {MAX_SMALL >> 20} MiB, as no list of tracks is"
        )
    return data


def _endings(name: str) -> str:
    """The part of a name that says what the file is: ``.jsonl.gz``, ``.json``."""
    packed = name[-3:] if name.lower().endswith(".gz") else ""
    return PurePosixPath(name[: len(name) - len(packed)]).suffix + packed


def _hidden(name: str) -> bool:
    parts = [part for part in PurePosixPath(name).parts if part != ".."]
    return any(part.startswith((".", "__MACOSX")) for part in parts)
