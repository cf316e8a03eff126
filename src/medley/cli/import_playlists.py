"""`medley import playlists PATH`: what `medley.cli.import_` hands on."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from medley.web.playlists.ingest import PlaylistReport


def import_playlists(path: Path, *, namespace: str, encoding: str, as_json: bool) -> None:
    """Write the playlists of a file, a folder or a zip to the database, and say what was done.

    Raises
    ------
    ConfigError
        If there is nothing at the path that Medley can read.
    DataError
        If the one file is malformed.
    UnavailableError
        If the same is being imported already.
    """
    from medley.cli.django import setup
    from medley.cli.one_import import one_import
    from medley.cli.output import print_json, progress_bar
    from medley.data.sources.playlists import read_playlists

    stream = read_playlists(path, namespace=namespace, encoding=encoding)
    fingerprint = stream.fingerprint()
    setup()
    from django.conf import settings

    from medley.web.playlists.ingest import ingest_playlists

    with (
        one_import(settings.MEDLEY_HOME, "playlists", fingerprint) as bad_rows,
        progress_bar() as progress,
    ):
        done = ingest_playlists(
            stream,
            source=stream.source,
            fingerprint=fingerprint,
            bad_rows=bad_rows,
            progress=progress,
        )
    if as_json:
        document = asdict(done) | {"seconds": round(done.seconds, 3)}
        document["bad_rows_file"] = str(done.bad_rows_file) if done.bad_rows_file else None
        print_json(document)
    else:
        _tell(done)


def _tell(done: PlaylistReport) -> None:
    from medley.cli.output import print_table, say

    rows = [
        ("playlists", done.playlists, done.new_playlists),
        ("entries", done.entries, ""),
        ("tracks", "", done.new_tracks),
        ("rows set aside", done.bad_rows, ""),
    ]
    print_table(("imported", "rows", "of them new"), rows)
    if done.changed_playlists:
        say(f"{done.changed_playlists:,} playlists were there and now say something else.")
    if done.resumed_at:
        say(f"Went on after {done.resumed_at:,} rows of an earlier run.")
    if done.bad_rows:
        say(f"Rows set aside, with the reason: {done.bad_rows_file}")
    if done.new_playlists or done.changed_playlists:
        say("Fit a model on them with `medley train playlist`.")
