"""A face knows which characters it has, and a title gets letters only from those."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont

import medley
from medley.core.errors import ConfigError
from medley.covers.lettering.charmap import characters
from medley.covers.lettering.clusters import cleaned, clusters
from medley.covers.lettering.fonts import Face, Fonts
from medley.covers.lettering.matching import match

FOLDER = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pretendard"
MATPLOTLIB = Path(mpl.get_data_path()) / "fonts" / "ttf"
DEJAVU = MATPLOTLIB / "DejaVuSans-Bold.ttf"
PRETENDARD = FOLDER / "ttf" / "Pretendard-Bold.ttf"

needs_pretendard = pytest.mark.skipif(
    not PRETENDARD.is_file(), reason="Pretendard is not built; run make assets"
)


@pytest.mark.parametrize(
    "path",
    [DEJAVU, MATPLOTLIB / "cmr10.ttf", pytest.param(PRETENDARD, marks=needs_pretendard)],
    ids=lambda path: path.name,
)
def test_characters_are_those_that_fonttools_finds(path):
    with TTFont(path, lazy=True) as font:
        expected = {code for code, name in font.getBestCmap().items() if name != ".notdef"}
    assert characters(path) == expected


@pytest.mark.parametrize("data", [b"", b"no font", b"\0\1\0\0\xff\xff" + b"\0" * 40])
def test_a_file_that_is_no_font_is_named(tmp_path, data):
    path = tmp_path / "broken.ttf"
    path.write_bytes(data)
    with pytest.raises(ConfigError, match=r"broken\.ttf cannot be read"):
        characters(path)


def test_a_font_of_bitmaps_alone_has_nothing_to_set(tmp_path):
    path = tmp_path / "emoji.ttf"
    with TTFont(DEJAVU) as font:
        del font["glyf"], font["loca"]
        font.save(path)
    assert characters(path) == frozenset()


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("가e\u0301", ["가", "e\u0301"]),
        ("👩\u200d💻!", ["👩\u200d💻", "!"]),
        ("🇰🇷🇯🇵", ["🇰🇷", "🇯🇵"]),
        ("1️⃣👍🏽", ["1️⃣", "👍🏽"]),
        ("❤️ a", ["❤️", " ", "a"]),
    ],
)
def test_what_a_reader_takes_for_one_character_stays_whole(title, parts):
    assert clusters(title) == parts


def test_cleaning_composes_letters_and_drops_what_is_unseen():
    assert cleaned("\u1112\u1161\u11ab a\u00adb\u200b\r\n\u2028\u3000c\ud800\u202d") == "한 ab c"


@needs_pretendard
@pytest.mark.parametrize(
    ("title", "text", "left_out"),
    [
        ("𝓵𝓸𝓿𝓮 𝟐𝟎", "love 20", ()),
        ("♥️ 밤", "♥ 밤", ()),
        ("힣 漢 あ", "힣 あ", ("漢",)),
        ("🎵 a 🎵 b", "a b", ("🎵",)),
    ],
)
def test_letters_come_from_pretendard_or_are_left_out(title, text, left_out):
    found = match(title, Fonts(FOLDER), "Bold")
    assert found.text == text
    assert found.left_out == left_out


@needs_pretendard
def test_fallbacks_serve_what_pretendard_lacks():
    found = match("밤 Дом ☔", Fonts(FOLDER, (DEJAVU,)), "Bold")
    assert [letter.face.path.name for letter in found.letters] == ["Pretendard-Bold.ttf"] * 6 + [
        "DejaVuSans-Bold.ttf"
    ]
    assert not found.left_out


def test_a_letter_is_one_that_leaves_ink():
    face = Face(DEJAVU)
    assert face.spelling("a") == "a"
    assert face.spelling(" ") == " "
    assert face.spelling("\u2003") is None
    assert face.spelling("가") is None
