"""Landmarks are read from the forms that others write, and from our own."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from medley.core.errors import DataError, UnavailableError
from medley.data.poses import LANDMARKS, PoseTrack
from medley.data.sources.landmark_files import read_landmarks, read_recordings, save_landmarks

N = 6
RNG = np.random.default_rng(0)
ROWS = RNG.uniform(0.1, 0.9, (N, 33, 4))
TIMES = [0.0, 0.03, 0.1, 0.13, 0.2, 1.0]


def write_csv(
    path: Path, names: tuple[str, ...] = LANDMARKS, *, v: str = "v", time: str = "", **replaced: str
) -> Path:
    columns = [f"{name}_{axis}" for name in names for axis in ("x", "y", "z", v)]
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["label", *([time] if time else []), *columns])
        writer.writeheader()
        for row, at in zip(ROWS, TIMES, strict=True):
            chosen = row[[LANDMARKS.index(name) for name in names]].ravel()
            cells = dict(zip(columns, map(str, chosen), strict=True)) | {"label": "up"}
            if time:
                cells[time] = str(at * (1000 if time.endswith("ms") else 1))
            writer.writerow(cells | replaced)
    return path


def assert_is_rows(track: PoseTrack, aspect: float) -> None:
    expected = ROWS[:, :, :3] * np.array([aspect, 1, aspect])
    assert np.allclose(track.points, expected, atol=1e-5)
    assert np.allclose(track.visibility, ROWS[:, :, 3], atol=1e-5)


def test_x_and_z_are_brought_from_widths_to_heights(tmp_path: Path) -> None:
    track = read_landmarks(write_csv(tmp_path / "a.csv"), aspect=0.5)
    assert_is_rows(track, 0.5)
    assert track.aspect == 0.5


def test_without_times_and_shape_a_usual_video_is_taken(tmp_path: Path) -> None:
    track = read_landmarks(write_csv(tmp_path / "a.csv", v="visibility"))
    assert track.fps == pytest.approx(30)
    assert track.aspect == pytest.approx(16 / 9)
    assert read_landmarks(tmp_path / "a.csv", fps=10).fps == pytest.approx(10)


@pytest.mark.parametrize("column", ["time_s", "time_ms", "timestamp_ms"])
def test_times_are_those_of_the_file(column: str, tmp_path: Path) -> None:
    track = read_landmarks(write_csv(tmp_path / "a.csv", time=column))
    assert track.times_s == pytest.approx(TIMES)


def test_a_packed_csv_is_read(tmp_path: Path) -> None:
    plain = write_csv(tmp_path / "a.csv")
    packed = tmp_path / "b.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert (read_landmarks(packed).points == read_landmarks(plain).points).all()


def test_landmarks_that_a_file_lacks_stand_at_the_next_joint_unseen(tmp_path: Path) -> None:
    some = ("nose", *(f"{s}_{p}" for s in ("left", "right") for p in ("shoulder", "hip", "knee")))
    track = read_landmarks(write_csv(tmp_path / "a.csv", some))
    at = {name: place for place, name in enumerate(LANDMARKS)}
    assert track.seen.all()
    for lacking, joint in [
        ("left_wrist", "left_shoulder"),
        ("right_pinky", "right_shoulder"),
        ("right_heel", "right_knee"),
        ("left_eye_inner", "nose"),
        ("mouth_right", "nose"),
    ]:
        assert (track.points[:, at[lacking]] == track.points[:, at[joint]]).all(), lacking
        assert (track.visibility[:, at[lacking]] == 0).all(), lacking


def test_a_frame_with_empty_cells_shows_nobody(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv")
    lines = path.read_text().splitlines()
    lines[3] = "up" + "," * (4 * 33)
    path.write_text("\n".join(lines))
    track = read_landmarks(path)
    assert track.seen.tolist() == [True, True, False, True, True, True]


def frames(form: str) -> Any:
    if form == "lists":
        return ROWS.tolist()
    named = [
        [dict(zip(("x", "y", "z", "visibility"), one, strict=True)) for one in row]
        for row in ROWS.tolist()
    ]
    timed = [{"time_s": at, "landmarks": row} for at, row in zip(TIMES, named, strict=True)]
    return named if form == "objects" else {"aspect": 0.5, "frames": timed}


@pytest.mark.parametrize("form", ["lists", "objects", "document"])
def test_json_is_read_in_the_forms_of_mediapipe(form: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(frames(form)))
    track = read_landmarks(tmp_path / "a.json")
    assert_is_rows(track, 0.5 if form == "document" else 16 / 9)
    if form == "document":
        assert track.times_s == pytest.approx(TIMES)


def test_a_track_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    points = RNG.normal(size=(N, 33, 3)).astype(np.float32)
    points[2] = np.nan
    track = PoseTrack(
        np.array(TIMES),
        points,
        RNG.uniform(size=(N, 33)).astype(np.float32),
        RNG.normal(size=(N, 33, 3)).astype(np.float32),
        0.75,
        np.array([1, 1, 0, 2, 2, 1], np.int16),
        ("several-people", "turned-180"),
    )
    save_landmarks(tmp_path / "a.npz", track)
    again = read_landmarks(tmp_path / "a.npz")
    for name in ("times_s", "points", "visibility", "world", "n_people"):
        assert np.array_equal(getattr(again, name), getattr(track, name), equal_nan=True), name
    assert (again.aspect, again.notes) == (track.aspect, track.notes)


def test_an_archive_of_many_recordings_gives_each_with_its_name(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", one=ROWS.astype(np.float16), two=ROWS[:3])
    found = dict(read_recordings(tmp_path / "a.npz"))
    assert {name: len(track) for name, track in found.items()} == {"a.npz:one": N, "a.npz:two": 3}
    with pytest.raises(DataError, match=r"holds 2 recordings.*medley import landmarks"):
        read_landmarks(tmp_path / "a.npz")


PIXELS = (ROWS * 640).tolist()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "", "no columns such as nose_x"),
        ("a.csv", "a,b\n1,2\n", "no columns such as nose_x"),
        ("a.csv", "nose_x,nose_y\n", "no frame"),
        ("a.csv", "nose_x,nose_y\n0.1,0.2\n", "lacks the landmarks left_hip"),
        ("a.csv", "nose_x,nose_y\n0.1\n", "1 cells in line 2, expected 2"),
        ("a.csv", "nose_x,nose_y\n0.1,high\n", "'high' in line 2, expected a number"),
        ("a.json", "{", "cannot be read as landmarks"),
        ("a.json", '{"a": 1}', "no list of frames"),
        ("a.json", "[]", "no frame"),
        ("a.json", "[[]]", "lacks the landmarks"),
        ("a.json", "[[[1, 2]]]", "not 33 landmarks in frame 1"),
        ("a.json", json.dumps([[["a", 1]] * 33]), "no numbers in landmark 0 of frame 1"),
        ("a.json", json.dumps([[[1]] * 33]), "no x and y in landmark 0 of frame 1"),
        ("a.json", json.dumps(PIXELS), "far outside the picture"),
        ("a.json", json.dumps({"aspect": -1, "frames": ROWS.tolist()}), "aspect -1"),
        (
            "a.json",
            json.dumps([{"time_s": 0, "landmarks": row} for row in ROWS.tolist()]),
            "not after the one before",
        ),
        (
            "a.json",
            json.dumps([{"time_s": 0, "landmarks": ROWS[0].tolist()}, ROWS[1].tolist()]),
            "times for 1 of 2 frames",
        ),
        ("a.npz", "no archive", "cannot be read as landmarks"),
        ("a.txt", "0.1", "ending that is not one of"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    name: str, content: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(DataError, match=said) as refused:
        read_landmarks(tmp_path / name)
    assert str(refused.value).startswith(name)


def test_arrays_of_another_shape_or_kind_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", a=np.zeros((4, 17, 3)))
    with pytest.raises(DataError, match=r"shape \(4, 17, 3\), expected \(frames, 33, 4\)"):
        read_landmarks(tmp_path / "a.npz")
    np.savez(tmp_path / "b.npz", a=np.array([{"a": 1}], dtype=object))
    with pytest.raises(DataError, match="cannot be read as landmarks"):
        read_landmarks(tmp_path / "b.npz")


def test_what_grows_too_large_when_unpacked_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("medley.data.sources.landmark_files.MOST_BYTES", 10_000)
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(b" " * 20_000))
    np.savez_compressed(tmp_path / "b.npz", a=np.zeros((100, 33, 4)))
    for name in ("a.json.gz", "b.npz"):
        with pytest.raises(DataError, match="cut it into sessions"):
            read_landmarks(tmp_path / name)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="there is no file"):
        read_landmarks(tmp_path / "gone.csv")


@pytest.mark.real_data
def test_the_real_sets_are_read_whole(real_data: Path) -> None:
    exercise = real_data / "exercise"
    for path in sorted((exercise / "exercise_correction").glob("*.csv.gz")):
        track = read_landmarks(path)
        assert track.seen.all(), path
        assert len(track) > 500, path
    assert sum(1 for _ in read_recordings(exercise / "pushup" / "landmarks.npz")) == 162
