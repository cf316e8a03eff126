"""`medley import SOURCE PATH`: films, items, events, playlists, songs or landmarks from files.

With ``--json``::

    {"source": "movielens", "items": 9125, "people": 671, "events": 100004,
     "pictures": 3427, "new_items": 9125, "new_events": 100004,
     "pictures_without_film": 2426, "bad_rows": 0, "bad_rows_file": null,
     "resumed_at": 0, "seconds": 6.7, "trained": "<version>" or null}

``items``, ``people`` and ``events`` count what the files hold, ``new_items`` and
``new_events`` what was not there before. For playlists::

    {"source": "playlists", "playlists": 6056, "new_playlists": 6056,
     "changed_playlists": 0, "entries": 594703, "new_tracks": 201730,
     "bad_rows": 0, "bad_rows_file": null, "resumed_at": 0, "seconds": 25.1}

For songs::

    {"source": "songs", "files": 2000, "new_songs": 1962, "new_files": 1990,
     "changed": 0, "moved": 0, "unchanged": 0, "copies": 28, "missing": 0,
     "with_genre": 1204, "pictures": 1530, "broken": 10, "bad_rows_file": "<path>",
     "heard_s": 480210.0, "x_real_time": 310.2, "seconds": 1548.0}

``copies`` are new files whose sound, tags left out, the library held already; ``moved``
those found at another place than before; ``unchanged`` those not touched since the last
import; ``missing`` those that were there and are not any more. ``with_genre`` and
``pictures`` count the new and changed ones. ``broken`` files are set aside in
``bad_rows_file`` with the reason. ``x_real_time`` is 0 when nothing was heard anew.

For films::

    {"source": "films", "films": 22802, "new_films": 16102, "changed_films": 6697,
     "pictures": 5853, "scored": 10937, "title_only": 4463, "bad_rows": 20,
     "bad_rows_file": "<path>", "refused": {"vote_count": "votes are counted ..."},
     "notes": [], "resumed_at": 0, "seconds": 45.2}

``films`` counts rows, of which several can tell of one film; ``pictures`` and ``scored``
films that came to one; ``refused`` are columns that are known only after the release, with the
reason, and ``notes`` what looks wrong in the files.

For labels, tasks exported from Label Studio::

    {"source": "labels", "tasks": 412, "labelled": 230, "unchanged": 12, "older": 1,
     "unlabelled": 167, "bad_rows": 2, "bad_rows_file": "<path>"}

``labelled`` changed what is known, ``unchanged`` a person had said here already, ``older``
ones somebody decided here after they were decided there, ``unlabelled`` nobody annotated or
somebody skipped. Predictions are never taken.

For landmarks of workouts::

    {"source": "landmarks", "files": 3, "recordings": 164, "new_recordings": 164,
     "with_exercise": 162, "frames": 24120, "duration_s": 803.9, "broken": 0,
     "bad_rows_file": null, "seconds": 2.4}
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medley.core.errors import ConfigError, MedleyError
from medley.core.model import Progress

if TYPE_CHECKING:
    from medley.data.sources import CsvOptions, RowStream
    from medley.web.catalog.ingest import IngestReport
    from medley.web.catalog.ingest_posters import PosterReport

SOURCES = (
    "movielens",
    "csv",
    "items",
    "events",
    "playlists",
    "songs",
    "films",
    "labels",
    "landmarks",
)


def import_(
    source: Annotated[str, typer.Argument(help=f"One of {', '.join(SOURCES)}.")],
    path: Annotated[
        Path,
        typer.Argument(
            help="A MovieLens folder, a CSV file (also .gz), a file, folder or zip of playlists, "
            "a folder of songs, a table, JSON file, zip or folder of films, tasks of Label "
            "Studio, or a file or folder of landmarks."
        ),
    ],
    what: Annotated[
        str, typer.Option(help="csv: 'items' or 'events'; by default told by the columns.")
    ] = "",
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", help="csv: FIELD=COLUMN, e.g. title=name; may be repeated."),
    ] = None,
    encoding: Annotated[
        str, typer.Option(help="csv, playlists: e.g. utf-8, cp949; utf-8 if left out.")
    ] = "",
    delimiter: Annotated[str, typer.Option(help="csv: one character, or 'tab'.")] = ",",
    namespace: Annotated[
        str,
        typer.Option(
            help="Put in front of ids, so that two sources do not collide; 'csv' if left out, "
            "and the file's name for playlists."
        ),
    ] = "",
    kind: Annotated[
        str, typer.Option(help="csv: kind of the items or events where no column says it.")
    ] = "",
    posters: Annotated[
        Path | None, typer.Option(help="movielens: folder with posters.csv and images.zip.")
    ] = None,
    train: Annotated[
        bool, typer.Option("--train/--no-train", help="Fit the feed on the new events afterwards.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Import films, items, events, playlists, songs, labels or landmarks from files.

    An import may be repeated: nothing is doubled. A killed one goes on where it
    stopped. Rows that cannot be taken are set aside in a file with line and reason.
    """
    from medley.cli.import_playlists import import_playlists
    from medley.data.sources import CsvOptions

    columns = _columns(mapping or [])
    if source in ("songs", "films", "labels", "landmarks"):
        given = (what, posters, columns, delimiter, kind, namespace, encoding)
        if given != ("", None, {}, ",", "", "", ""):
            raise ConfigError(f"{source} know only --json")
        _import_files(source, path, as_json)
        return
    if source == "playlists":
        if what or posters is not None or (columns, delimiter, kind) != ({}, ",", ""):
            raise ConfigError("playlists know only --encoding, --namespace and --json")
        import_playlists(path, namespace=namespace, encoding=encoding, as_json=as_json)
        return
    options = CsvOptions(columns, encoding or "utf-8", delimiter, namespace or "csv", kind)
    _import_rows(_stream(source, path, what, options, posters), posters, train, as_json)


