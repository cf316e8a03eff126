"""Lines break where a reader would, and are of even width."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pytest
from PIL import features

import medley
from medley.covers.lettering import runs
from medley.covers.lettering.breaking import Depth, broken
from medley.covers.lettering.fonts import Fonts
from medley.covers.lettering.ink import draw, starts
from medley.covers.lettering.matching import match

FOLDER = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pretendard"
DEJAVU = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans-Bold.ttf"
FONTS = Fonts(FOLDER, (DEJAVU,))

pytestmark = pytest.mark.skipif(
    not (FOLDER / "ttf").is_dir(), reason="Pretendard is not built; run make assets"
)


def letters(title):
    return match(title, FONTS, "Bold").letters


def lines(title, n_lines, depth=Depth.WORDS):
    found = broken(letters(title), n_lines, depth, 0.0)
    return found and ["".join(letter.text for letter in line) for line in found]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("비 오는 날 카페에서 듣는 잔잔한 재즈", ["비 오는 날 카페에서", "듣는 잔잔한 재즈"]),
        ("Late Night Drive", ["Late Night", "Drive"]),
        ("Songs of the Sea", ["Songs", "of the Sea"]),
        ("첫눈 오는 날 캐롤 모음", ["첫눈 오는 날", "캐롤 모음"]),
        ("Morning Coffee vol. 12", ["Morning", "Coffee vol. 12"]),
        ("lo-fi beats-for-study", ["lo-fi beats-", "for-study"]),
    ],
)
def test_two_lines_part_between_phrases(title, expected):
    assert lines(title, 2) == expected


def test_korean_breaks_between_syllables_when_asked():
    title = "대한민국만세만만세"
    assert lines(title, 2) is None
    assert lines(title, 2, Depth.SYLLABLES) in (
        ["대한민국", "만세만만세"],
        ["대한민국만", "세만만세"],
    )


def test_words_are_hyphenated_only_at_the_last():
    word = "Antidisestablishmentarianism"
    assert lines(word, 2, Depth.SYLLABLES) is None
    first, second = lines(word, 2, Depth.LETTERS)
    assert first.endswith("-")
    assert first[:-1] + second == word
    assert lines("1234567890123456", 2, Depth.LETTERS) == ["12345678", "90123456"]


def test_lines_are_as_even_as_words_allow():
    found = broken(letters("one two three four five six seven eight"), 3, Depth.WORDS, 0.0)
    widths = [float(starts(line, 0.0)[-1]) for line in found]
    assert max(widths) < 1.35 * min(widths)


def test_wider_tracking_moves_every_letter_but_the_first():
    tight, loose = (starts(letters("Hour"), tracking) for tracking in (0.0, 0.1))
    assert loose - tight == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])


@pytest.mark.skipif(not features.check("raqm"), reason="Pillow lacks libraqm")
def test_right_to_left_words_are_ordered_within_a_line():
    line = letters("Mix שלום two")
    assert ["".join(run.texts) for run in runs.visual_runs(line)] == ["Mix ", "שלום", " two"]
    line = letters("שלום 24 abc")
    found = runs.visual_runs(line, from_right=True)
    assert ["".join(run.texts) for run in found] == ["abc", "שלום 24 "]


def test_without_libraqm_hebrew_is_turned_round_and_arabic_left_out(monkeypatch):
    for module in ("runs", "matching"):
        monkeypatch.setattr(f"medley.covers.lettering.{module}.shapes_scripts", lambda: False)
    line = letters("שלום (24)")
    (run,) = runs.visual_runs(line, from_right=True)
    assert "".join(run.texts) == "(24) םולש"
    assert match("ليلة", FONTS, "Bold").left_out == ("ل", "ي", "ة")


def test_ink_is_never_cut_by_its_canvas():
    stacked = "Z" + "\u0301\u0323" * 12 + "g"
    ink = draw(runs.visual_runs(letters(stacked)), 40.0, 0.0)
    assert ink.mask.getbbox() == (0, 0, *ink.mask.size)
    assert ink.mask.height > 60
