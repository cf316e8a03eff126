"""Writes files of films to the database: in batches, repeatable, resumable.

As for the catalogue: a batch's films and its checkpoint commit in one transaction,
films are found by the names that lists give them, and a repeated import changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter

from django.db import transaction

from medley.core.model import Progress
from medley.data.film_rows import FilmRow
from medley.data.rows import BadRow
from medley.data.sources.film_folder import FilmFiles
from medley.web.catalog.ingest_bad_rows import BadRowFile
from medley.web.catalog.models import ImportRun
from medley.web.labels.film_records import record_films
from medley.web.labels.film_writer import FilmCounts, FilmWriter

IN_ONE_BATCH = 500


@dataclass(frozen=True, slots=True)
class FilmReport:
    """What an import of films did.

    Attributes
    ----------
    films, new_films, changed_films, pictures, scored, title_only : int
        See `medley.web.labels.film_writer.FilmCounts`.
    bad_rows : int
        Rows and posters set aside, with the reason, in ``bad_rows_file``.
    bad_rows_file : Path or None
        None when there is none.
    refused : dict of str to str
        Columns that were not taken because they come after the release, with the
        reason.
    notes : list of str
        What looks wrong in the files.
    resumed_at : int
        Rows that an earlier, interrupted run had done; 0 for a fresh one.
    seconds : float
        Duration of this run.
    """

    films: int
    new_films: int
    changed_films: int
    pictures: int
    scored: int
    title_only: int
    bad_rows: int
    bad_rows_file: Path | None
    refused: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    resumed_at: int = 0
    seconds: float = 0.0


def ingest_films(
    files: FilmFiles, *, fingerprint: str, bad_rows: Path, progress: Progress | None = None
) -> FilmReport:
    """Take the films of some files into the catalogue.

    Parameters
    ----------
    files : FilmFiles
    fingerprint : str
        At most 64 characters; an unfinished import with it is continued.
    bad_rows : Path
        CSV file for what is set aside; written only if there is any.
    progress : Progress, optional

    Raises
    ------
    DataError
        If a file turns out malformed; what was read before stays.
    """
    started = perf_counter()
    run, _ = ImportRun.objects.get_or_create(fingerprint=fingerprint, defaults={"source": "films"})
    if run.finished:
        run.rows_done, run.rows_bad, run.part, run.finished = 0, 0, "", False
    importer = _Importer(run, BadRowFile(bad_rows, keep=run.rows_bad), files)
    resumed_at = run.rows_done
    record_films()
    with closing(importer.bad):
        for batch in _batches(files):
            importer.take(batch)
            if progress is not None:
                n = importer.counts.films
                progress(files.place.fraction, f"{n:,} films, {importer.done:,} rows")
        importer.finish()
    return FilmReport(
        **asdict(importer.counts),
        bad_rows=run.rows_bad,
        bad_rows_file=bad_rows if run.rows_bad else None,
        refused=dict(files.refused),
        notes=list(files.suspicions),
        resumed_at=resumed_at,
        seconds=perf_counter() - started,
    )


class _Importer:
    """Takes batch after batch; passes over those that an earlier run had done."""

    def __init__(self, run: ImportRun, bad: BadRowFile, files: FilmFiles) -> None:
        self.run = run
        self.bad = bad
        self.counts = FilmCounts(**json.loads(run.part or "{}"))
        self.writer = FilmWriter(self.counts, bad, files.picture, files.categories)
        self.done = 0
        self._resume_at = run.rows_done

    def take(self, batch: list[FilmRow | BadRow]) -> None:
        self.done += len(batch)
        if self.done <= self._resume_at:
            return
        with transaction.atomic():
            for row in batch:
                if isinstance(row, BadRow):
                    self.bad.add(row)
            self.writer.write([row for row in batch if isinstance(row, FilmRow)])
            self._checkpoint()

    def finish(self) -> None:
        self.run.finished = True
        self._checkpoint()

    def _checkpoint(self) -> None:
        # The file first: it may hold more than the database says, never less.
        self.bad.flush()
        self.run.rows_done = self.done
        self.run.rows_bad = self.bad.count
        self.run.part = json.dumps(asdict(self.counts))
        self.run.save()


def _batches(rows: FilmFiles) -> Iterator[list[FilmRow | BadRow]]:
    batch: list[FilmRow | BadRow] = []
    for row in rows:
        batch.append(row)
        if len(batch) == IN_ONE_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
