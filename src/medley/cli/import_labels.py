"""`medley import labels FILE`: what `medley.cli.import_` hands on."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path


def import_labels(path: Path, *, as_json: bool) -> None:
    """Take what people said in Label Studio, and say what was done.

    Raises
    ------
    ConfigError
        If there is no such file.
    DataError
        If the file is malformed.
    UnavailableError
        If the same is being imported already.
    """
    from medley.cli.django import setup
    from medley.cli.one_import import fingerprint_of_place, one_import
    from medley.cli.output import print_json, print_table, say
    from medley.data.sources.label_studio import LabelStudioTasks

    found = LabelStudioTasks(path)
    setup()
    from django.conf import settings

    from medley.web.labels.label_studio import take_labels

    with one_import(settings.MEDLEY_HOME, "labels", fingerprint_of_place(path)) as bad_rows:
        done = take_labels(found, bad_rows)
    if as_json:
        document = {"source": "labels"} | asdict(done)
        document["bad_rows_file"] = str(done.bad_rows_file) if done.bad_rows_file else None
        print_json(document)
        return
    rows = [
        ("tasks", done.tasks),
        ("labels of people", done.labelled),
        ("said here already", done.unchanged),
        ("said otherwise here since", done.older),
        ("without an annotation", done.unlabelled),
        ("set aside", done.bad_rows),
    ]
    print_table(("imported", "number"), rows)
    if done.bad_rows:
        say(f"What was set aside, with the reason: {done.bad_rows_file}")
    if done.labelled:
        say("Learn from them with `medley train film-genre` and `medley train song-genre`.")
