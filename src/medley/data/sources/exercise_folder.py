"""Recordings of exercises from a folder: landmark files, and what is done in them.

Either files lie in a folder named after their exercise (``squat/anna/1.npz``; a folder
between names the person or the source, without one each file is its own), or a table
``exercises.csv`` beside them has the columns ``file``, ``exercise`` and, where known,
``group``. Recordings of nothing that Medley knows are ``none``.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from medley.core.errors import ConfigError, DataError, MedleyError
from medley.data.exercise_data import CLASSES, ExerciseData, Segment, labelled_windows
from medley.data.poses import PoseTrack
from medley.data.rows import BadRow
from medley.data.sources.landmark_files import SUFFIXES, read_landmarks

TABLE = "exercises.csv"


def read_exercise_folder(
    folder: Path, *, set_aside: Callable[[BadRow], None] | None = None
) -> ExerciseData:
    """Read the recordings of a folder with what is done in each from its start to its end.

    Parameters
    ----------
    folder : Path
    set_aside : callable, optional
        Given each file that cannot be read.

    Raises
    ------
    ConfigError
        If it is no folder.
    DataError
        If the table lacks a column or names no exercise, or nothing can be read.
    """
    if not folder.is_dir():
        raise ConfigError(f"{folder} is no folder; expected one with landmark files of exercises")
    table = folder / TABLE
    listed = list(_in_table(table) if table.is_file() else _in_folders(folder))
    data = labelled_windows(_read(listed, set_aside or (lambda _bad: None)))
    if not len(data):
        raise DataError(
            f"{folder} holds no recording of an exercise; put landmark files into folders named "
            f"{', '.join(CLASSES)}, or list them in {TABLE}"
        )
    return data


def _in_table(table: Path) -> Iterator[tuple[Path, str, str]]:
    with table.open(newline="", encoding="utf-8-sig") as lines:
        reader = csv.DictReader(lines)
        if not {"file", "exercise"} <= set(reader.fieldnames or ()):
            raise DataError(f"{table} needs the columns file and exercise")
        for row in reader:
            if row["exercise"] not in CLASSES:
                names = ", ".join(CLASSES)
                raise DataError(
                    f"{table}:{reader.line_num}: {row['exercise']!r} is no exercise; "
                    f"expected one of {names}"
                )
            yield table.parent / row["file"], row["exercise"], row.get("group") or row["file"]


def _in_folders(folder: Path) -> Iterator[tuple[Path, str, str]]:
    for exercise in CLASSES:
        for path in sorted((folder / exercise).rglob("*")):
            if path.is_file() and path.name.lower().endswith(SUFFIXES):
                between = path.relative_to(folder / exercise).parts[:-1]
                yield path, exercise, between[0] if between else f"{exercise}/{path.name}"


def _read(
    listed: list[tuple[Path, str, str]], set_aside: Callable[[BadRow], None]
) -> Iterator[tuple[PoseTrack, str, tuple[Segment, ...]]]:
    for line, (path, exercise, group) in enumerate(listed, start=1):
        try:
            track = read_landmarks(path)
        except MedleyError as error:
            set_aside(BadRow(str(path), line, str(error), ""))
            continue
        if len(track):
            first = float(track.times_s[0])
            # Beyond the end, so that a recording shorter than a window fills it.
            yield track, group, ((first, first + track.duration_s + 1.0, exercise),)
