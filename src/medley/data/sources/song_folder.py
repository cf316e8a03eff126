"""A folder of songs to learn from: a table of their genres, or tagged files."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError, DataError
from medley.core.model import Progress
from medley.core.vocabulary import Vocabulary
from medley.data.category_names import category_for
from medley.data.playlist_rows import folded
from medley.data.rows import BadRow
from medley.data.songs import NONE, SongData
from medley.data.sound import Sound
from medley.data.sources.song_payload import payload_hash
from medley.data.sources.song_tags import read_tags
from medley.data.sources.song_walk import shown, song_files

EXPECTED = "a CSV with the columns file,genre[,artist,title,album,fold] or tagged songs"
GENRE_COLUMNS = ("genre", "class")


class SoundShelf(Protocol):
    """Hears files and keeps what was heard, by the hash of their sound."""

    def hear(self, files: Mapping[str, Path], progress: Progress | None = None) -> dict[str, str]:
        """Hear the files not heard before, by key; say of those that failed why."""
        ...

    def __getitem__(self, key: str, /) -> Sound:
        """What was heard."""
        ...


@dataclass(frozen=True, slots=True)
class SongLine:
    """One song of a folder: where it lies and what is said of it.

    ``album_artist`` tells albums of one name apart; by default the artist.
    """

    name: str
    path: Path
    genre: str = ""
    artist: str = ""
    album: str = ""
    fold: int | None = None
    album_artist: str = ""


@dataclass(frozen=True, slots=True)
class KeptSounds:
    """Sounds by position, each read from the shelf when it is asked for."""

    shelf: SoundShelf
    keys: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, position: int, /) -> Sound:
        return self.shelf[self.keys[position]]


def read_song_folder(
    path: Path,
    *,
    cache: SoundShelf,
    progress: Progress | None = None,
    set_aside: Callable[[BadRow], None] | None = None,
) -> SongData:
    """Read the songs of a folder with their genres; every sound is heard once and kept.

    A CSV file in the folder says the genres (``file``, ``genre`` or ``class``, and
    where known ``artist``, ``title``, ``album``, ``fold``); without one the files' own
    tags do. Of files with the same sound the first counts, unless there are folds.

    Parameters
    ----------
    path : Path
        A folder, or a CSV file beside the songs.
    cache : SoundShelf
        Such as `medley.features.heard_songs.HeardSongs`.
    progress : Progress, optional
    set_aside : callable, optional
        Takes what could not be read, with the reason.

    Raises
    ------
    ConfigError
        If there is nothing at the path.
    DataError
        If the table cannot be understood, or no song can be heard.
    """
    aside = set_aside or (lambda _: None)
    table = _table(path)
    rows = _tagged(path) if table is None else _listed(table)
    lines: dict[str, SongLine] = {}
    keys: dict[str, str] = {}
    for line in rows:
        if isinstance(line, BadRow):
            aside(line)
            continue
        try:
            keys[line.name] = payload_hash(line.path)
        except DataError as error:
            aside(BadRow(line.name, 0, str(error), ""))
            continue
        lines[line.name] = line
    unheard = cache.hear({keys[name]: line.path for name, line in lines.items()}, progress)
    for name in [name for name in lines if keys[name] in unheard]:
        aside(BadRow(name, 0, unheard[keys[name]], ""))
        del lines[name]
    if not lines:
        raise DataError(f"{path} holds no song that can be heard; expected {EXPECTED}")
    if any(line.fold is None for line in lines.values()):
        _drop_copies(lines, keys, aside)
    return song_data(lines.values(), keys, cache)


def song_data(lines: Iterable[SongLine], keys: Mapping[str, str], cache: SoundShelf) -> SongData:
    """Lay songs out as arrays.

    Parameters
    ----------
    lines : iterable of SongLine
        Each name once.
    keys : mapping of str to str
        The key of each song's sound, by name.
    cache : SoundShelf
    """
    held = list(lines)
    folds = [line.fold for line in held if line.fold is not None]
    genres = Vocabulary(sorted({line.genre for line in held if line.genre}))
    labels = [genres.position(line.genre) if line.genre else NONE for line in held]
    return SongData(
        ids=Vocabulary(line.name for line in held),
        sounds=KeptSounds(cache, tuple(keys[line.name] for line in held)),
        genres=genres,
        labels=np.array(labels, np.int32),
        artists=_numbered(folded(line.artist) for line in held),
        # Two artists' "Greatest Hits" are two albums.
        albums=_numbered(map(_album, held)),
        folds=np.array(folds, np.int32) if len(folds) == len(held) > 0 else None,
    )


def _album(line: SongLine) -> str:
    return line.album and folded(f"{line.album_artist or line.artist}\0{line.album}")


def _drop_copies(
    lines: dict[str, SongLine], keys: Mapping[str, str], aside: Callable[[BadRow], None]
) -> None:
    first: dict[str, str] = {}
    for name in list(lines):
        original = first.setdefault(keys[name], name)
        if original != name:
            aside(BadRow(name, 0, f"it is the same sound as {original}", ""))
            del lines[name]


def _numbered(names: Iterable[str]) -> NDArray[np.int32]:
    numbers: dict[str, int] = {}
    found = [numbers.setdefault(name, len(numbers)) if name else NONE for name in names]
    return np.array(found, np.int32)


def _table(path: Path) -> Path | None:
    if not path.exists():
        raise ConfigError(f"{path} does not exist; expected a folder with {EXPECTED}")
    if path.is_file():
        return path if path.suffix.lower() == ".csv" else None
    found = sorted(one for one in path.iterdir() if one.suffix.lower() == ".csv" and one.is_file())
    if len(found) > 1:
        names = ", ".join(one.name for one in found[:5])
        raise ConfigError(f"{path} holds several tables ({names}); give the path of one")
    return found[0] if found else None


def _listed(table: Path) -> Iterator[SongLine | BadRow]:
    """Read the lines of a table of songs."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            columns = rows.fieldnames or ()
            genre = next((name for name in GENRE_COLUMNS if name in columns), None)
            if genre is None or "file" not in columns:
                raise DataError(
                    f"{table.name} has the columns {', '.join(columns)[:200]}; expected {EXPECTED}"
                )
            for row in rows:
                yield _line_of(row, genre, table, rows.line_num)
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{table.name} is no UTF-8 table: {error}") from None


