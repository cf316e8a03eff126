"""What the first page says of a demo catalogue in the making."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from medley.web.catalog.demo_run import DemoRun, look


def write(home: Path, done: float, *, age_s: float = 0.0, spent_s: float = 10.0) -> None:
    at = time.time() - age_s
    (home / "demo-progress.json").write_text(json.dumps({"done": done, "words": "", "at": at}))
    (home / "demo-started.json").write_text(json.dumps({"at": time.time() - spent_s}))


def test_nobody_started_one(tmp_path: Path) -> None:
    assert look(tmp_path) == DemoRun()


def test_one_half_done_tells_the_time_left(tmp_path: Path) -> None:
    write(tmp_path, 0.5, spent_s=20)
    run = look(tmp_path)
    assert (run.is_running, run.percent) == (True, 50)
    assert run.left_s is not None
    assert 15 <= run.left_s <= 25


def test_one_that_ended_or_fell_silent_runs_no_more(tmp_path: Path) -> None:
    write(tmp_path, 1.0)
    assert not look(tmp_path).is_running
    write(tmp_path, 0.4, age_s=600)
    assert not look(tmp_path).is_running


def test_one_that_failed_says_why(tmp_path: Path) -> None:
    write(tmp_path, 0.1)
    (tmp_path / "demo.log").write_text("medley: no space left on the disk\n")
    assert look(tmp_path).trouble == "medley: no space left on the disk"


@pytest.mark.parametrize("text", ["", "{", "[1]", "null"])
def test_a_file_that_cannot_be_read_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "demo-started.json").write_text(text)
    (tmp_path / "demo-progress.json").write_text(text)
    assert not look(tmp_path).is_running
