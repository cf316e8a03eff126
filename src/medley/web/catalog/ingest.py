"""Writes rows to the database: in chunks, repeatable, resumable.

A chunk's rows, its checkpoint and the revisions it raises commit in one
transaction. So a killed import goes on at its last chunk, and one that is run
again changes nothing: items and people are found by key, events by the hash of
what they say.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter

from django.db import transaction

from medley.core.model import Progress
from medley.data.rows import (
    BadRow,
    CategoryRow,
    CreatorRow,
    EventRow,
    ItemRow,
    PersonRow,
    Row,
)
from medley.data.sources.text import Place
from medley.data.validation import fault_of
from medley.web.catalog.ingest_bad_rows import BadRowFile, Spot
from medley.web.catalog.ingest_events import append_events, sound_events
from medley.web.catalog.ingest_items import CatalogueWriter
from medley.web.catalog.ingest_people import PeopleWriter
from medley.web.catalog.models import CatalogueRevision, ImportRun

CHUNK = 20_000
ITEM_WEIGHT = 10
"""An item counts as much as ten events: it is larger and costs more to write."""


@dataclass(slots=True)
class Counts:
    """Rows accepted so far, over all the runs of one import."""

    items: int = 0
    new_items: int = 0
    events: int = 0
    new_events: int = 0


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an import did.

    Attributes
    ----------
    source : str
    items, people, events : int
        Accepted, whether they were there before or not; people are counted once.
    new_items, new_events : int
        Those that were not there before.
    bad_rows : int
        Set aside, with the reason, in ``bad_rows_file``.
    bad_rows_file : Path or None
        None when there is no bad row.
    resumed_at : int
        Rows that an earlier, interrupted run had done; 0 for a fresh one.
    seconds : float
        Duration of this run.
    """

    source: str
    items: int
    people: int
    events: int
    new_items: int
    new_events: int
    bad_rows: int
    bad_rows_file: Path | None
    resumed_at: int
    seconds: float


@dataclass(slots=True)
class Chunk:
    """Rows that are written together, by type, each with its place in the source."""

    file: str
    bad: list[BadRow] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    others: list[tuple[Row, Spot]] = field(default_factory=list)

    def rows(self) -> int:
        """How many rows it holds."""
        return len(self.bad) + len(self.events) + len(self.others)


def ingest(
    rows: Iterable[Row | BadRow],
    *,
    source: str,
    fingerprint: str,
    bad_rows: Path,
    progress: Progress | None = None,
) -> IngestReport:
    """Write rows to the catalogue and the log of events.

    Parameters
    ----------
    rows : iterable of Row or BadRow
        The same ones, in the same order, whenever the fingerprint is the same. A
        row may refer to what the database or an earlier row holds.
    source : str
        Short name of where they come from.
    fingerprint : str
        At most 64 characters; an unfinished import with it is continued.
    bad_rows : Path
        CSV file for what is set aside; written only if there is any.
    progress : Progress, optional

    Returns
    -------
    IngestReport
    """
    started = perf_counter()
    run, _ = ImportRun.objects.get_or_create(fingerprint=fingerprint, defaults={"source": source})
    if run.finished:
        run.rows_done, run.rows_bad, run.part, run.finished = 0, 0, "", False
    importer = _Importer(run, BadRowFile(bad_rows, keep=run.rows_bad))
    resumed_at = run.rows_done
    place = getattr(rows, "place", None)
    if place is None:
        place = Place(source)
        rows = _numbered(rows, place)
    with _cycles_by_chunk() as collect, closing(importer.bad):
        for chunk in _chunks(rows, place):
            importer.take(chunk)
            collect()
            if progress is not None:
                rate = importer.written / (perf_counter() - started)
                progress(place.fraction, f"{importer.done:,} rows, {rate:,.0f} a second")
        importer.finish()
    return IngestReport(
        source=source,
        **asdict(importer.counts),
        people=importer.people.count(),
        bad_rows=run.rows_bad,
        bad_rows_file=bad_rows if run.rows_bad else None,
        resumed_at=resumed_at,
        seconds=perf_counter() - started,
    )


