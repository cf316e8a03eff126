"""Films to be asked about, one after the other: posters, folders and archives of them, tables.

Nothing is held but the film at hand, so a catalogue of any length takes the same memory.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from medley.core.errors import ConfigError, DataError
from medley.core.model import Progress, silent
from medley.data.film_rows import FilmRow
from medley.data.films import FilmQuery
from medley.data.rows import BadRow
from medley.data.sources.film_folder import FilmFiles
from medley.data.sources.film_places import BESIDE
from medley.data.sources.picture_archive import ENDINGS as PICTURE_ENDINGS
from medley.data.sources.picture_archive import PictureArchive
from medley.data.sources.pictures import MAX_BYTES
from medley.serving.film_query import film_query

OTHER_PICTURES = (".bmp", ".heic", ".jpe", ".jfif", ".svg", ".tif", ".tiff")
"""Pictures by their name, which are refused as such and not taken for something else."""
ARCHIVES = (".zip",)


@dataclass(frozen=True, slots=True, eq=False)
class SentFilm:
    """A film to be asked about, or why it cannot be.

    Attributes
    ----------
    name : str
        The file's path, or the film's id in its table.
    title : str
        Empty where unknown.
    query : FilmQuery or None
        None where nothing can be asked.
    fault : str
        Why nothing can be asked, or what of the film could not be read.
    is_file : bool
        Whether the name is a path.
    """

    name: str
    title: str = ""
    query: FilmQuery | None = None
    fault: str = ""
    is_file: bool = True


def is_picture(path: Path) -> bool:
    """Whether a path is named like a picture."""
    return path.suffix.lower() in (*PICTURE_ENDINGS, *OTHER_PICTURES)


def is_film_source(path: Path) -> bool:
    """Whether a file is named like a picture, an archive of pictures or a table of films."""
    name = path.name.lower()
    return is_picture(path) or name.endswith((*ARCHIVES, *BESIDE))


def sent_films(path: Path, *, progress: Progress | None = None) -> Iterator[SentFilm]:
    """Yield the films at a path.

    Parameters
    ----------
    path : Path
        A picture; a zip file or a folder of pictures, folders in it included; a CSV or
        JSON file of films; or a folder or zip file with such files, whose rows name the
        pictures beside them.
    progress : callable, optional

    Raises
    ------
    ConfigError
        If there is nothing at the path that could be films.
    DataError
        If an archive or a table is malformed as a whole.
    """
    report = progress or silent
    if not path.exists():
        raise ConfigError(f"{path} does not exist; expected a poster or films")
    if path.is_file() and is_picture(path):
        yield _poster(path)
    elif path.is_file() and path.suffix.lower() in ARCHIVES and not _holds_table(path):
        yield from _in_archive(path, report)
    else:
        try:
            files = FilmFiles(path)
        except ConfigError:
            if not path.is_dir():
                raise
            yield from _in_folder(path, report)
        else:
            yield from _in_tables(files, report)


def pictures_under(folder: Path) -> Iterator[Path]:
    """Yield the pictures in a folder and those in it, hidden ones passed over."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if not name.startswith(".") and is_picture(path):
                yield path


def _holds_table(archive: Path) -> bool:
    try:
        with zipfile.ZipFile(archive) as held:
            names = [PurePosixPath(name).name.lower() for name in held.namelist()]
    except (OSError, ValueError, zipfile.BadZipFile):
        # What is wrong with it is said where its pictures are read.
        return False
    return any(name.endswith(BESIDE) and not name.startswith(".") for name in names)


def _in_folder(folder: Path, report: Progress) -> Iterator[SentFilm]:
    n_all = sum(1 for _ in pictures_under(folder))
    if not n_all:
        raise ConfigError(f"{folder} holds neither songs, nor posters, nor a table of films")
    for number, path in enumerate(pictures_under(folder)):
        report(number / max(n_all, 1), f"{number:,} of {n_all:,} posters")
        yield _poster(path)


def _poster(path: Path) -> SentFilm:
    name = _text(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DataError(
                f"the picture has {size:,} bytes; at most {MAX_BYTES:,} are taken, so shrink it"
            )
        return SentFilm(name, query=film_query(poster=path.read_bytes()))
    except DataError as error:
        return SentFilm(name, fault=str(error))
    except OSError as error:
        return SentFilm(name, fault=f"it cannot be opened: {error.strerror}")


def _in_archive(path: Path, report: Progress) -> Iterator[SentFilm]:
    with closing(PictureArchive(path)) as archive:
        for bad in archive.bad:
            yield SentFilm(f"{_text(path)}/{bad.text}", fault=bad.reason)
        stems = list(archive)
        if not stems and not archive.bad:
            raise DataError(f"{path.name} holds no picture; expected posters")
        for number, stem in enumerate(stems):
            report(number / len(stems), f"{number:,} of {len(stems):,} posters")
            name = f"{_text(path)}/{archive.name_of(stem)}"
            try:
                yield SentFilm(name, query=film_query(poster=archive.read(stem)))
            except DataError as error:
                yield SentFilm(name, fault=str(error))


def _in_tables(opened: FilmFiles, report: Progress) -> Iterator[SentFilm]:
    with closing(opened) as files:
        for number, row in enumerate(files, 1):
            report(files.place.fraction, f"{number:,} films")
            if isinstance(row, BadRow):
                yield SentFilm(f"{row.source}:{row.line}", fault=row.reason)
            else:
                yield _film(row, files)


def _film(row: FilmRow, files: FilmFiles) -> SentFilm:
    fault, poster = "", None
    if row.picture:
        try:
            poster = files.picture(row.picture)
            query = film_query(
                poster=poster, title=row.title, overview=row.overview, facts=row.facts
            )
            return SentFilm(row.key, row.title, query, is_file=False)
        except DataError as error:
            fault = f"the poster: {error}"
    try:
        query = film_query(title=row.title, overview=row.overview, facts=row.facts)
    except DataError as error:
        return SentFilm(row.key, row.title, fault=fault or str(error), is_file=False)
    return SentFilm(row.key, row.title, query, fault, is_file=False)


def _text(path: Path) -> str:
    """A path as text that JSON and terminals take, whatever its bytes are."""
    return os.fsencode(os.path.abspath(path)).decode("utf-8", "backslashreplace")  # noqa: PTH100