def _import_files(source: str, path: Path, as_json: bool) -> None:
    from medley.cli.import_films import import_films
    from medley.cli.import_labels import import_labels
    from medley.cli.import_landmarks import import_landmarks
    from medley.cli.import_songs import import_songs

    takers = {
        "songs": import_songs,
        "films": import_films,
        "labels": import_labels,
        "landmarks": import_landmarks,
    }
    takers[source](path, as_json=as_json)


def _import_rows(stream: RowStream, posters: Path | None, train: bool, as_json: bool) -> None:
    from medley.cli.output import print_json, progress_bar

    started = time.perf_counter()
    with progress_bar() as progress:
        document = _ingest(stream, posters, progress)
        trouble = None
        if train and document["events"]:
            document["trained"], trouble = _train(progress)
    document["seconds"] = round(time.perf_counter() - started, 3)
    if as_json:
        print_json(document)
    else:
        _tell(document)
    if trouble is not None:
        # The rows are in and said so; only now does the command fail.
        raise trouble


def _columns(mapping: list[str]) -> dict[str, str]:
    columns = {}
    for pair in mapping:
        field, equals, column = pair.partition("=")
        if not field or not equals or not column:
            raise ConfigError(f"--map is {pair!r}; write FIELD=COLUMN, e.g. --map title=name")
        columns[field.strip()] = column.strip()
    return columns


def _stream(
    source: str, path: Path, what: str, options: CsvOptions, posters: Path | None
) -> RowStream:
    from medley.data.sources import CsvOptions, read_csv, read_movielens

    if source not in SOURCES:
        raise ConfigError(f"there is no source {source!r}; use one of {', '.join(SOURCES)}")
    if source == "movielens":
        if what or options != CsvOptions():
            raise ConfigError(
                "--what, --map, --encoding, --delimiter, --namespace and --kind are for csv only"
            )
        return read_movielens(path)
    if posters is not None:
        raise ConfigError("--posters belongs to films; use it with `medley import movielens`")
    return read_csv(path, what if source == "csv" else source, options)


def _ingest(stream: RowStream, posters: Path | None, progress: Progress) -> dict[str, Any]:
    from medley.cli.django import setup
    from medley.cli.one_import import one_import
    from medley.data.sources.posters import PosterFolder

    # Both are opened before anything is written: a wrong folder changes nothing.
    folder = PosterFolder(posters) if posters is not None else None
    fingerprint = stream.fingerprint()
    setup()
    from django.conf import settings

    from medley.web.catalog.ingest import ingest
    from medley.web.catalog.ingest_posters import PosterReport, ingest_posters

    with one_import(settings.MEDLEY_HOME, stream.source, fingerprint) as bad_rows:
        done = ingest(
            stream,
            source=stream.source,
            fingerprint=fingerprint,
            bad_rows=bad_rows,
            progress=progress,
        )
        pictures = PosterReport()
        if folder is not None:
            pictures = ingest_posters(folder, bad_rows=bad_rows, progress=progress)
    return _document(done, pictures, bad_rows)


def _train(progress: Progress) -> tuple[str | None, MedleyError | None]:
    from medley.web.feed.retrain import retrain_feed, retrain_interests

    try:
        version = retrain_feed(progress=progress)
        retrain_interests()
        return version, None
    except MedleyError as error:
        return None, type(error)(f"imported, but not trained: {error}")


def _document(done: IngestReport, pictures: PosterReport, bad_rows: Path) -> dict[str, Any]:
    set_aside = done.bad_rows + pictures.bad_rows
    return {
        "source": done.source,
        "items": done.items,
        "people": done.people,
        "events": done.events,
        "pictures": pictures.pictures,
        "new_items": done.new_items,
        "new_events": done.new_events,
        "pictures_without_film": pictures.without_film,
        "bad_rows": set_aside,
        "bad_rows_file": str(bad_rows) if set_aside else None,
        "resumed_at": done.resumed_at,
        "seconds": 0.0,
        "trained": None,
    }


def _tell(done: dict[str, Any]) -> None:
    from medley.cli.output import print_table, say

    rows = [
        ("items", done["items"], done["new_items"]),
        ("people", done["people"], ""),
        ("events", done["events"], done["new_events"]),
        ("pictures", done["pictures"], ""),
        ("rows set aside", done["bad_rows"], ""),
    ]
    print_table(("imported", "rows", "of them new"), rows)
    if done["resumed_at"]:
        say(f"Went on after {done['resumed_at']:,} rows of an earlier run.")
    if done["bad_rows"]:
        say(f"Rows set aside, with the reason: {done['bad_rows_file']}")
    if done["trained"]:
        say(f"The feed uses version {done['trained']}.")
