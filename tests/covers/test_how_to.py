"""What docs/how-to/covers.md shows runs as it stands there, and names all there is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from medley.covers.lexicon_file import VALUES

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "covers.md").read_text()


def test_the_python_runs() -> None:
    code = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "place='road'" in ran.stdout


def test_every_value_of_every_part_is_named() -> None:
    for part, values in VALUES.items():
        row = re.search(rf"^\| {part} \| (.*) \|$", PAGE, re.MULTILINE)
        assert row, part
        assert set(re.sub(r" \(.*?\)", "", row[1]).split(", ")) == set(values)
