"""Repetitions to learn form from: of made bodies, of recordings in a folder, or as people say.

A folder has landmark files and beside them a table ``form.csv`` with the columns ``file``,
``exercise`` and ``broken``: the names of the broken conditions, parted by spaces, such as
``depth head``; ``form`` where something is wrong and nobody said what; nothing where all
is well. ``group`` names the person or the source.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from medley.coaching.coach import analyse
from medley.coaching.description import NAMES, described
from medley.coaching.recording import N_RECORDED
from medley.coaching.repetition import Hold, Repetition
from medley.coaching.repetition import View as Seen
from medley.core.errors import ConfigError, DataError, MedleyError
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.demo.kinematics.camera import View
from medley.data.form_data import ALL_IN_ALL, CONDITIONS, FormData, FormQuery, Rows
from medley.data.poses import EXERCISES, HELD, PoseTrack
from medley.data.rows import BadRow
from medley.data.sources.landmark_files import read_landmarks
from medley.features.pose.view import facing
from medley.training.form_views import FormViews

TABLE = "form.csv"
N_SETS = 20
"""Of each exercise from each view."""
REPETITIONS = 2
FPS = 20.0
PLAIN = 0.5
"""Degree of a made fault from which a condition is broken; less but some is left out."""
VIEWS: tuple[View, ...] = ("front", "side", "oblique")


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    query: FormQuery
    broken: Rows
    group: str
    session: str
    again: Rows | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A repetition or hold, and what somebody says of it.

    Attributes
    ----------
    track : PoseTrack
        The recording that it lies in.
    one : Repetition or Hold
    exercise : str
    view : {"front", "side", "oblique", "unclear"}
    broken : mapping of str to bool
        Whether it is broken, of each condition of which they spoke.
    group, session : str
        Who it is, and which recording.
    pieces : tuple of Repetition or Hold
        All that were found in the recording.
    """

    track: PoseTrack
    one: Repetition | Hold
    exercise: str
    view: Seen
    broken: Mapping[str, bool]
    group: str
    session: str
    pieces: tuple[Repetition | Hold, ...] = ()


def spoken_form(spoken: Iterable[Spoken]) -> FormData:
    """Sum up repetitions of which people said what was held or broken."""
    return _joined(_rows_of(spoken), made=False)


def _rows_of(spoken: Iterable[Spoken]) -> Iterator[_Row]:
    for _, together in groupby(spoken, key=lambda each: (each.session, each.exercise)):
        views: FormViews | None = None
        for each in together:
            views = views or FormViews.of(each.track, each.pieces, each.exercise, each.view)
            query, again = views.described(each.one)
            yield _Row(query, _of_words(each), each.group, each.session, again)


def made_form(n_sets: int = N_SETS, *, seed: int = 0) -> FormData:
    """Let made bodies do sets with faults whose degrees are known.

    Parameters
    ----------
    n_sets : int
        Of each exercise from each view; each is a group.
    seed : int
    """
    rng = np.random.default_rng(seed)
    rows: list[_Row] = []
    for exercise in EXERCISES:
        for number in range(n_sets * len(VIEWS)):
            n = None if exercise in HELD else REPETITIONS
            spec = sample_spec(
                rng,
                exercise,
                VIEWS[number % len(VIEWS)],
                repetitions=n,
                partials=False,
                others=False,
                fps=FPS,
            )
            made = make_workout(spec, rng=rng)
            view = facing(made.track)
            done: list[tuple[Repetition | Hold, Mapping[str, float]]] = [
                (Repetition(one.start_s, one.bottom_s, one.end_s, one.side), one.faults)
                for one in made.repetitions
            ]
            done += [(Hold(one.start_s, one.end_s), one.faults) for one in made.holds]
            for one, faults in done:
                query = described(made.track, one, exercise, view)
                group = f"{exercise}-{number}"
                rows.append(_Row(query, _of_degrees(exercise, faults), group, group))
    return _joined(rows, made=True)


