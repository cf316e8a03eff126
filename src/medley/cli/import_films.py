"""`medley import films PATH`: what `medley.cli.import_` hands on."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from medley.web.labels.ingest_films import FilmReport


def import_films(path: Path, *, as_json: bool) -> None:
    """Take the films of a file or folder into the catalogue, and say what was done.

    Raises
    ------
    ConfigError
        If there is nothing at the path that Medley can read.
    DataError
        If a file is malformed.
    UnavailableError
        If the same is being imported already.
    """
    from medley.cli.django import setup
    from medley.cli.one_import import one_import
    from medley.cli.output import print_json, progress_bar
    from medley.data.sources.film_folder import FilmFiles

    # Everything is opened before anything is written: a wrong path changes nothing.
    with closing(FilmFiles(path)) as files:
        fingerprint = files.fingerprint()
        setup()
        from django.conf import settings

        from medley.web.labels.ingest_films import ingest_films

        with (
            one_import(settings.MEDLEY_HOME, "films", fingerprint) as bad_rows,
            progress_bar() as progress,
        ):
            done = ingest_films(
                files, fingerprint=fingerprint, bad_rows=bad_rows, progress=progress
            )
    if as_json:
        document = {"source": "films"} | asdict(done) | {"seconds": round(done.seconds, 3)}
        document["bad_rows_file"] = str(done.bad_rows_file) if done.bad_rows_file else None
        print_json(document)
    else:
        _tell(done)


def _tell(done: FilmReport) -> None:
    from medley.cli.output import print_table, say

    rows = [
        ("rows of films", done.films),
        ("new films", done.new_films),
        ("films that came to a poster", done.pictures),
        ("films that came to a score", done.scored),
        ("changed films", done.changed_films),
        ("rows that say only a title", done.title_only),
        ("set aside", done.bad_rows),
    ]
    print_table(("imported", "number"), rows)
    for name, why in done.refused.items():
        say(f"The column {name} is not taken: {why}.")
    for note in done.notes:
        say(f"{note}.")
    if done.resumed_at:
        say(f"Went on after {done.resumed_at:,} rows of an earlier run.")
    if done.bad_rows:
        say(f"What was set aside, with the reason: {done.bad_rows_file}")
    if done.new_films or done.changed_films:
        say("Fit models on them with `medley train film-genre` and `medley train film-score`.")
