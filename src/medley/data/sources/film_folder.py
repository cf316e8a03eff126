"""Films of files and folders, joined, with their posters: what `medley train` fits on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.data.film_builder import build_film_data
from medley.data.film_identity import FilmJoiner
from medley.data.film_rows import FilmRow
from medley.data.films import FilmData, PosterPixels
from medley.data.poster_shelf import ShelvedPosters
from medley.data.rows import BadRow, CategoryRow
from medley.data.sources.film_json import FilmJson
from medley.data.sources.film_places import BESIDE, FilmPlace, find_films
from medley.data.sources.film_table import FilmTable
from medley.data.sources.picture_archive import PictureArchive
from medley.data.sources.poster_pixels import read_poster
from medley.data.sources.stream import content_fingerprint
from medley.data.sources.text import Place


class FilmFiles:
    """The rows of all files of films at a path, one after the other, with their posters.

    Links, credits and other rows without poster, overview and score come last, joined
    with each other: they complete what other rows say, and are held in memory.

    Parameters
    ----------
    path : Path
        A CSV or JSON file, a zip file or folder of posters with a CSV, or a folder of
        several of these; see `medley.data.sources.film_places.find_films`.

    Attributes
    ----------
    place : Place
        Where the reader is.
    refused : dict of str to str
        Columns that are not taken because they come after the release, with the
        reason; complete when the rows are read.
    suspicions : list of str
        What looks wrong in them; complete when the rows are read.
    categories : dict of str to CategoryRow
        Genres of the rows read so far, by slug.

    Raises
    ------
    ConfigError
        If there is nothing at the path that Medley can read.
    DataError
        If a file is malformed.
    """

    def __init__(self, path: Path) -> None:
        self._unpacked = TemporaryDirectory(prefix="medley-films-")
        self.places = find_films(path, Path(self._unpacked.name))
        self.place = Place(total=sum(one.path.stat().st_size for one in self.places))
        self.refused: dict[str, str] = {}
        self.suspicions: list[str] = []
        self.categories: dict[str, CategoryRow] = {}
        shelves = dict.fromkeys(one.pictures for one in self.places if one.pictures is not None)
        self.archives = {shelf: PictureArchive(shelf, BESIDE) for shelf in shelves}
        self._numbers = {shelf: str(number) for number, shelf in enumerate(shelves)}
        for one in self.places:
            # A wrong table is refused before the first row of any is handed over.
            self._open(one, Place())

    def __iter__(self) -> Iterator[FilmRow | BadRow]:
        for archive in self.archives.values():
            yield from archive.bad
        rest = FilmJoiner()
        for one in self.places:
            films = self._open(one, self.place)
            films.categories = self.categories
            shelf = self._numbers.get(one.pictures) if one.pictures is not None else None
            for row in films:
                if isinstance(row, BadRow):
                    yield row
                elif not row.says_something:
                    rest.add(row)
                else:
                    yield replace(row, picture=f"{shelf}/{row.picture}") if row.picture else row
            self.refused |= films.refused
            self.suspicions.extend(films.suspicions())
        yield from rest

    def picture(self, name: str) -> bytes:
        """Read the picture that a row names.

        Raises
        ------
        DataError
            If it is damaged or too large.
        """
        return read_picture(tuple(self.archives.values()), name)

    def notes(self) -> list[str]:
        """Say what was refused and what looks wrong; call it after the rows are read."""
        refused = [f"the column {name} is not taken: {why}" for name, why in self.refused.items()]
        return refused + self.suspicions

    def fingerprint(self) -> str:
        """Hash the contents of the files, to 64 hexadecimal digits."""
        shelves = (shelf for shelf in self.archives if shelf.is_file())
        return content_fingerprint("films", [*(one.path for one in self.places), *shelves])

    def close(self) -> None:
        """Close the archives of pictures, and forget what was unpacked."""
        for archive in self.archives.values():
            archive.close()
        self.forget_tables()

    def forget_tables(self) -> None:
        """Delete what was unpacked; pictures can still be read."""
        self._unpacked.cleanup()

    def _open(self, one: FilmPlace, place: Place) -> FilmTable | FilmJson:
        pictures = self.archives[one.pictures] if one.pictures is not None else None
        kind = FilmJson if one.is_json else FilmTable
        return kind(one.path, pictures, place=place)


def read_picture(archives: Sequence[PictureArchive], name: str) -> bytes:
    """Read a picture by the number of its archive and its name there, as in ``"0/tt0084058"``.

    Raises
    ------
    DataError
        If it is damaged or too large.
    """
    number, _, stem = name.partition("/")
    return archives[int(number)].read(stem)


@dataclass(frozen=True, slots=True)
class FiledPosters:
    """Posters by position, each decoded when it is asked for.

    Attributes
    ----------
    archives : tuple of PictureArchive
    names : tuple of str
        As `read_picture` takes them; empty where a film has none.
    """

    archives: tuple[PictureArchive, ...]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, position: int, /) -> PosterPixels | None:
        name = self.names[position]
        return read_poster(read_picture(self.archives, name)) if name else None


def read_films(
    path: Path,
    *,
    progress: Progress | None = None,
    set_aside: Callable[[BadRow], None] | None = None,
    tell: Callable[[str], None] | None = None,
) -> FilmData:
    """Read the films of a file or folder, one film of several files joined.

    Kept are films with a poster, an overview or a score. Posters stay in their files:
    each is looked at once, to set aside what is no picture, and read again when it is
    asked for.

    Parameters
    ----------
    path : Path
        See `FilmFiles`.
    progress : Progress, optional
    set_aside : callable, optional
        Takes each row or picture that cannot be used, with the reason.
    tell : callable, optional
        Takes, in words, which columns are refused and what looks wrong.

    Raises
    ------
    ConfigError
        If there is nothing at the path that Medley can read.
    DataError
        If a file is malformed, or no film is left.
    """
    aside = set_aside or (lambda _: None)
    say = tell or (lambda _: None)
    files = FilmFiles(path)
    joiner = FilmJoiner()
    for row in files:
        if isinstance(row, BadRow):
            aside(row)
        else:
            joiner.add(row)
        if progress is not None and files.place.line % 500 == 0:
            progress(0.5 * files.place.fraction, f"{files.place.file}, line {files.place.line:,}")
    for complaint in joiner.complaints():
        aside(complaint)
    everything = list(joiner)
    held = [film for film in everything if film.says_something]
    files.forget_tables()
    for note in files.notes():
        say(note)
    if len(held) < len(everything):
        say(f"{len(everything) - len(held):,} films are known by title only and left out")
    return _built(path, held, files, aside, progress)


def _built(
    path: Path,
    films: list[FilmRow],
    files: FilmFiles,
    aside: Callable[[BadRow], None],
    progress: Progress | None,
) -> FilmData:
    archives = tuple(files.archives.values())
    posters = ShelvedPosters(FiledPosters(archives, tuple(film.picture for film in films)))

    def tell(row: int, reason: str) -> None:
        film = films[row]
        aside(BadRow(film.source, film.line, f"the poster: {reason}", film.key))
        films[row] = replace(film, picture="")

    def second_half(part: float, words: str) -> None:
        if progress is not None:
            progress(0.5 + 0.5 * part, words)

    posters.check([row for row, film in enumerate(films) if film.picture], tell, second_half)
    rest = np.array([film.says_something for film in films], np.bool_)
    if not rest.any():
        raise DataError(f"{path} holds no film with a poster, an overview or a score")
    return build_film_data(films, posters).take(rest)
