"""`medley import landmarks PATH`: what `medley.cli.import_` hands on."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from medley.web.coach.ingest import LandmarkReport


def import_landmarks(path: Path, *, as_json: bool) -> None:
    """Take the landmarks of a file or folder, and say what was done.

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

    setup()
    from django.conf import settings

    from medley.web.coach.ingest import ingest_landmarks

    with (
        one_import(settings.MEDLEY_HOME, "landmarks", fingerprint_of_place(path)) as bad_rows,
        progress_bar() as progress,
    ):
        done = ingest_landmarks(path, bad_rows=bad_rows, progress=progress)
    if as_json:
        document = {"source": "landmarks"} | asdict(done)
        document["bad_rows_file"] = str(done.bad_rows_file) if done.bad_rows_file else None
        document |= {"duration_s": round(done.duration_s, 1), "seconds": round(done.seconds, 3)}
        print_json(document)
    else:
        _tell(done)


def _tell(done: LandmarkReport) -> None:
    from medley.cli.output import print_table, say

    rows = [
        ("files of landmarks", done.files),
        ("recordings in them", done.recordings),
        ("new recordings", done.new_recordings),
        ("of them with an exercise", done.with_exercise),
        ("set aside", done.broken),
    ]
    print_table(("imported", "number"), rows)
    if done.frames:
        say(f"{done.frames:,} frames, {done.duration_s / 60:,.1f} minutes.")
    if done.bad_rows_file:
        say(f"What was set aside, with the reason: {done.bad_rows_file}")
