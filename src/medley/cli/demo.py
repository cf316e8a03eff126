"""`medley demo`: the made catalogue, with its pictures and clips.

With ``--json``::

    {"source": "demo", "items": 2200, "people": 400, "events": 43925,
     "new_items": 2200, "new_events": 43925, "playlists": 300, "new_playlists": 300,
     "pictures": 2200, "clips": 40, "changed": true, "trained": "<version>" or null,
     "seconds": 40.1}

With ``--if-empty`` and a catalogue there: ``{"source": "demo", "changed": false}``.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medley.core.errors import MedleyError
from medley.core.model import Progress

if TYPE_CHECKING:
    from medley.covers.flat.catalogue import Painted
    from medley.web.catalog.ingest import IngestReport
    from medley.web.playlists.ingest import PlaylistReport

_PAINTED, _WRITTEN = 0.6, 0.8
_IMPORTS = 2


def demo(
    train: Annotated[
        bool, typer.Option("--train/--no-train", help="Fit the models on it afterwards.")
    ] = True,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing where a catalogue is there already.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    progress_file: Annotated[
        Path | None, typer.Option(help="Keep how far it is in this JSON file.")
    ] = None,
) -> None:
    """Make the demo catalogue: videos, films, songs, playlists, people, events.

    All of it is made up and called demo data wherever it shows. A second call
    changes nothing; a killed one goes on where it stopped.
    """
    from medley.cli.output import print_json, progress_bar, say

    if if_empty and _has_catalogue():
        if as_json:
            print_json({"source": "demo", "changed": False})
        return
    if if_empty:
        say("==> No catalogue yet: making the demo catalogue (about a minute, once)")
    started = time.perf_counter()
    with progress_bar() as bar:
        progress = bar if progress_file is None else _kept_in(progress_file, bar)
        document = _make(progress)
        trouble = None
        if train:
            document["trained"], trouble = _train(_within(progress, _WRITTEN, 1.0))
    document["seconds"] = round(time.perf_counter() - started, 3)
    if as_json:
        print_json(document)
    else:
        _tell(document)
    if trouble is not None:
        # The catalogue is there and said so; only now does the command fail.
        raise trouble


def _has_catalogue() -> bool:
    """Whether there are items, other than those of a demo that was cut off.

    A demo is two imports: the catalogue, and then the songs of its playlists.
    """
    from medley.cli.django import setup

    setup()
    from medley.web.catalog.models import ImportRun, Item

    runs = ImportRun.objects.filter(source="demo").values_list("finished", flat=True)
    whole = not runs or (len(runs) >= _IMPORTS and all(runs))
    return Item.objects.exists() and whole


def _make(progress: Progress) -> dict[str, Any]:
    from medley.cli.django import setup

    setup()
    from django.conf import settings

    home = Path(settings.MEDLEY_HOME)
    painted = _paint(Path(settings.MEDIA_ROOT), _within(progress, 0.0, _PAINTED))
    done = _write(home, _within(progress, _PAINTED, _WRITTEN))
    lists = _write_playlists(home)
    new = (painted.pictures, painted.clips, done.new_items, done.new_events, lists.new_playlists)
    return {
        "source": "demo",
        "items": done.items,
        "people": done.people,
        "events": done.events,
        "new_items": done.new_items,
        "new_events": done.new_events,
        "playlists": lists.playlists,
        "new_playlists": lists.new_playlists,
        "pictures": painted.pictures,
        "clips": painted.clips,
        "changed": any(new),
        "trained": None,
        "seconds": 0.0,
    }


def _paint(media: Path, progress: Progress) -> Painted:
    import medley
    from medley.covers.flat.catalogue import paint_catalogue
    from medley.data.demo import demo_rows
    from medley.data.rows import CreatorRow, ItemRow

    rows = list(demo_rows())
    bylines = {row.key: row.name for row in rows if isinstance(row, CreatorRow)}
    items = [row for row in rows if isinstance(row, ItemRow)]
    fonts = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pretendard"
    return paint_catalogue(items, bylines, media, font_dir=fonts, progress=progress)


def _write(home: Path, progress: Progress) -> IngestReport:
    from medley.data.demo import demo_fingerprint, demo_rows
    from medley.web.catalog.ingest import ingest

    return ingest(
        demo_rows(now_ms=_epoch(home / "imports" / "demo.json")),
        source="demo",
        fingerprint=demo_fingerprint(),
        bad_rows=home / "imports" / "demo.bad.csv",
        progress=progress,
    )


def _write_playlists(home: Path) -> PlaylistReport:
    from medley.data.demo import demo_playlists, demo_playlists_fingerprint
    from medley.web.playlists.ingest import ingest_playlists

    return ingest_playlists(
        demo_playlists(),
        source="demo",
        fingerprint=demo_playlists_fingerprint(),
        bad_rows=home / "imports" / "demo-playlists.bad.csv",
    )


def _epoch(path: Path) -> int:
    """When the demo data ends: kept from the first call, so that a killed one goes on alike."""
    try:
        return int(json.loads(path.read_text())["now_ms"])
    except (OSError, ValueError, KeyError):
        now_ms = int(time.time() * 1000)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps({"now_ms": now_ms}))
    part.replace(path)
    return now_ms


def _train(progress: Progress) -> tuple[str | None, MedleyError | None]:
    from medley.web.feed.retrain import retrain_feed, retrain_interests
    from medley.web.playlists.retrain import retrain_playlists

    try:
        version = retrain_feed(progress=_within(progress, 0.0, 0.4))
        retrain_interests(progress=_within(progress, 0.4, 0.5))
        retrain_playlists(progress=_within(progress, 0.5, 1.0))
        return version, None
    except MedleyError as error:
        return None, type(error)(f"the demo catalogue is there, but not trained: {error}")


def _within(progress: Progress, start: float, end: float) -> Progress:
    """Give a step its part of the whole bar."""
    return lambda done, words: progress(start + (end - start) * done, words)


def _kept_in(path: Path, progress: Progress) -> Progress:
    """Write each step to a file as well, whole or not at all."""
    part = path.with_suffix(".part")

    def tell(done: float, words: str) -> None:
        progress(done, words)
        part.write_text(json.dumps({"done": done, "words": words, "at": time.time()}))
        part.replace(path)

    return tell


def _tell(done: dict[str, Any]) -> None:
    from medley.cli.output import print_table, say

    if not done["changed"]:
        say("The demo catalogue is already there; nothing changed.")
        return
    rows = [
        (name, done[name])
        for name in ("items", "people", "events", "playlists", "pictures", "clips")
    ]
    print_table(("demo data", "rows"), rows)
    if done["trained"]:
        say(f"The feed uses version {done['trained']}.")
    say("Start the site with `medley serve`.")
