"""The films that training commands fit and measure models on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from medley.cli.output import say

if TYPE_CHECKING:
    from medley.data.films import FilmData
    from medley.data.rows import BadRow

FILM_TASKS = ("film-genre", "film-score")


def film_data(task: str, path: Path | None) -> FilmData:
    """Read the films of a file or folder, or those of the database when no path is given.

    What is set aside is counted on standard error, with the first of it; so is what is
    refused or looks wrong.

    Raises
    ------
    ConfigError
        If there is nothing at the path.
    DataError
        If a file cannot be understood, or no film has what the task is about.
    """
    from medley.core.errors import DataError

    if path is None:
        data, where = _from_database(), "the database"
        mend = "`medley import films PATH`, or give --data PATH"
    else:
        data, where = _from_files(path), str(path)
        mend = "give a folder of posters with a CSV, or a CSV or JSON file of films"
    if task == "film-genre" and not data.labelled.any():
        raise DataError(f"{where} holds no film with genres; {mend}")
    if task == "film-score" and not (data.scores > 0).any():
        raise DataError(f"{where} holds no film with a score (0 means unrated); {mend}")
    return data


def _from_database() -> FilmData:
    from medley.cli.django import setup
    from medley.cli.output import progress_bar

    setup()
    from medley.web.labels.film_dataset import film_data_from_database

    with progress_bar() as progress:
        return film_data_from_database(progress=progress)


def _from_files(path: Path) -> FilmData:
    from medley.cli.output import progress_bar
    from medley.data.sources.film_folder import read_films

    aside: list[BadRow] = []
    with progress_bar() as progress:
        data = read_films(path, progress=progress, set_aside=aside.append, tell=say)
    if aside:
        first = f"{aside[0].source}:{aside[0].line}: {aside[0].reason}"
        say(f"{len(aside):,} rows or posters left out, the first: {first}")
    return data
