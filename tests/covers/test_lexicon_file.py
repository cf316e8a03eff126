"""The lexicon is data that a site may add to; a malformed line is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from medley.core.errors import DataError
from medley.covers.lexicon_file import lexicon_with, parse_lexicon, shipped_entries
from medley.covers.reading import read_title


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "club.tsv"
    path.write_text(
        "# our club\n\n달빛무도회\tnoun\ttime=night mood=romantic energy=0.7\tmoonlit ball\n"
        "비\tfixed\t-\tRain the singer\nwharf\tnoun\tplace=harbour\n",
        encoding="utf-8",
    )
    return path


def test_the_shipped_lexicon_is_wide() -> None:
    saying = [form for entry in shipped_entries() if entry.senses for form in entry.forms]
    korean = [form for form in saying if "가" <= form[-1] <= "힣"]
    signs = [form for entry in shipped_entries() if entry.kind == "emoji" for form in entry.forms]
    assert len(korean) > 900
    assert len(saying) - len(korean) - len(signs) > 900
    assert len(signs) > 250


def test_every_korean_word_that_says_something_has_english() -> None:
    missing = [
        entry.forms
        for entry in shipped_entries()
        if entry.senses and "가" <= entry.forms[0][-1] <= "힣" and not entry.gloss
    ]
    assert missing == []


def test_a_site_adds_words_and_replaces_them(own: Path) -> None:
    lexicon = lexicon_with(own)
    scene = read_title("달빛무도회에서", lexicon=lexicon).scene
    assert (scene.time, scene.mood, scene.energy) == ("night", "romantic", 0.7)
    assert read_title("Wharves and wharfs", lexicon=lexicon).scene.place == "harbour"
    weather = {one.part: one for one in read_title("비", lexicon=lexicon).evidence}["weather"]
    assert weather.source == "chance"
    assert read_title("바다", lexicon=lexicon).scene.place == "sea"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("비\tnoun", "line 2: 2 columns where 3 or 4 were expected"),
        ("비 noun weather=rain", "line 2: 1 columns"),
        ("비\tnoun\tweather=rain\train\tmore", "line 2: 5 columns"),
        ("비,\tnoun\tweather=rain", "line 2: an empty form"),
        ("\tnoun\tweather=rain", "line 2: an empty form"),
        ("비\tword\tweather=rain", "line 2: the kind is 'word'; expected one of noun"),
        ("비\tnoun\train", "line 2: the sense is 'rain'; expected part=value"),
        ("비\tnoun\tsky=rain", "line 2: the sense is 'sky=rain'"),
        ("비\tnoun\tweather=wet", "line 2: weather is 'wet'; expected one of clear"),
        ("비\tnoun\tweather=rain/wet", "line 2: weather is 'wet'"),
        ("비\tnoun\tweather=", "line 2: weather is ''"),
        ("비\tnoun\tenergy=high", "line 2: the energy is 'high'; expected a number"),
        ("비\tnoun\tenergy=1.5", "line 2: the energy is '1.5'"),
        ("비\tnoun\tenergy=nan", "line 2: the energy is 'nan'"),
        ("비\tnoun\t\train", "line 2: no sense; write -"),
        ("비\tnoun\tweather=rain\nb, 비\tnoun\t-", "line 3: '비' stands in line 2 too"),
    ],
)
def test_a_malformed_line_is_named(row: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_lexicon(f"# comment\n{row}\n", "mine.tsv")
    assert str(caught.value).startswith(f"mine.tsv, {message}")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.tsv cannot be read"):
        lexicon_with(tmp_path / "none.tsv")
    binary = tmp_path / "binary.tsv"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="give a UTF-8 text file"):
        lexicon_with(binary)


def test_an_empty_lexicon_reads_nothing(tmp_path: Path) -> None:
    assert parse_lexicon("# nothing\n\n", "mine.tsv") == ()
