"""Where under a path the tables of films lie, and which pictures belong to them."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from medley.core.errors import ConfigError, DataError
from medley.data.sources.film_columns import EXPECTED, FilmColumns
from medley.data.sources.film_json import ENDINGS as JSON_ENDINGS
from medley.data.sources.film_json import FilmJson
from medley.data.sources.picture_archive import ENDINGS as PICTURE_ENDINGS
from medley.data.sources.records import Records
from medley.data.sources.text import MAX_GZIP_RATIO, TextFile

TABLE_ENDINGS = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
_SHELVES = ("images.zip", "images", "posters.zip", "posters", "pictures.zip", "pictures")
MAX_FILES = 100_000
MAX_TABLE = 2 << 30
BESIDE = (*TABLE_ENDINGS, *JSON_ENDINGS)
"""What may lie in a zip file of posters besides them."""


@dataclass(frozen=True, slots=True)
class FilmPlace:
    """One file of films, and the folder or zip file of its posters, if there is one."""

    path: Path
    pictures: Path | None = None

    @property
    def is_json(self) -> bool:
        """Whether it is JSON, by its name."""
        return self.path.name.lower().endswith(JSON_ENDINGS)


def find_films(path: Path, unpack_to: Path) -> list[FilmPlace]:
    """Find the files of films at a path.

    Parameters
    ----------
    path : Path
        A CSV or JSON file; a zip file of posters with one; or a folder with such files,
        and posters beside them, or with folders of them. In folders, what holds no
        films is passed over.
    unpack_to : Path
        An empty folder: where tables go that lie in a zip file.

    Raises
    ------
    ConfigError
        If there is nothing at the path, or no table of films.
    """
    if not path.exists():
        raise ConfigError(f"{path} does not exist; expected a file or folder of films")
    if path.is_file() and zipfile.is_zipfile(path):
        return _unpacked(path, unpack_to)
    if path.is_file():
        return [FilmPlace(path, _pictures(path.parent))]
    found = list(_in_folder(path))
    for inner in sorted(one for one in path.iterdir() if one.is_dir() and one.name[:1] != "."):
        if inner.name not in _SHELVES or not _pictured(inner):
            found.extend(_in_folder(inner))
    if not found:
        raise ConfigError(f"{path} holds no films; expected {EXPECTED}, or JSON of TMDB's API")
    return found


def _unpacked(path: Path, into: Path) -> list[FilmPlace]:
    """Copy the tables out of a zip file; the pictures stay in it."""
    found: list[FilmPlace] = []
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                name = PurePosixPath(entry.filename.replace("\\", "/")).name
                if name.lower().endswith(BESIDE) and not name.startswith("."):
                    place = FilmPlace(into / f"{len(found)}" / name, path)
                    place.path.parent.mkdir()
                    _copy(archive, entry, place.path)
                    found.append(place)
    except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{path.name} cannot be unpacked: {str(error)[:100]}") from None
    if not found:
        raise DataError(f"{path.name} holds no table; expected pictures with {EXPECTED}")
    return found


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, to: Path) -> None:
    held = 0
    with archive.open(entry) as packed, to.open("wb") as plain:
        while block := packed.read(1 << 20):
            held += len(block)
            if held > MAX_TABLE or held > max(1 << 26, MAX_GZIP_RATIO * entry.compress_size):
                raise DataError(
                    f"{entry.filename[:80]} has more than {MAX_TABLE:,} bytes or grows more than "
                    f"{MAX_GZIP_RATIO} times when unpacked; unpack it yourself if you trust it"
                )
            plain.write(block)


def _in_folder(folder: Path) -> Iterator[FilmPlace]:
    pictures = _pictures(folder)
    for number, path in enumerate(sorted(folder.iterdir())):
        if number > MAX_FILES:
            raise DataError(f"{folder} holds more than {MAX_FILES:,} files; split it")
        name = path.name.lower()
        if not path.is_file():
            continue
        if (name.endswith(TABLE_ENDINGS) and _is_film_table(path, pictures is not None)) or (
            name.endswith(JSON_ENDINGS) and FilmJson(path).holds_films()
        ):
            yield FilmPlace(path, pictures)


def _is_film_table(path: Path, with_pictures: bool) -> bool:
    try:
        header = Records(TextFile(path)).header
    except (ConfigError, DataError):
        return False
    if len(header) == 1:
        header = header[0].replace("\t", ";").split(";")
    return FilmColumns.of(header).is_film_table(with_pictures=with_pictures)


def _pictures(folder: Path) -> Path | None:
    shelf = next((folder / name for name in _SHELVES if (folder / name).exists()), None)
    if shelf is not None and (shelf.is_file() or _pictured(shelf)):
        return shelf
    return folder if _pictured(folder) else None


def _pictured(folder: Path) -> bool:
    return any(one.suffix.lower() in PICTURE_ENDINGS for one in folder.iterdir())
