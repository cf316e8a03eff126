"""The repository holds what people wrote, and nothing secret, generated or local."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BINARY = {".png", ".webp", ".jpg", ".ico", ".woff2"}
UNWANTED = re.compile(
    r"/work/|/root/|/home/\w+/|registry\.npmjs|pypi\.org/simple|files\.pythonhosted|"
    r"BEGIN [A-Z ]*PRIVATE KEY|\b(?:TODO|FIXME|XXX)\b"
)


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.fail("the tests of the tree run in a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_no_path_host_or_secret() -> None:
    found = []
    for path in tracked():
        if path.suffix in BINARY or path == Path(__file__) or not path.exists():
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if UNWANTED.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_nothing_generated_is_tracked() -> None:
    suffixes = {".mo", ".pyc", ".sqlite3", ".npz", ".onnx", ".parquet", ".pt", ".whl"}
    assert [p for p in tracked() if p.suffix in suffixes] == []


def test_big_files_are_few() -> None:
    big = [p for p in tracked() if p.exists() and p.stat().st_size > 700_000]
    assert big == []
