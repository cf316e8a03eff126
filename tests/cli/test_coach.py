"""`medley coach` counts what a file of landmarks holds, and says what it cannot take."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from medley.data.demo.kinematics import MadeWorkout, make_workout, sample_spec
from medley.data.sources.landmark_files import save_landmarks


def medley(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"MEDLEY_HOME": str(home), "OMP_NUM_THREADS": "1"}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "medley", "coach", *map(str, words)],
        env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def made() -> MadeWorkout:
    rng = np.random.default_rng(3)
    spec = sample_spec(
        rng, "squat", "side", repetitions=3, faults=False, partials=False, others=False,
        noise=0.3, fps=30,
    )  # fmt: skip
    return make_workout(spec, rng=rng)


@pytest.fixture(scope="module")
def squats(made: MadeWorkout, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("coach") / "squats.npz"
    save_landmarks(path, made.track)
    return path


def test_repetitions_come_with_their_times_and_verdicts(
    squats: Path, made: MadeWorkout, tmp_path: Path
) -> None:
    done = medley(tmp_path, squats, "--exercise", "squat", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["exercise"], said["confidence"], said["view"]) == ("squat", 1.0, "side")
    assert len(said["reps"]) == len(made.repetitions)
    for rep, truth in zip(said["reps"], made.repetitions, strict=True):
        assert rep["start_s"] < rep["bottom_s"] < rep["end_s"]
        assert rep["bottom_s"] == pytest.approx(truth.bottom_s, abs=0.4)
        assert rep["complete"]
        assert {"name", "verdict", "value", "limit"} <= set(rep["conditions"][0])
    assert said["partials"] == []
    assert 0 < said["quality"] <= 1


def test_without_an_exercise_the_model_of_made_bodies_tells_it(
    squats: Path, tmp_path: Path
) -> None:
    done = medley(tmp_path, squats, "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["exercise"] == "squat"
    assert said["model_version"]
    assert (tmp_path / "models").is_dir()


def test_the_call_is_refused_where_it_cannot_be_meant(squats: Path, tmp_path: Path) -> None:
    unknown = medley(tmp_path, squats, "--exercise", "handstand")
    assert (unknown.returncode, "handstand" in unknown.stderr) == (2, True)
    missing = medley(tmp_path, tmp_path / "none.mp4")
    assert (missing.returncode, "is no file" in missing.stderr) == (2, True)
    drawn = medley(tmp_path, squats, "--exercise", "squat", "-o", tmp_path / "drawn.mp4")
    assert (drawn.returncode, "no pictures" in drawn.stderr) == (2, True)


def test_what_is_no_video_is_named(tmp_path: Path) -> None:
    path = tmp_path / "noise.mp4"
    path.write_bytes(b"no video at all")
    done = medley(tmp_path, path, "--exercise", "squat")
    assert done.returncode == 1
    assert "noise.mp4 cannot be read as a video" in done.stderr
