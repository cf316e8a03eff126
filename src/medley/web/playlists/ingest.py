"""Writes tracks and playlists to the database: in chunks, repeatable, resumable.

As for the catalogue: a chunk's rows and its checkpoint commit in one transaction,
tracks and playlists are found by key, and a repeated import changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter

from django.db import transaction

from medley.core.model import Progress
from medley.data.playlist_rows import ListRow, PlaylistRow, TrackRow
from medley.data.playlist_validation import fault_of_list_row
from medley.data.rows import BadRow
from medley.data.sources.text import Place
from medley.web.catalog.ingest_bad_rows import BadRowFile, Spot
from medley.web.catalog.models import ImportRun
from medley.web.playlists.ingest_lists import PlaylistWriter
from medley.web.playlists.ingest_tracks import TrackWriter

CHUNK = 20_000
"""Tracks and entries that are written together."""


@dataclass(slots=True)
class Counts:
    """Rows accepted so far, over all the runs of one import."""

    playlists: int = 0
    new_playlists: int = 0
    changed_playlists: int = 0
    entries: int = 0
    new_tracks: int = 0


@dataclass(frozen=True, slots=True)
class PlaylistReport:
    """What an import of playlists did.

    Attributes
    ----------
    source : str
    playlists, entries : int
        Accepted, whether they were there before or not.
    new_playlists, changed_playlists, new_tracks : int
        Those that were not there before, or said something else.
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
    playlists: int
    new_playlists: int
    changed_playlists: int
    entries: int
    new_tracks: int
    bad_rows: int
    bad_rows_file: Path | None
    resumed_at: int
    seconds: float


@dataclass(slots=True)
class _Chunk:
    """Rows that are written together, each with its place in the source."""

    bad: list[BadRow] = field(default_factory=list)
    tracks: list[tuple[TrackRow, Spot]] = field(default_factory=list)
    playlists: list[tuple[PlaylistRow, Spot]] = field(default_factory=list)

    def rows(self) -> int:
        return len(self.bad) + len(self.tracks) + len(self.playlists)


def ingest_playlists(
    rows: Iterable[ListRow | BadRow],
    *,
    source: str,
    fingerprint: str,
    bad_rows: Path,
    progress: Progress | None = None,
) -> PlaylistReport:
    """Write tracks and playlists.

    A playlist that is there already takes on what its row says, entries and tags
    whole; a track keeps the names that a later row does not have. Playlists that
    people made here are never written over.

    Parameters
    ----------
    rows : iterable of TrackRow, PlaylistRow or BadRow
        The same ones, in the same order, whenever the fingerprint is the same. A
        playlist may name tracks that the database or an earlier row holds.
    source : str
        Short name of where they come from.
    fingerprint : str
        At most 64 characters; an unfinished import with it is continued.
    bad_rows : Path
        CSV file for what is set aside; written only if there is any.
    progress : Progress, optional

    Returns
    -------
    PlaylistReport
    """
    started = perf_counter()
    run, _ = ImportRun.objects.get_or_create(fingerprint=fingerprint, defaults={"source": source})
    if run.finished:
        run.rows_done, run.rows_bad, run.part, run.finished = 0, 0, "", False
    importer = _Importer(run, BadRowFile(bad_rows, keep=run.rows_bad))
    resumed_at = run.rows_done
    place = getattr(rows, "place", None) or Place(source)
    with closing(importer.bad):
        for chunk in _chunks(rows, place):
            importer.take(chunk)
            if progress is not None:
                n = importer.counts.playlists
                progress(place.fraction, f"{n:,} playlists, {importer.done:,} rows")
        importer.finish()
    return PlaylistReport(
        source=source,
        **asdict(importer.counts),
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
        self.tracks = TrackWriter()
        self.playlists = PlaylistWriter(self.tracks.known)
        self.done = 0
        self._resume_at = run.rows_done

    def take(self, chunk: _Chunk) -> None:
        self.done += chunk.rows()
        if self.done <= self._resume_at:
            return
        with transaction.atomic():
            self._write(chunk)
            self._checkpoint()
        self.tracks.known.forget_if_many()

    def finish(self) -> None:
        self.run.finished = True
        self._checkpoint()

    def _write(self, chunk: _Chunk) -> None:
        for row in chunk.bad:
            self.bad.add(row)
        tracks = [row for row, spot in chunk.tracks if self._sound(row, spot)]
        self.counts.new_tracks += self.tracks.write(tracks)
        playlists = [(row, spot) for row, spot in chunk.playlists if self._sound(row, spot)]
        written = self.playlists.write(playlists, self.bad)
        self.counts.playlists += written.accepted
        self.counts.new_playlists += written.new
        self.counts.changed_playlists += written.changed
        self.counts.entries += written.entries

    def _sound(self, row: ListRow, spot: Spot) -> bool:
        fault = fault_of_list_row(row)
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


def _chunks(rows: Iterable[ListRow | BadRow], place: Place) -> Iterator[_Chunk]:
    chunk, room = _Chunk(), CHUNK
    for row in rows:
        if room <= 0:
            yield chunk
            chunk, room = _Chunk(), CHUNK
        room -= 1
        if isinstance(row, TrackRow):
            chunk.tracks.append((row, (place.file, place.line)))
        elif isinstance(row, PlaylistRow):
            chunk.playlists.append((row, (place.file, place.line)))
            room -= len(row.tracks)
        else:
            chunk.bad.append(row)
    if chunk.rows():
        yield chunk
