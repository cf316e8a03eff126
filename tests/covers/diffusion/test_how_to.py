"""The example of the how-to page runs, with tiny models where it has real ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from tests.covers.diffusion import made
from tests.covers.diffusion.made import needs_library
from tests.covers.diffusion.test_translate import marian

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "covers-diffusion.md"


@needs_library
def test_the_example_of_the_page_paints_a_cover(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "sdxl").symlink_to(made.stable_diffusion_xl())
    (tmp_path / "models" / "ko-en").symlink_to(marian())
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    exec(compile(example, str(PAGE), "exec"), {})
    with Image.open("cover.jpg") as picture:
        assert picture.size == (1280, 720)
    assert "100% painted" in capsys.readouterr().out
