"""Writes files of landmarks to the table of recordings.

What is there already, by the hash of its landmarks, is passed over, so that an import may
be repeated and a stopped one goes on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from medley.core.errors import ConfigError, DataError
from medley.core.model import Progress
from medley.data.poses import EXERCISES, NONE_OF_THESE
from medley.data.rows import BadRow
from medley.data.sources.landmark_files import SUFFIXES, read_recordings
from medley.web.catalog.ingest_bad_rows import BadRowFile
from medley.web.coach.models import Origin, Recording
from medley.web.coach.recordings import keep, key_of

LABELS = "labels.csv"
"""Beside the files: the columns ``file`` and ``exercise``."""


@dataclass(slots=True)
class LandmarkReport:
    """What an import of landmarks did.

    Attributes
    ----------
    files : int
        Files of landmarks found.
    recordings, new_recordings : int
        What they hold, and what was not there before.
    with_exercise : int
        New ones of which `LABELS` says what is done.
    frames : int
        Of the new ones.
    duration_s : float
        Of the new ones.
    broken : int
        Files and lines set aside with the reason, in ``bad_rows_file``.
    seconds : float
        Duration of this run.
    """

    files: int = 0
    recordings: int = 0
    new_recordings: int = 0
    with_exercise: int = 0
    frames: int = 0
    duration_s: float = 0.0
    broken: int = 0
    bad_rows_file: Path | None = None
    seconds: float = 0.0


def ingest_landmarks(
    root: Path, *, bad_rows: Path, progress: Progress | None = None
) -> LandmarkReport:
    """Take the landmarks at or under a path.

    Parameters
    ----------
    root : Path
        A file, or a folder of files.
    bad_rows : Path
        CSV file for what is set aside; written only if there is any.
    progress : Progress, optional

    Raises
    ------
    ConfigError
        If there is nothing at the path.
    """
    if not root.exists():
        raise ConfigError(f"{root} does not exist; expected a file or folder of landmarks")
    importer = _Importer(root, BadRowFile(bad_rows))
    with closing(importer.bad):
        importer.run(progress)
    if importer.bad.count:
        importer.report.bad_rows_file = bad_rows
    return importer.report


class _Importer:
    def __init__(self, root: Path, bad: BadRowFile) -> None:
        self.report = LandmarkReport()
        self.bad = bad
        self._root = root
        self._folder = root if root.is_dir() else root.parent

    def run(self, progress: Progress | None) -> None:
        started = perf_counter()
        exercises = self._exercises()
        files = list(self._files())
        self.report.files = len(files)
        for done, path in enumerate(files):
            if progress is not None:
                progress(done / len(files), f"{done:,} of {len(files):,} files")
            try:
                self._take(path, exercises)
            except DataError as error:
                self._set_aside(self._shown(path), 0, str(error), "")
        self.report.seconds = perf_counter() - started

    def _files(self) -> Iterator[Path]:
        if self._root.is_file():
            yield self._root
            return
        for path in sorted(self._root.rglob("*")):
            if path.name.lower().endswith(SUFFIXES) and path.name != LABELS and path.is_file():
                yield path

    def _take(self, path: Path, exercises: Mapping[str, str]) -> None:
        for name, track in read_recordings(path):
            self.report.recordings += 1
            if Recording.objects.filter(key=key_of(track), person=None).exists():
                continue
            shown = self._shown(path) + name.removeprefix(path.name)
            exercise = exercises.get(shown) or exercises.get(self._shown(path), "")
            keep(track, shown, origin=Origin.FILE, exercise=exercise)
            self.report.new_recordings += 1
            self.report.with_exercise += bool(exercise)
            self.report.frames += len(track)
            self.report.duration_s += track.duration_s

    def _exercises(self) -> dict[str, str]:
        path = self._folder / LABELS
        if not path.is_file():
            return {}
        known = {}
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), 2):
                name, exercise = row.get("file"), row.get("exercise")
                if name and exercise in (*EXERCISES, NONE_OF_THESE):
                    known[name] = exercise
                else:
                    text = ",".join(str(cell) for cell in row.values())
                    reason = f"has no file, or none of the exercises {', '.join(EXERCISES)}"
                    self._set_aside(LABELS, line, reason, text)
        return known

    def _set_aside(self, source: str, line: int, reason: str, text: str) -> None:
        self.bad.add(BadRow(source, line, reason, text[:500]))
        self.report.broken += 1

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()
