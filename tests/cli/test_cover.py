"""`medley cover` as a shell runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

Medley = Callable[..., "subprocess.CompletedProcess[str]"]
SMALL = ("--size", "320x180")


@pytest.fixture(scope="module")
def medley() -> Medley:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "MEDLEY_HOME": "/nowhere"}
    environment.pop("MEDLEY_DIFFUSER", None)

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "medley", "cover", *arguments]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    return call


def document(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    body: dict[str, Any] = json.loads(done.stdout)
    return body


def test_a_title_becomes_a_picture_without_any_data_folder(medley: Medley, tmp_path: Path) -> None:
    path = tmp_path / "cover.jpg"
    done = medley("새벽 드라이브", "-o", str(path), "--seed", "7", "--json")
    body = document(done)
    with Image.open(path) as image:
        assert (image.format, image.size) == ("JPEG", (1280, 720))
    assert body["bytes"] == path.stat().st_size < 600_000
    assert (body["path"], body["seed"], body["painter"], body["note"]) == (
        str(path),
        7,
        "painter",
        "",
    )
    assert (body["scene"]["place"], body["scene"]["time"]) == ("road", "dawn")
    assert "".join(body["lines"]).replace(" ", "") == "새벽드라이브"
    assert body["contrast"] >= 4.5
    assert done.stderr == ""


@pytest.mark.parametrize(("ending", "kind"), [("png", "PNG"), ("webp", "WEBP"), ("JPEG", "JPEG")])
def test_the_ending_names_the_format(
    medley: Medley, tmp_path: Path, ending: str, kind: str
) -> None:
    path = tmp_path / f"cover.{ending}"
    done = medley("rain", "-o", str(path), *SMALL)
    assert (done.returncode, done.stdout) == (0, "")
    assert "wrote" in done.stderr
    with Image.open(path) as image:
        assert (image.format, image.size) == (kind, (320, 180))


def test_the_same_call_writes_the_same_file(medley: Medley, tmp_path: Path) -> None:
    one, two, three = (tmp_path / f"{n}.png" for n in range(3))
    for path, seed in ((one, "3"), (two, "3"), (three, "4")):
        medley("rain", "-o", str(path), "--seed", seed, *SMALL)
    assert one.read_bytes() == two.read_bytes() != three.read_bytes()


def test_explain_paints_nothing(medley: Medley) -> None:
    body = document(medley("비 오는 날", "--explain", "--json"))
    assert set(body) == {"title", "seed", "language", "scene", "evidence"}
    assert body["scene"]["weather"] == "rain"
    table = medley("비 오는 날", "--explain")
    assert "비 오는" in table.stdout


def test_options_go_before_the_title(medley: Medley, tmp_path: Path) -> None:
    options = ["--style", "sea, night", "--energy", "0.9", "--layout", "side", "--no-title"]
    body = document(medley("rain", "-o", str(tmp_path / "a.webp"), *options, *SMALL, "--json"))
    scene = body["scene"]
    assert (scene["place"], scene["time"], scene["weather"]) == ("sea", "night", "rain")
    assert (scene["energy"], body["layout"], body["lines"]) == (0.9, "side", [])


@pytest.mark.parametrize("title", ["", "a\x07b\nc", "שלום"])
def test_odd_titles_are_painted(medley: Medley, tmp_path: Path, title: str) -> None:
    body = document(medley(title, "-o", str(tmp_path / "a.jpg"), *SMALL, "--json"))
    assert all("\x07" not in line for line in body["lines"])
    assert title == "" or body["lines"] or body["left_out"]


def test_letters_that_no_font_has_are_told(medley: Medley, tmp_path: Path) -> None:
    done = medley("rain 🦄", "-o", str(tmp_path / "a.jpg"), *SMALL)
    assert "no font at hand has 🦄" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("rain",), 2, "name the file to write"),
        (("rain", "-o", "cover.gif"), 2, ".jpg, .png or .webp"),
        (("rain", "-o", "cover"), 2, "without an ending"),
        (("rain", "-o", "/nowhere/cover.jpg"), 1, "there is no folder /nowhere"),
        (("rain", "-o", "/proc/cover.jpg", *SMALL), 1, "cannot write /proc/cover.jpg"),
        (("rain", "-o", "a.jpg", "--style", "blue"), 2, "the style 'blue'"),
        (("rain", "-o", "a.jpg", "--style", "aurora,day"), 2, "aurora"),
        (("rain", "-o", "a.jpg", "--layout", "top"), 2, "no layout 'top'"),
        (("rain", "-o", "a.jpg", "--size", "big"), 2, "1280x720"),
        (("rain", "-o", "a.jpg", "--size", "9x9"), 2, "64 to 4096"),
        (("rain", "-o", "a.jpg", "--seed", "-4"), 2, "seed -4"),
        (("x" * 5_000, "-o", "a.jpg"), 2, "5,000 characters"),
        (("rain", "-o", "a.jpg", "--font", "/nowhere/a.ttf"), 2, "/nowhere/a.ttf"),
    ],
)
def test_mistakes_get_one_line(
    medley: Medley, tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = medley(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_diffusion_model_that_is_not_there_is_told(medley: Medley, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    done = medley("rain", "-o", str(path), "--diffuser", "/nowhere/model")
    assert (done.returncode, done.stdout) == (1, "")
    assert "/nowhere/model" in done.stderr or "pip install 'medley[deep]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not path.exists()
