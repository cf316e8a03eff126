"""`medley import songs FOLDER`: what `medley.cli.import_` hands on."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from medley.web.labels.ingest import SongReport


def import_songs(path: Path, *, as_json: bool) -> None:
    """Take the songs of a folder into the library, and say what was done.

    Raises
    ------
    ConfigError
        If there is nothing at the path.
    UnavailableError
        If the same is being imported already.
    """
    from medley.cli.django import setup
    from medley.cli.one_import import fingerprint_of_place, one_import
    from medley.cli.output import print_json, progress_bar
    from medley.cli.training_data import heard_songs
    from medley.core.errors import ConfigError

    if not path.exists():
        raise ConfigError(f"{path} does not exist; expected a folder of songs or a song")
    setup()
    from django.conf import settings

    from medley.web.labels.ingest import ingest_songs

    with (
        one_import(settings.MEDLEY_HOME, "songs", fingerprint_of_place(path)) as bad_rows,
        progress_bar() as progress,
    ):
        done = ingest_songs(path, heard=heard_songs(), bad_rows=bad_rows, progress=progress)
    if as_json:
        document = {"source": "songs"} | asdict(done)
        document["bad_rows_file"] = str(done.bad_rows_file) if done.bad_rows_file else None
        document["x_real_time"] = _times(done)
        document |= {"heard_s": round(done.heard_s, 1), "seconds": round(done.seconds, 3)}
        print_json(document)
    else:
        _tell(done)


def _times(done: SongReport) -> float:
    return round(done.heard_s / done.seconds, 1) if done.seconds > 0 else 0.0


def _tell(done: SongReport) -> None:
    from medley.cli.output import print_table, say

    rows = [
        ("sound files", done.files),
        ("new songs", done.new_songs),
        ("copies of songs", done.copies),
        ("changed files", done.changed),
        ("moved files", done.moved),
        ("files not touched since", done.unchanged),
        ("files gone", done.missing),
        ("set aside", done.broken),
    ]
    print_table(("imported", "number"), rows)
    if done.heard_s:
        say(f"Heard {done.heard_s / 60:,.0f} minutes at {_times(done):,.0f} x real time.")
    if done.new_songs:
        say(f"{done.with_genre:,} of the new and changed files have a genre.")
    if done.bad_rows_file:
        say(f"What was set aside, with the reason: {done.bad_rows_file}")