def read_form_folder(
    folder: Path, *, set_aside: Callable[[BadRow], None] | None = None
) -> FormData:
    """Read recordings of which it is known what was wrong in them.

    Parameters
    ----------
    folder : Path
    set_aside : callable, optional
        Given each file that cannot be read.

    Raises
    ------
    ConfigError
        If there is no such folder or no table in it.
    DataError
        If the table lacks a column or names what is not known, or nothing can be read.
    """
    table = folder / TABLE
    if not table.is_file():
        raise ConfigError(
            f"{folder} has no {TABLE}; expected landmark files and that table beside them"
        )
    rows: list[_Row] = []
    with table.open(newline="", encoding="utf-8-sig") as lines:
        reader = csv.DictReader(lines)
        if not {"file", "exercise", "broken"} <= set(reader.fieldnames or ()):
            raise DataError(f"{table} needs the columns file, exercise and broken")
        for line in reader:
            broken = _of_names(line["exercise"], line["broken"] or "", f"{table}:{reader.line_num}")
            try:
                track = read_landmarks(folder / line["file"])
            except MedleyError as error:
                if set_aside is not None:
                    set_aside(BadRow(line["file"], reader.line_num, str(error), ""))
                continue
            group = line.get("group") or line["file"]
            rows += [
                _Row(query, broken, group, line["file"], again)
                for query, again in in_recording(track, line["exercise"])
            ]
    if not rows:
        raise DataError(f"{folder} holds no repetition of which the form is known")
    return _joined(rows, made=False)


def in_recording(track: PoseTrack, exercise: str) -> list[tuple[FormQuery, Rows]]:
    """Find a recording's repetitions and holds and sum each up, as other cameras see it too."""
    report = analyse(track, exercise=exercise)
    found: list[Repetition | Hold] = [*report.repetitions, *report.partials, *report.holds]
    views = FormViews.of(track, found, exercise, report.view)
    return [views.described(one) for one in found]


def _of_degrees(exercise: str, faults: Mapping[str, float]) -> Rows:
    broken = np.full(len(CONDITIONS), np.nan, np.float32)
    worst = max(faults.values(), default=0.0)
    for place, name in enumerate(CONDITIONS):
        of, part = name.split("/")
        if of == exercise:
            degree = worst if part == ALL_IN_ALL else faults.get(part, 0.0)
            broken[place] = 1.0 if degree >= PLAIN else 0.0 if degree == 0 else np.nan
    return broken


def _of_words(spoken: Spoken) -> Rows:
    """What people say; all in all it is right where they say so of every condition judged."""
    broken = np.full(len(CONDITIONS), np.nan, np.float32)
    for name, wrong in spoken.broken.items():
        place = CONDITIONS.position(f"{spoken.exercise}/{name}")
        if place is not None:
            broken[place] = float(wrong)
    all_in_all = CONDITIONS.position(f"{spoken.exercise}/{ALL_IN_ALL}")
    if any(spoken.broken.values()):
        broken[all_in_all] = 1.0
    elif {each.name for each in spoken.one.conditions} <= set(spoken.broken):
        broken[all_in_all] = 0.0
    return broken


def _of_names(exercise: str, said: str, where: str) -> Rows:
    """What a table says of a recording is said of each of its repetitions."""
    broken = np.full(len(CONDITIONS), np.nan, np.float32)
    own = [name for name in CONDITIONS if name.split("/")[0] == exercise]
    if not own:
        raise DataError(f"{where}: {exercise!r} is no exercise; expected one of {EXERCISES}")
    names = said.split()
    for name in names:
        if f"{exercise}/{name}" not in own:
            parts = ", ".join(each.split("/")[1] for each in own)
            raise DataError(f"{where}: {exercise} has no condition {name!r}; there are: {parts}")
    for name in own:
        part = name.split("/")[1]
        if part == ALL_IN_ALL:
            broken[CONDITIONS.position(name)] = float(bool(names))
        elif ALL_IN_ALL not in names:
            broken[CONDITIONS.position(name)] = float(part in names)
    return broken


def _joined(rows: Iterable[_Row], *, made: bool) -> FormData:
    kept = list(rows)
    if not kept:
        empty = np.empty((0, len(CONDITIONS)), np.float32)
        unmeasured = np.empty((0, len(NAMES)), np.float32)
        return FormData(np.empty(0, np.int32), unmeasured, empty, empty, (), made)
    queries = [row.query for row in kept]
    again = [row.again for row in kept if row.again is not None]
    return FormData(
        np.array([EXERCISES.index(query.exercise) for query in queries], np.int32),
        _stacked([query.measured for query in queries], len(NAMES)),
        _stacked([query.evidence for query in queries], len(CONDITIONS)),
        np.stack([row.broken for row in kept]),
        tuple(row.group for row in kept),
        made,
        tuple(row.session for row in kept),
        _stacked([query.recording for query in queries], 0 if made else N_RECORDED),
        np.stack(again) if again else np.empty((0, 0, 0), np.float32),
    )


def _stacked(rows: Sequence[Rows | None], width: int) -> Rows:
    nothing = np.full(width, np.nan, np.float32)
    return np.stack([nothing if row is None else row for row in rows])
