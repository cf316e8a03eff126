"""Pose models are made of the npm package's networks, not one byte of which changes."""

from __future__ import annotations

import sys
import zipfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

import medley

ROOT = Path(__file__).parents[2]
MODELS = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pose"
PACKAGE = ROOT / "node_modules" / "@mediapipe" / "pose"


@pytest.fixture(scope="module")
def script() -> Any:
    spec = spec_from_file_location("pose_models", ROOT / "scripts" / "pose_models.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["pose_models"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("kind", ["lite", "full", "heavy"])
def test_a_model_holds_both_networks_whole(kind: str) -> None:
    with zipfile.ZipFile(MODELS / f"pose_{kind}.task") as task:
        assert task.namelist() == ["pose_detector.tflite", "pose_landmarks_detector.tflite"]
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in task.infolist())
        detector, landmarks = map(task.read, task.namelist())
    assert (PACKAGE / "pose_solution_packed_assets.data").read_bytes() in detector
    assert (PACKAGE / f"pose_landmark_{kind}.tflite").read_bytes() in landmarks
    assert detector[4:8] == landmarks[4:8] == b"TFL3"


def test_the_same_package_gives_the_same_bytes(script: Any, tmp_path: Path) -> None:
    script.main(str(ROOT / "node_modules"), str(tmp_path))
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (MODELS / path.name).read_bytes()


def test_metadata_is_found_where_loaders_look(script: Any) -> None:
    model = (PACKAGE / "pose_landmark_lite.tflite").read_bytes()
    made = script.with_metadata(model, script.scaling(0.0, 255.0))
    fields = script._fields(made)
    names = script._elements(made, fields[script.MODEL_METADATA])
    before = script._elements(model, script._fields(model).get(script.MODEL_METADATA))
    assert len(names) == len(before) + 1
    buffers = script._elements(made, fields[script.MODEL_BUFFERS])
    assert len(buffers) == len(script._elements(model, script._fields(model)[4])) + 1
    assert b"TFLITE_METADATA" in made[: len(made) - len(model)]
    assert b"M001" in made[: len(made) - len(model)]


def test_without_the_package_the_mend_is_named(script: Any, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="npm ci"):
        script.main(str(tmp_path), str(tmp_path))
