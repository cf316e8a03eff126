"""Settings of a model in words: --set NAME=VALUE."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from tests.models.genre.test_encoder import of_bands
from tests.web.labels.made_songs import GENRES, song_bytes

from medley.artifacts.store import Store
from medley.cli.model_settings import configured
from medley.core.errors import ConfigError

needs_onnx = pytest.mark.skipif(
    find_spec("onnx") is None or find_spec("onnxruntime") is None,
    reason="building and asking an encoder needs pip install 'medley[deep]'",
)


def test_what_is_not_set_keeps_its_default() -> None:
    given = configured("song-genre", "encoder", ["gain=0.2303", "sample_rate=16000"])
    assert (given.gain, given.sample_rate) == (0.2303, 16_000)
    assert (given.offset, given.reg) == (0.0, 1.0)


def test_without_settings_the_model_decides() -> None:
    assert configured("song-genre", "encoder", []) is None


def test_a_path_becomes_absolute_and_a_name_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "audio.onnx").touch()
    assert configured("song-genre", "encoder", ["path=audio.onnx"]).path == str(
        tmp_path / "audio.onnx"
    )
    assert configured("playlist", "title-encoder", ["encoder=org/name"]).encoder == "org/name"


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("gain", "write NAME=VALUE"),
        ("=3", "write NAME=VALUE"),
        ("loudness=3", "no setting 'loudness'; it has path, sample_rate, gain"),
        ("sample_rate=fast", "sample_rate is 'fast'; it must be a whole number"),
        ("gain=much", "gain is 'much'; it must be a number"),
        ("sample_rate=1", "sample_rate is 1; it must be 1000 to 384000 Hz"),
    ],
)
def test_what_cannot_be_set_is_told(setting: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        configured("song-genre", "encoder", [setting])


def trained(home: Path, *words: object, code: int = 0) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "medley", "train", "song-genre", *map(str, words)],
        env=os.environ | {"MEDLEY_HOME": str(home), "OMP_NUM_THREADS": "1"},
        cwd=home,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def songs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("songs")
    lines = ["file,genre"]
    for kind, genre in enumerate(GENRES):
        for seed in range(5):
            (folder / f"{genre}{seed}.flac").write_bytes(song_bytes(kind, seed))
            lines.append(f"{genre}{seed}.flac,{genre}")
    (folder / "songs.csv").write_text("\n".join(lines) + "\n")
    return folder


@needs_onnx
def test_an_encoder_is_trained_by_its_path(tmp_path: Path, songs: Path) -> None:
    encoder = of_bands().rename(tmp_path / "audio.onnx")
    said, _ = trained(
        tmp_path, "--model", "encoder", "--set", "path=audio.onnx", "--data", songs, "--json"
    )
    document: dict[str, Any] = json.loads(said)
    model, manifest = Store(tmp_path / "models").load("song-genre", document["version"])
    assert manifest.config["path"] == model.config.path == str(encoder)
    assert set(model.vocabulary) == set(GENRES)


def test_a_bad_setting_stops_before_anything_is_heard(tmp_path: Path) -> None:
    _, told = trained(
        tmp_path, "--model", "encoder", "--set", "path", "--data", tmp_path / "nowhere", code=2
    )
    assert "--set is 'path'; write NAME=VALUE" in told
