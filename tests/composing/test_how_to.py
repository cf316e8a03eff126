"""The examples of the how-to page run, one after the other."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "playlists.md"


def test_the_page_does_what_it_says(capsys):
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    known: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), known)
    said = capsys.readouterr().out
    assert len(blocks) == 3
    assert [track.origin for track in known["made"].tracks].count("ticked") == 3
    assert "#EXTINF:253,아이유 - 밤편지" in said
    assert (list(known["mapped"].found), known["mapped"].missing) == (["a", "b"], ("c",))
