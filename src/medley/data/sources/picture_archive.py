"""Pictures by name, in a zip file or a folder, with limits on what they may cost."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from medley.core.errors import ConfigError, DataError
from medley.data.rows import BadRow

ENDINGS = (".webp", ".jpg", ".jpeg", ".png", ".avif", ".gif")
MAX_ENTRIES = 200_000
MAX_ENTRY = 20 << 20
MAX_TOTAL = 8 << 30
MAX_RATIO = 100
"""Bytes unpacked for each byte packed; pictures are packed already and stay near 1."""


class PictureArchive:
    """Finds pictures by the stem of their name.

    Parameters
    ----------
    path : Path
        ``images.zip``, or a folder.
    beside : tuple of str
        Endings of entries that are no pictures and may lie in the zip file.

    Attributes
    ----------
    bad : list of BadRow
        Entries that are refused for their name or size, at most one each.

    Raises
    ------
    ConfigError
        If the path is neither.
    DataError
        If the zip file is damaged, or holds too much.
    """

    def __init__(self, path: Path, beside: tuple[str, ...] = ()) -> None:
        self.path = path
        self._beside = beside
        self.bad: list[BadRow] = []
        self._zip: zipfile.ZipFile | None = None
        self._names: dict[str, str] = {}
        if path.is_dir():
            found = (entry for entry in sorted(path.iterdir()) if entry.suffix.lower() in ENDINGS)
            self._names = {entry.stem: entry.name for entry in found}
        elif path.is_file():
            self._zip = _open_zip(path)
            self._process = os.getpid()
            for number, stem, name in self._sound_entries(self._zip):
                if stem in self._names:
                    why = f"{self._names[stem]} has the same name"
                    self.bad.append(BadRow(path.name, number, why, name[:500]))
                else:
                    self._names[stem] = name
        else:
            raise ConfigError(f"{path} does not exist; expected images.zip or a folder of pictures")

    def __contains__(self, stem: str) -> bool:
        return stem in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def name_of(self, stem: str) -> str:
        """Give the whole name of a picture."""
        return self._names[stem]

    def read(self, stem: str) -> bytes:
        """Read one picture.

        Raises
        ------
        DataError
            If it is damaged, encrypted or too large.
        KeyError
            If there is none of that name.
        """
        name = self._names[stem]
        try:
            archive = self._own_zip()
            if archive is None:
                return _bounded(self.path / name)
            with archive.open(name) as file:
                data = file.read(MAX_ENTRY + 1)
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise DataError(f"{name} cannot be read: {str(error)[:100]}") from None
        except (RuntimeError, NotImplementedError) as error:
            raise DataError(f"{name} is encrypted or packed by other means: {error}") from None
        if len(data) > MAX_ENTRY:
            raise DataError(f"{name} is larger than it says, and than {MAX_ENTRY >> 20} MB")
        return data

    def __reduce__(self) -> tuple[type[PictureArchive], tuple[Path, tuple[str, ...]]]:
        return PictureArchive, (self.path, self._beside)

    def _own_zip(self) -> zipfile.ZipFile | None:
        """Open the zip file again in a forked process: both would move one file's position."""
        if self._zip is not None and self._process != os.getpid():
            self._zip, self._process = _open_zip(self.path), os.getpid()
        return self._zip

    def close(self) -> None:
        """Close the zip file."""
        if self._zip is not None:
            self._zip.close()

    def _sound_entries(self, archive: zipfile.ZipFile) -> Iterator[tuple[int, str, str]]:
        for number, entry in enumerate(archive.infolist(), 1):
            # Hidden files are leavings of the system that packed the archive.
            name = PurePosixPath(entry.filename).name
            if entry.is_dir() or name.startswith(".") or name.lower().endswith(self._beside):
                continue
            fault = _fault_of_entry(entry)
            if fault is None:
                yield number, PurePosixPath(entry.filename).stem, entry.filename
            else:
                self.bad.append(BadRow(self.path.name, number, fault, entry.filename[:500]))


def _open_zip(path: Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError):
        raise DataError(
            f"{path.name} is a truncated or damaged zip file; fetch or pack it again"
        ) from None
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}") from None
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or total > MAX_TOTAL:
        archive.close()
        raise DataError(
            f"{path.name} holds {len(entries):,} files of {total:,} bytes; at most {MAX_ENTRIES:,} "
            f"files of {MAX_TOTAL:,} bytes are taken, so split it"
        )
    return archive


def _fault_of_entry(entry: zipfile.ZipInfo) -> str | None:
    name = PurePosixPath(entry.filename)
    if name.is_absolute() or ".." in name.parts or "\\" in entry.filename or ":" in entry.filename:
        return "the name leads out of the archive"
    if name.suffix.lower() not in ENDINGS:
        return f"the name does not end in {', '.join(ENDINGS)}"
    if entry.file_size > MAX_ENTRY:
        return f"it has {entry.file_size:,} bytes unpacked; {MAX_ENTRY:,} are allowed"
    if entry.file_size > MAX_RATIO * max(1, entry.compress_size):
        return f"it grows more than {MAX_RATIO} times when unpacked, as no picture does"
    return None


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_ENTRY + 1)
    if len(data) > MAX_ENTRY:
        raise DataError(f"{path.name} is larger than {MAX_ENTRY >> 20} MB")
    return data
