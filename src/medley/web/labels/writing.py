"""Writes planned genres into files and takes them back; the library hears of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from medley.core.errors import DataError
from medley.data.playlist_rows import short_hash
from medley.data.sources.song_payload import payload_hash
from medley.tagging.journal import Journal, read_journal
from medley.tagging.write import undo, write_genre
from medley.web.labels.found import FoundSong
from medley.web.labels.models import SongFile, WrittenGenre


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of one line of a journal: restored, or as it was already, or a fault."""

    file: str
    restored: bool
    fault: str = ""


def new_journal(folder: Path) -> Journal:
    """Name a journal by the present time; it is made with its first line."""
    now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    return Journal(folder / f"tags-{now}.jsonl")


def write(song: FoundSong, genre: str, journal: Journal, *, model_version: str) -> None:
    """Write a genre into a file.

    A genre that a model said is remembered, so that no model learns from it.

    Parameters
    ----------
    song : FoundSong
    genre : str
    journal : Journal
    model_version : str
        Empty where a person said the genre.

    Raises
    ------
    DataError
        If the file cannot be written; it is then as it was.
    """
    # Remembered before it is written: a kill between the two costs nothing.
    made = False
    if model_version:
        _, made = WrittenGenre.objects.update_or_create(
            payload=song.payload, defaults={"genre": genre, "model_version": model_version}
        )
    else:
        WrittenGenre.objects.filter(payload=song.payload).delete()
    try:
        write_genre(song.path, genre, journal)
    except DataError:
        if made:
            WrittenGenre.objects.filter(payload=song.payload).delete()
        raise
    _touched(str(song.path))


def undo_journal(path: Path) -> Iterator[Undone]:
    """Give the files of a journal back what they held, the last change first.

    Raises
    ------
    ConfigError
        If there is no such file.
    DataError
        If it is no journal.
    """
    for entry in reversed(list(read_journal(path))):
        try:
            restored = undo(entry)
            payload = payload_hash(Path(entry.file))
        except DataError as error:
            yield Undone(entry.file, restored=False, fault=str(error))
            continue
        WrittenGenre.objects.filter(payload=payload, genre=entry.genre).delete()
        _touched(entry.file)
        yield Undone(entry.file, restored)


def _touched(path: str) -> None:
    """Let the next import read a file anew, though its times are as they were."""
    try:
        SongFile.objects.filter(path_hash=short_hash(path)).update(stamp="")
    except UnicodeEncodeError:
        return