def _line_of(row: dict[str, str | None], genre: str, table: Path, number: int) -> SongLine | BadRow:
    said = {name: " ".join((row.get(name) or "").split()) for name in (genre, "artist", "album")}
    name, fold = (row.get("file") or "").strip(), (row.get("fold") or "").strip()
    inner = PurePosixPath(name)
    if not name or inner.is_absolute() or ".." in inner.parts:
        reason = f"the file {name[:80]!r} must be a path inside the folder"
        return BadRow(table.name, number, reason, "")
    if fold and not fold.isdecimal():
        return BadRow(table.name, number, f"the fold {fold[:20]!r} is no whole number", name)
    if not (table.parent / name).is_file():
        return BadRow(table.name, number, f"the file {name[:80]!r} does not exist", "")
    slug = category_for(said[genre], "music").slug if said[genre] else ""
    found = int(fold) if fold else None
    return SongLine(name, table.parent / name, slug, said["artist"], said["album"], found)


def _tagged(root: Path) -> Iterator[SongLine | BadRow]:
    """Read the tags of all songs under a folder."""
    for path in song_files(root):
        if isinstance(path, BadRow):
            yield path
            continue
        name = shown(path, root)
        try:
            tags = read_tags(path)
        except DataError as error:
            yield BadRow(name, 0, str(error), "")
            continue
        found = tags.categories()
        yield SongLine(
            name,
            path,
            genre=found[0].slug if found else "",
            artist=tags.artist or tags.album_artist,
            album=tags.album,
            album_artist=tags.album_artist,
        )
