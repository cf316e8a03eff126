"""Landmarks from files: CSV, JSON and NumPy's NPZ, MediaPipe's own and Medley's.

A CSV has a row a frame and the columns ``<landmark>_x``, ``_y``, ``_z`` and ``_v`` or
``_visibility`` for some or all of `medley.data.poses.LANDMARKS`, and may have ``time_s`` or
``time_ms``. A JSON document is a list of frames, or has one under ``frames``, beside
``fps`` or ``aspect``; a frame is a list of 33 landmarks, or has one under ``landmarks``,
beside ``time_s`` or ``time_ms``. An NPZ holds what `save_landmarks` writes, or arrays of the
shape (frames, 33, 4), a recording each.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError, UnavailableError
from medley.data.poses import LANDMARKS, PoseTrack
from medley.data.sources.landmark_parts import seconds, track_of

SUFFIXES = (".csv", ".csv.gz", ".json", ".json.gz", ".npz")
MOST_FRAMES = 1_000_000
"""Nine hours at 30 frames a second."""
MOST_BYTES = 1 << 30
"""Of a file's numbers once unpacked: an hour's landmarks as JSON are a quarter of it."""
_AXES = ("x", "y", "z", "v")
_TIMES = {"time_s": "s", "time_ms": "ms", "timestamp_ms": "ms", "timestamp": "ms"}
_OWN = ("times_s", "points", "visibility")


def read_landmarks(
    path: Path, *, fps: float | None = None, aspect: float | None = None
) -> PoseTrack:
    """Read the landmarks of one recording.

    Parameters
    ----------
    path : Path
    fps : float, optional
        Frames a second where the file has no times; 30 if left out.
    aspect : float, optional
        Width of the picture over its height where the file does not say it; 16:9 if left out.

    Returns
    -------
    PoseTrack

    Raises
    ------
    UnavailableError
        If the file is not there.
    DataError
        If it holds no landmarks, or several recordings.
    """
    tracks = list(read_recordings(path, fps=fps, aspect=aspect))
    if len(tracks) != 1:
        raise DataError(
            f"{path.name} holds {len(tracks)} recordings; import them with "
            f"`medley import landmarks {path.name}`"
        )
    return tracks[0][1]


def read_recordings(
    path: Path, *, fps: float | None = None, aspect: float | None = None
) -> Iterator[tuple[str, PoseTrack]]:
    """Read all recordings of a file, one after another.

    Parameters
    ----------
    path, fps, aspect
        As for `read_landmarks`.

    Yields
    ------
    str
        Name of the recording: the file's, and where it holds several, the recording's.
    PoseTrack

    Raises
    ------
    UnavailableError
        If the file is not there.
    DataError
        If it holds no landmarks.
    """
    if not path.is_file():
        raise UnavailableError(f"there is no file {path}; name a file of landmarks")
    name = path.name.lower()
    try:
        if name.endswith(".npz"):
            yield from _arrays(path, fps, aspect)
        elif name.endswith((".csv", ".csv.gz")):
            yield path.name, _csv(_unpacked(path), fps, aspect)
        elif name.endswith((".json", ".json.gz")):
            yield path.name, _json(_unpacked(path), fps, aspect)
        else:
            raise DataError(f"has an ending that is not one of {', '.join(SUFFIXES)}")
    except (UnicodeDecodeError, EOFError, OSError, zipfile.BadZipFile, ValueError) as error:
        raise DataError(f"{path.name} cannot be read as landmarks ({error})") from error
    except DataError as error:
        raise DataError(f"{path.name} {error}") from error


def save_landmarks(file: Path | BinaryIO, track: PoseTrack) -> None:
    """Write a track as an NPZ that `read_landmarks` reads."""
    arrays: dict[str, Any] = {
        "times_s": track.times_s,
        "points": track.points,
        "visibility": track.visibility,
        "aspect": np.float64(track.aspect),
        "notes": np.array(track.notes, "U32"),
    }
    if track.world is not None:
        arrays["world"] = track.world
    if track.n_people is not None:
        arrays["n_people"] = track.n_people
    np.savez_compressed(file, **arrays)


def _unpacked(path: Path) -> str:
    packed = path.name.lower().endswith(".gz")
    with gzip.open(path) if packed else path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    _check_size(len(content))
    return content.decode("utf-8-sig")


def _check_size(n_bytes: int) -> None:
    if n_bytes > MOST_BYTES:
        raise DataError(f"holds more than {MOST_BYTES >> 30} GB; cut it into sessions")


def _csv(text: str, fps: float | None, aspect: float | None) -> PoseTrack:
    lines = csv.reader(io.StringIO(text))
    header = [column.strip().lower() for column in next(lines, [])]
    places = _places(header)
    time = next((name for name in _TIMES if name in header), None)
    rows, times = [], []
    for line, cells in enumerate(lines, 2):
        if not cells:
            continue
        if len(cells) != len(header):
            raise DataError(f"has {len(cells)} cells in line {line}, expected {len(header)}")
        row = np.full((len(LANDMARKS), 4), np.nan)
        for column, place in places.items():
            row[place] = _number(cells[column], line)
        rows.append(row)
        if time is not None:
            times.append(_number(cells[header.index(time)], line))
    stated = seconds(np.array(times), _TIMES[time]) if time is not None and times else None
    return track_of(_stacked(rows), times_s=stated, fps=fps, aspect=aspect)


def _places(header: Sequence[str]) -> dict[int, tuple[int, int]]:
    """Which landmark and axis each column is."""
    places = {}
    for column, name in enumerate(header):
        landmark, _, axis = name.rpartition("_")
        axis = "v" if axis == "visibility" else axis
        if landmark in LANDMARKS and axis in _AXES:
            places[column] = (LANDMARKS.index(landmark), _AXES.index(axis))
    if not places:
        raise DataError("has no columns such as nose_x, nose_y, nose_z, nose_v")
    return places


def _number(cell: str, line: int) -> float:
    if not cell.strip():
        return float("nan")
    try:
        return float(cell)
    except ValueError:
        raise DataError(f"has {cell[:40]!r} in line {line}, expected a number") from None


def _json(text: str, fps: float | None, aspect: float | None) -> PoseTrack:
    document = json.loads(text)
    beside = document if isinstance(document, Mapping) else {}
    frames = beside.get("frames") if beside else document
    if not isinstance(frames, list):
        raise DataError("has no list of frames; expected one, or one under 'frames'")
    rows, worlds, times = [], [], []
    for n, frame in enumerate(frames, 1):
        named = frame if isinstance(frame, Mapping) else {"landmarks": frame}
        rows.append(_body(named.get("landmarks"), n, 4))
        worlds.append(_body(named.get("world_landmarks"), n, 3))
        times += [(named[key], unit) for key, unit in _TIMES.items() if key in named][:1]
    if times and len(times) != len(rows):
        raise DataError(f"has times for {len(times)} of {len(rows)} frames; expected all or none")
    world = _stacked(worlds)
    return track_of(
        _stacked(rows),
        times_s=_json_times(times) if times else None,
        world=None if np.isnan(world).all() else world,
        fps=_positive(beside.get("fps"), "fps") or fps,
        aspect=_positive(beside.get("aspect"), "aspect") or aspect,
    )


def _json_times(times: Sequence[tuple[Any, str]]) -> NDArray[np.float64]:
    for n, (value, _) in enumerate(times, 1):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise DataError(f"has the time {value!r} in frame {n}, expected a number")
    return seconds(np.array([value for value, _ in times], np.float64), times[0][1])


def _positive(value: Any, name: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e4:
        raise DataError(f"has the {name} {value!r}, expected a number above 0")
    return float(value)


def _body(landmarks: Any, n: int, n_values: int) -> NDArray[np.float64]:
    """One body of a frame, of NaN where it is empty."""
    row = np.full((len(LANDMARKS), n_values), np.nan)
    if not landmarks:
        return row
    if not isinstance(landmarks, list) or len(landmarks) != len(LANDMARKS):
        raise DataError(f"has not {len(LANDMARKS)} landmarks in frame {n}")
    for place, one in enumerate(landmarks):
        if isinstance(one, Mapping):
            one = [one.get(key) for key in ("x", "y", "z", "visibility")]
        try:
            values = [float("nan") if value is None else float(value) for value in one]
        except (TypeError, ValueError):
            raise DataError(f"has no numbers in landmark {place} of frame {n}") from None
        if len(values) < 2:
            raise DataError(f"has no x and y in landmark {place} of frame {n}")
        row[place, : min(len(values), n_values)] = values[:n_values]
    return row


def _stacked(rows: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    if not rows:
        raise DataError("holds no frame of landmarks")
    if len(rows) > MOST_FRAMES:
        raise DataError(f"has {len(rows):,} frames, expected at most {MOST_FRAMES:,}")
    return np.stack(rows)


def _arrays(path: Path, fps: float | None, aspect: float | None) -> Iterator[tuple[str, PoseTrack]]:
    with zipfile.ZipFile(path) as packed:
        _check_size(sum(entry.file_size for entry in packed.infolist()))
    with np.load(path, allow_pickle=False) as archive:
        if not archive.files:
            raise DataError("holds no array")
        if set(_OWN) <= set(archive.files):
            yield path.name, _own(archive)
            return
        for name in archive.files:
            rows = archive[name]
            if rows.ndim != 3 or rows.shape[1:] != (len(LANDMARKS), 4) or rows.dtype.kind != "f":
                raise DataError(
                    f"has an array {name} of the shape {rows.shape}, expected (frames, 33, 4)"
                )
            whole = f"{path.name}:{name}" if len(archive.files) > 1 else path.name
            yield whole, track_of(rows.astype(np.float64), fps=fps, aspect=aspect)


def _own(archive: Mapping[str, NDArray[Any]]) -> PoseTrack:
    def maybe(name: str, kind: type[np.generic]) -> NDArray[Any] | None:
        return archive[name].astype(kind) if name in archive else None

    return PoseTrack(
        archive["times_s"].astype(np.float64),
        archive["points"].astype(np.float32),
        archive["visibility"].astype(np.float32),
        maybe("world", np.float32),
        float(archive["aspect"]) if "aspect" in archive else 1.0,
        maybe("n_people", np.int16),
        tuple(str(note) for note in archive["notes"]) if "notes" in archive else (),
    )
