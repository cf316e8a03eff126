"""Where the training commands take their data and keep their models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from medley.cli.film_data import FILM_TASKS, film_data
from medley.cli.form_data import form_data
from medley.cli.output import say

if TYPE_CHECKING:
    from medley.artifacts.store import Store
    from medley.data.exercise_data import ExerciseData
    from medley.data.feed import FeedData
    from medley.data.playlists import PlaylistData
    from medley.data.rows import BadRow
    from medley.data.songs import SongData
    from medley.data.sources import CsvOptions
    from medley.features.heard_songs import HeardSongs

T = TypeVar("T")


def open_store() -> Store:
    """Open the store of models in MEDLEY_HOME."""
    from medley.artifacts.store import Store
    from medley.web import settings

    return Store(settings.MEDLEY_MODELS)


def snapshots_folder() -> Path:
    """Folder of the kept data sets in MEDLEY_HOME."""
    from medley.web import settings

    return settings.MEDLEY_SNAPSHOTS


def reports_folder() -> Path:
    """Folder of the saved comparisons in MEDLEY_HOME."""
    from medley.web import settings

    return settings.MEDLEY_REPORTS


DataPath = Annotated[
    Path | None,
    typer.Option(
        help="Folder or file of events, playlists, songs, films or landmarks; without it, the "
        "database, or made bodies."
    ),
]
Mapping = Annotated[
    list[str] | None,
    typer.Option("--map", help="CSV: FIELD=COLUMN, e.g. person=user_id; may be repeated."),
]
Namespace = Annotated[
    str,
    typer.Option(
        help="Put in front of ids without one, e.g. movielens for movielens:1 (default csv for "
        "events, the file's name for playlists)."
    ),
]
EventKind = Annotated[
    str, typer.Option("--kind", help="CSV: kind of all events where no column says it.")
]


def csv_options(mapping: list[str] | None, namespace: str, kind: str) -> CsvOptions:
    """Check how a CSV file is to be read.

    Raises
    ------
    ConfigError
        If a mapping is not FIELD=COLUMN or the namespace cannot be used.
    """
    from medley.core.errors import ConfigError
    from medley.data.sources import CsvOptions

    columns: dict[str, str] = {}
    for pair in mapping or []:
        name, equals, column = pair.partition("=")
        if not (name and equals and column):
            raise ConfigError(f"--map is {pair!r}; write FIELD=COLUMN, e.g. person=user_id")
        columns[name] = column
    return CsvOptions(columns=columns, namespace=namespace or "csv", kind=kind)


def feed_data(path: Path | None, options: CsvOptions) -> FeedData:
    """Read a folder or a file, or the database when no path is given.

    Bad rows are counted on standard error, with the first of them.

    Raises
    ------
    ConfigError
        If there is nothing at the path.
    DataError
        If a file cannot be understood, or it holds no event.
    """
    from medley.core.errors import DataError

    if path is None:
        from medley.cli.django import setup

        setup()
        from medley.web.feed.dataset import feed_data_from_database

        data = feed_data_from_database()
        where, mend = "the database", "`medley import` some, `medley demo` or give --data PATH"
    else:
        from medley.data.builder import build_feed_data
        from medley.data.sources import read_source

        data = build_feed_data(_without_bad(read_source(path, options)))
        where, mend = str(path), "give a MovieLens folder or a CSV file of events"
    if not len(data):
        raise DataError(f"{where} holds no event; {mend}")
    return data


def playlist_data(path: Path | None, namespace: str = "") -> PlaylistData:
    """Read playlists from a folder or a file, or from the database when no path is given.

    Bad rows are counted on standard error, with the first of them.

    Raises
    ------
    ConfigError
        If there is nothing at the path.
    DataError
        If a file cannot be understood, or it holds no playlist.
    """
    from medley.core.errors import DataError

    if path is None:
        from medley.cli.django import setup

        setup()
        from medley.web.playlists.dataset import playlist_data as from_database

        data = from_database()
        where = "the database"
        mend = "`medley import playlists PATH`, `medley demo` or give --data PATH"
    else:
        from medley.data.playlist_builder import build_playlist_data
        from medley.data.sources.playlists import read_playlists

        data = build_playlist_data(_without_bad(read_playlists(path, namespace=namespace)))
        where, mend = str(path), "give a file or a folder of playlists"
    if not len(data):
        raise DataError(f"{where} holds no playlist; {mend}")
    return data


def heard_songs() -> HeardSongs:
    """Open the sounds kept in MEDLEY_HOME."""
    from medley.features.heard_songs import HeardSongs
    from medley.web import settings

    return HeardSongs(settings.MEDLEY_HOME / "sounds")


def song_data(path: Path | None) -> SongData:
    """Hear the songs of a folder, or take the labelled ones of the library.

    What cannot be heard is counted on standard error, with the first of it.

    Raises
    ------
    ConfigError
        If there is nothing at the path.
    DataError
        If a table cannot be understood, or no song has a genre.
    """
    from medley.cli.output import progress_bar
    from medley.core.errors import DataError

    if path is None:
        from medley.cli.django import setup

        setup()
        from medley.web.labels.dataset import song_data_from_library

        data = song_data_from_library(heard_songs())
        where, mend = "the library", "`medley import songs FOLDER` with genres, or give --data PATH"
    else:
        from medley.data.sources.song_folder import read_song_folder

        aside: list[BadRow] = []
        with progress_bar() as progress:
            data = read_song_folder(
                path, cache=heard_songs(), progress=progress, set_aside=aside.append
            )
        _tell_bad(aside)
        where, mend = str(path), "give a folder with a CSV of genres or with tagged songs"
    if not len(data.labelled()):
        raise DataError(f"{where} holds no song with a genre; {mend}")
    return data


def exercise_data(path: Path | None) -> ExerciseData:
    """Read the landmark files of a folder, or make bodies when no path is given.

    What cannot be read is counted on standard error, with the first of it.

    Raises
    ------
    ConfigError
        If there is nothing at the path.
    DataError
        If the folder holds no recording of an exercise.
    """
    if path is None:
        from medley.data.demo.made_exercises import made_exercises

        say("made bodies exercise; give --data FOLDER for recordings of people")
        return made_exercises()
    from medley.data.sources.exercise_folder import read_exercise_folder

    aside: list[BadRow] = []
    data = read_exercise_folder(path, set_aside=aside.append)
    if aside:
        say(f"{len(aside):,} files left out, the first: {aside[0].source}: {aside[0].reason}")
    return data


def task_data(
    task: str, path: Path | None, *, mapping: list[str] | None, namespace: str, kind: str
) -> Any:
    """Read what a task's models learn from: songs, films, playlists, or events with a catalogue.

    The options are as `csv_options` takes them; playlists know only the namespace, and
    songs and films none.

    Raises
    ------
    ConfigError
        If there is no such task, nothing at the path, or an option that does not
        belong to it.
    DataError
        If a file cannot be understood, or it holds nothing.
    """
    from medley.core.errors import ConfigError
    from medley.core.registry import task as find_task

    if find_task(task).name == "exercise":
        if mapping or kind or namespace:
            raise ConfigError("--map, --kind and --namespace are not for exercises; leave them out")
        return exercise_data(path)
    if find_task(task).name == "form":
        if mapping or kind or namespace:
            raise ConfigError("--map, --kind and --namespace are not for form; leave them out")
        return form_data(path)
    if find_task(task).name in ("song-genre", *FILM_TASKS):
        if mapping or kind or namespace:
            raise ConfigError(
                "--map, --kind and --namespace are not for songs and films; leave them out"
            )
        return song_data(path) if task == "song-genre" else film_data(task, path)
    if find_task(task).name != "playlist":
        return feed_data(path, csv_options(mapping, namespace, kind))
    if mapping or kind:
        raise ConfigError("--map and --kind are for CSV files of events; leave them out")
    return playlist_data(path, namespace)


def _without_bad(rows: Iterable[T | BadRow]) -> Iterator[T]:
    from medley.data.rows import BadRow

    first: BadRow | None = None
    n_bad = 0
    for row in rows:
        if isinstance(row, BadRow):
            first = first or row
            n_bad += 1
        else:
            yield row
    if first is not None:
        say(f"{n_bad:,} bad rows left out, the first: {first.source}:{first.line}: {first.reason}")


def _tell_bad(files: list[BadRow]) -> None:
    if files:
        first = files[0]
        say(f"{len(files):,} songs left out, the first: {first.source}: {first.reason}")