class _Importer:
    """Takes chunk after chunk; passes over those that an earlier run had done."""

    def __init__(self, run: ImportRun, bad: BadRowFile) -> None:
        self.run = run
        self.bad = bad
        self.counts = Counts(**json.loads(run.part or "{}"))
        self.people = PeopleWriter()
        self.catalogue = CatalogueWriter()
        self.done = 0
        self.written = 0
        self._resume_at = run.rows_done

    def take(self, chunk: Chunk) -> None:
        self.done += chunk.rows()
        if self.done <= self._resume_at:
            self.people.recognise({event.person for event in chunk.events})
            return
        with transaction.atomic():
            self._write(chunk)
            self._checkpoint()
        self.written += chunk.rows()
        self.people.forget_if_many()
        self.catalogue.forget_if_many()

    def finish(self) -> None:
        self.run.finished = True
        self._checkpoint()

    def _write(self, chunk: Chunk) -> None:
        for row in chunk.bad:
            self.bad.add(row)
        if chunk.others:
            self._write_others([(r, spot) for r, spot in chunk.others if self._sound(r, spot)])
        if chunk.events:
            items = self.catalogue.items
            good = sound_events(chunk.events, chunk.lines, chunk.file, items, self.people, self.bad)
            written = append_events(good, items, self.people)
            self.counts.events += written.accepted
            self.counts.new_events += written.new

    def _write_others(self, rows: list[tuple[Row, Spot]]) -> None:
        categories = [row for row, _ in rows if isinstance(row, CategoryRow)]
        changed = self.catalogue.write_categories(categories)
        creators = [row for row, _ in rows if isinstance(row, CreatorRow)]
        changed |= self.catalogue.write_creators(creators)
        items = [(row, spot) for row, spot in rows if isinstance(row, ItemRow)]
        written = self.catalogue.write_items(items, self.bad)
        self.counts.items += written.accepted
        self.counts.new_items += written.new
        people = [(row, spot) for row, spot in rows if isinstance(row, PersonRow)]
        self.people.write(people, self.catalogue.categories, self.bad)
        if changed or written.changed:
            CatalogueRevision.bump()

    def _sound(self, row: Row, spot: Spot) -> bool:
        fault = fault_of(row)
        if fault is not None:
            self.bad.set_aside(spot, fault, row)
        return fault is None

    def _checkpoint(self) -> None:
        # The file first: it may hold more than the database says, never less.
        self.bad.flush()
        self.run.rows_done = self.done
        self.run.rows_bad = self.bad.count
        self.run.part = json.dumps(asdict(self.counts))
        self.run.save()


@contextmanager
def _cycles_by_chunk() -> Iterator[Callable[[], int]]:
    """Look for reference cycles once a chunk, not every 700 rows.

    Rows form no cycles, but they are so many that the collector would walk the
    whole process again and again: a quarter of the time of an import.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield partial(gc.collect, 1)
    finally:
        if was_on:
            gc.enable()


def _chunks(rows: Iterable[Row | BadRow], place: Place) -> Iterator[Chunk]:
    """Gather rows; the loop runs once an event, so it looks at as little as it can."""
    chunk = Chunk(place.file)
    room = CHUNK
    for row in rows:
        if room <= 0 or place.file is not chunk.file:
            if chunk.rows():
                yield chunk
            chunk, room = Chunk(place.file), CHUNK
        if row.__class__ is EventRow:
            chunk.events.append(row)
            chunk.lines.append(place.line)
            room -= 1
        elif isinstance(row, BadRow):
            chunk.bad.append(row)
            room -= 1
        else:
            chunk.others.append((row, (place.file, place.line)))
            room -= ITEM_WEIGHT
    if chunk.rows():
        yield chunk


def _numbered(rows: Iterable[Row | BadRow], place: Place) -> Iterator[Row | BadRow]:
    for place.line, row in enumerate(rows, 1):
        yield row
