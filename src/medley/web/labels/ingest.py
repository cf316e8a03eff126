"""Writes a folder of songs to the library: files, items, tracks, genres.

Every batch of files commits by itself, and a file that was not touched since is passed
over, so that an import that was stopped goes on where it was. What was heard of a batch
that did not come to its end lies in the cache of sounds.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from django.db import transaction

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.data.playlist_rows import short_hash
from medley.data.rows import BadRow
from medley.data.sources.song_walk import shown, song_files
from medley.features.heard_songs import HeardSongs
from medley.web.catalog.ingest_bad_rows import BadRowFile
from medley.web.catalog.ingest_keys import in_batches
from medley.web.labels.found import FoundSong, find_song, stamp_of, storable
from medley.web.labels.ingest_songs import SongWriter
from medley.web.labels.models import FileState, SongFile
from medley.web.labels.places import place_heard

IN_ONE_BATCH = 200


@dataclass(slots=True)
class SongReport:
    """What an import of songs did.

    Attributes
    ----------
    files : int
        Sound files found.
    new_songs : int
        Songs that the library did not hold.
    new_files, changed, moved, unchanged : int
        Files new to it, those whose tags or sound changed, those found at another
        place, and those not touched since.
    copies : int
        New files whose sound the library held already.
    missing : int
        Files that were there and are not any more.
    with_genre, pictures : int
        Of the new and changed ones.
    broken : int
        Files set aside with the reason, in ``bad_rows_file`` with the notes.
    heard_s : float
        Seconds of sound heard in this run.
    seconds : float
        Duration of this run.
    """

    files: int = 0
    new_songs: int = 0
    new_files: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    copies: int = 0
    missing: int = 0
    with_genre: int = 0
    pictures: int = 0
    broken: int = 0
    bad_rows_file: Path | None = None
    heard_s: float = 0.0
    seconds: float = 0.0


def ingest_songs(
    folder: Path, *, heard: HeardSongs, bad_rows: Path, progress: Progress | None = None
) -> SongReport:
    """Take the songs at or under a path into the library.

    Parameters
    ----------
    folder : Path
    heard : HeardSongs
    bad_rows : Path
        CSV file for what is set aside; written only if there is any.
    progress : Progress, optional

    Raises
    ------
    ConfigError
        If there is nothing at the path.
    """
    importer = _Importer(folder.resolve(), heard, BadRowFile(bad_rows), progress)
    with closing(importer.bad):
        importer.run()
    if importer.bad.count:
        importer.report.bad_rows_file = bad_rows
    return importer.report


class _Importer:
    def __init__(
        self, root: Path, heard: HeardSongs, bad: BadRowFile, progress: Progress | None
    ) -> None:
        self.report = SongReport()
        self.bad = bad
        self._root = root
        self._heard = heard
        self._progress = progress
        self._writer = SongWriter(self.report, bad, self._note)
        self._started = perf_counter()
        self._heard_before = heard.heard_s
        self._seen: set[str] = set()

    def run(self) -> None:
        paths = list(self._paths())
        self.report.files = len(paths) + self.report.broken
        for batch in in_batches(paths, IN_ONE_BATCH):
            done = len(self._seen)
            self._seen.update(short_hash(str(path)) for path in batch)
            self._take(batch, done, len(paths))
            self.bad.flush()
        self._mark_missing()
        self.report.heard_s = self._heard.heard_s - self._heard_before
        self.report.seconds = perf_counter() - self._started

    def _paths(self) -> Iterator[Path]:
        for path in song_files(self._root):
            if isinstance(path, BadRow):
                self._set_aside(path)
                continue
            try:
                yield storable(path)
            except DataError as error:
                self._set_aside(BadRow(shown(path, self._root), 0, str(error), ""))

    def _take(self, batch: list[Path], done: int, total: int) -> None:
        faults: dict[Path, str] = {}
        found: list[FoundSong] = []
        for path in self._touched(batch, faults):
            try:
                found.append(find_song(path))
            except DataError as error:
                faults[path] = str(error)

        def report(part: float, _words: str) -> None:
            if self._progress is not None:
                at = done + part * len(batch)
                seconds = max(perf_counter() - self._started, 1e-9)
                times = (self._heard.heard_s - self._heard_before) / seconds
                words = f"{at:,.0f} of {total:,} files, {times:,.0f} x real time"
                self._progress(at / total, words)

        unheard = self._heard.hear({song.payload: song.path for song in found}, report)
        faults |= {song.path: unheard[song.payload] for song in found if song.payload in unheard}
        taken = [song for song in found if song.path not in faults]
        # Before the songs are in the catalogue, since models place them as soon as they are.
        place_heard(self._heard, (song.payload for song in taken))
        with transaction.atomic():
            self._writer.write(taken)
            self._write_broken(faults)
        report(1.0, "")

    def _touched(self, batch: list[Path], faults: dict[Path, str]) -> Iterator[Path]:
        """Pass over the files that are as they were; bring back those that were missing."""
        hashes = {short_hash(str(path)): path for path in batch}
        rows = SongFile.objects.filter(path_hash__in=hashes).exclude(state=FileState.BROKEN)
        held = {row.path_hash: row for row in rows}
        back: list[int] = []
        for path_hash, path in hashes.items():
            row = held.get(path_hash)
            try:
                same = row is not None and row.stamp == stamp_of(path)
            except DataError as error:
                faults[path] = str(error)
                continue
            if row is None or not same:
                yield path
                continue
            self.report.unchanged += 1
            if row.state == FileState.MISSING:
                back.append(row.pk)
        SongFile.objects.filter(pk__in=back).update(state=FileState.PRESENT)

    def _write_broken(self, faults: dict[Path, str]) -> None:
        for path, reason in faults.items():
            self._set_aside(BadRow(shown(path, self._root), 0, reason, ""))
            SongFile.objects.update_or_create(
                path_hash=short_hash(str(path)),
                defaults={
                    "path": str(path),
                    "state": FileState.BROKEN,
                    "fault": reason[:300],
                    "stamp": "",
                },
            )

    def _mark_missing(self) -> None:
        rows = SongFile.objects.exclude(state=FileState.MISSING).values_list(
            "pk", "path", "path_hash"
        )
        prefix = f"{self._root}{os.sep}"
        gone = [
            pk
            for pk, path, path_hash in rows.iterator(chunk_size=2_000)
            if path.startswith(prefix) and path_hash not in self._seen and not Path(path).exists()
        ]
        for batch in in_batches(gone):
            SongFile.objects.filter(pk__in=batch).update(state=FileState.MISSING)
        self.report.missing = len(gone)

    def _set_aside(self, row: BadRow) -> None:
        self.bad.add(row)
        self.report.broken += 1

    def _note(self, path: Path, reason: str) -> None:
        self.bad.add(BadRow(shown(path, self._root), 0, reason, ""))
