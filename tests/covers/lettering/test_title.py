"""Titles are whole, stand out, leave the corner free, and say what they lack."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy import ndimage

import medley
from medley.core.errors import ConfigError
from medley.covers.lettering.clusters import clusters
from medley.covers.lettering.fonts import Fonts
from medley.covers.lettering.layouts import BADGE, LAYOUT_NAMES
from medley.covers.lettering.title import CONTRAST, LONGEST, set_title

FOLDER = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pretendard"
DEJAVU = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans-Bold.ttf"
FONTS = Fonts(FOLDER, (DEJAVU,))
FULL = (1280, 720)
SIZES = [(640, 360), (160, 90), (300, 300), (180, 320), (97, 64), (64, 64)]

pytestmark = pytest.mark.skipif(
    not (FOLDER / "ttf").is_dir(), reason="Pretendard is not built; run make assets"
)

_HANGUL = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)
_LATIN = st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,!?&'-éß")
_EMOJI = st.sampled_from(["🎵", "😀", "❤️", "👩\u200d💻", "🇰🇷", "1️⃣", "👍🏽", "☔", "♥", "✨"])
_WORD = st.one_of(
    st.text(_HANGUL, min_size=1, max_size=12),
    st.text(_LATIN, min_size=1, max_size=14),
    st.lists(_EMOJI, min_size=1, max_size=3).map("".join),
)
TITLES = st.one_of(
    st.lists(_WORD, min_size=1, max_size=14).map(" ".join),
    st.text(_LATIN, min_size=30, max_size=80),
    st.text(_HANGUL, min_size=30, max_size=80),
    st.text(min_size=1, max_size=80),
).map(lambda title: title[:80])


def plain(size, colour=(0, 0, 0)):
    return Image.new("RGB", size, colour)


def noisy(size):
    rng = np.random.default_rng(3)
    return Image.fromarray(rng.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))


def sky(size):
    rows = np.linspace((60, 40, 95), (250, 170, 110), size[1])[:, None]
    return Image.fromarray(np.repeat(rows, size[0], axis=1).astype(np.uint8))


def luminance(pixels):
    codes = np.asarray(pixels, float) / 255
    linear = np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def ink_of(title, size, layout, **options):
    """Where letters are: they fall alike on every picture, and black needs no veil."""
    lettered = set_title(plain(size), title, fonts=FONTS, layout=layout, **options)
    assert lettered.veil == 0
    return np.asarray(lettered.image).any(axis=-1)


def edges(ink):
    rows, columns = np.nonzero(ink)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def joined(boxes):
    return tuple(pick(box[i] for box in boxes) for i, pick in enumerate((min, min, max, max)))


@settings(max_examples=120, deadline=None)
@given(TITLES, st.sampled_from(SIZES), st.sampled_from(LAYOUT_NAMES))
def test_nothing_is_ever_cut_off(title, size, layout):
    lettered = set_title(plain(size), title, fonts=FONTS, layout=layout)
    assert not lettered.shortened
    if not lettered.lines:
        assert not np.asarray(lettered.image).any()
        return
    assert 1 <= len(lettered.lines) <= 3
    found = edges(np.asarray(lettered.image).any(axis=-1))
    assert found == joined(lettered.boxes)
    assert found[0] >= 1
    assert found[1] >= 1
    assert found[2] <= size[0] - 1
    assert found[3] <= size[1] - 1


@settings(max_examples=80, deadline=None)
@given(st.lists(_WORD, min_size=1, max_size=8).map(" ".join), st.sampled_from(LAYOUT_NAMES))
def test_each_character_is_set_or_named_as_left_out(title, layout):
    title = title[:80]
    lettered = set_title(plain((320, 180)), title, fonts=FONTS, layout=layout)
    text = unicodedata.normalize("NFC", title)
    wanted = [one.replace("\ufe0f", "") for one in clusters(text) if one not in lettered.left_out]
    kept = "".join(wanted).replace(" ", "")
    # A broken word gains a hyphen at the end of its line.
    found = "".join(lettered.lines).replace(" ", "")
    assert found.replace("-", "") == kept.replace("-", "")


@pytest.mark.parametrize("layout", LAYOUT_NAMES)
@pytest.mark.parametrize(
    "picture",
    [
        plain(FULL, (255, 255, 255)),
        plain(FULL),
        plain(FULL, (128, 128, 128)),
        noisy(FULL),
        sky(FULL),
    ],
    ids=["white", "black", "grey", "noise", "sky"],
)
def test_letters_stand_out_from_every_pixel_behind_and_beside_them(picture, layout):
    title = "여름밤 City Pop 20"
    ink = ink_of(title, FULL, layout, label="PLAYLIST")
    lettered = set_title(picture, title, fonts=FONTS, layout=layout, label="PLAYLIST")
    beside = ndimage.binary_dilation(ink, np.ones((3, 3)), iterations=3) & ~ink
    final = luminance(np.asarray(lettered.image)[beside]) + 0.05
    letters = luminance(lettered.colour) + 0.05
    least = (np.maximum(final, letters) / np.minimum(final, letters)).min()
    assert least >= CONTRAST
    assert CONTRAST <= lettered.contrast <= least + 1e-4


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(SIZES), st.sampled_from(LAYOUT_NAMES))
def test_letters_stand_out_from_any_patchwork(seed, size, layout):
    rng = np.random.default_rng(seed)
    patches = Image.fromarray(rng.integers(0, 256, (5, 8, 3), dtype=np.uint8))
    lettered = set_title(patches.resize(size), "Late 밤", fonts=FONTS, layout=layout)
    assert lettered.contrast >= CONTRAST


@pytest.mark.parametrize("layout", LAYOUT_NAMES)
@pytest.mark.parametrize("size", [FULL, (160, 90), (300, 300), (180, 320)])
@pytest.mark.parametrize("title", ["밤", "An Extraordinarily Long Title of Rather Many Words"])
def test_the_lower_right_corner_stays_as_it_was_painted(title, size, layout):
    picture = noisy(size)
    lettered = set_title(picture, title, fonts=FONTS, layout=layout)
    left, top = int(size[0] * (1 - BADGE[0])), int(size[1] * (1 - BADGE[1]))
    corners = [np.asarray(image)[top:, left:] for image in (picture, lettered.image)]
    assert np.array_equal(*corners)
    for box in lettered.boxes:
        assert box[2] <= left or box[3] <= top


@pytest.mark.parametrize("layout", LAYOUT_NAMES)
@pytest.mark.parametrize(
    "title", ["새벽 드라이브", "LATE NIGHT DRIVE", "비 오는 날 카페에서 듣는 재즈"]
)
def test_letters_are_seven_pixels_high_in_the_smallest_list(title, layout):
    lettered = set_title(plain(FULL), title, fonts=FONTS, layout=layout)
    small = np.asarray(lettered.image.resize((138, 77), Image.Resampling.LANCZOS).convert("L"))
    for left, top, right, bottom in (np.array(box) / FULL[0] * 138 for box in lettered.boxes):
        line = small[int(top) : int(bottom) + 1, int(left) : int(right) + 1]
        assert (line.max(axis=1) > 127).sum() >= 7


def test_veils_are_only_as_strong_as_needed():
    black, grey, white = (
        set_title(plain(FULL, (level,) * 3), "Night Drive", fonts=FONTS) for level in (0, 140, 255)
    )
    assert black.veil == 0
    assert luminance(black.colour) > 0.8
    assert white.veil == 0
    assert luminance(white.colour) < 0.02
    assert grey.veil < 0.3


@pytest.mark.parametrize("size", [FULL, (640, 360), (320, 180), (160, 90)])
def test_a_title_breaks_alike_at_every_size(size):
    lettered = set_title(plain(size), "가을 출근길에 듣기 좋은 인디 음악", fonts=FONTS)
    assert lettered.lines == ("가을 출근길에 듣기", "좋은 인디 음악")
    assert lettered.size / size[1] == pytest.approx(0.179, rel=0.08)


def test_a_column_grows_wider_before_a_word_is_broken():
    lettered = set_title(plain(FULL), "밤하늘의별을보며 걷기", fonts=FONTS, layout="side")
    assert lettered.lines == ("밤하늘의별을보며", "걷기")
    assert lettered.boxes[0][2] > FULL[0] * 0.42


def test_equal_calls_give_equal_pictures_and_leave_theirs_alone():
    picture = noisy((320, 180))
    before = picture.tobytes()
    first, second = (set_title(picture, "첫눈", fonts=FONTS, layout="centre") for _ in range(2))
    assert first.image.tobytes() == second.image.tobytes()
    assert first.boxes == second.boxes
    assert picture.tobytes() == before


@pytest.mark.parametrize("title", ["", "  \n\t", "\x00\u202e\ufeff", "\u3164"])
def test_a_title_of_nothing_leaves_the_picture_unlettered(title):
    picture = sky((320, 180))
    lettered = set_title(picture, title, fonts=FONTS, label="PLAYLIST")
    assert lettered.image.tobytes() == picture.tobytes()
    assert lettered.lines == ()
    assert lettered.contrast is None
    assert lettered.left_out == ()


def test_a_title_that_no_font_has_is_named_and_not_boxed():
    picture = sky((320, 180))
    lettered = set_title(picture, "🎵👩\u200d💻🇰🇷🎵", fonts=Fonts(FOLDER))
    assert lettered.image.tobytes() == picture.tobytes()
    assert lettered.left_out == ("🎵", "👩\u200d💻", "🇰🇷")


def test_emoji_without_letters_leave_no_gap():
    lettered = set_title(
        plain((320, 180)), "비 오는 날 🎧 카페", fonts=Fonts(FOLDER), layout="foot"
    )
    assert lettered.lines == ("비 오는 날 카페",)
    assert lettered.left_out == ("🎧",)


def test_a_very_long_title_ends_in_an_ellipsis_at_a_word():
    lettered = set_title(plain(FULL), "아주 긴 제목 " * 1300, fonts=FONTS)
    assert lettered.shortened
    assert lettered.lines[-1].endswith("아주…")
    assert len(" ".join(lettered.lines)) <= LONGEST
    assert not set_title(plain(FULL), "가" * LONGEST, fonts=FONTS).shortened
    assert set_title(plain(FULL), "x" * 10_000, fonts=FONTS).lines[-1].endswith("x…")


def test_a_label_stands_above_the_title_and_shrinks_with_it():
    lettered = set_title(plain(FULL), "Golden Hour", fonts=FONTS, label="PLAYLIST")
    left, _, _, bottom = lettered.label_box
    assert abs(left - lettered.boxes[0][0]) <= 3
    assert bottom < lettered.boxes[0][1]
    long = set_title(plain(FULL), "Golden Hour", fonts=FONTS, label="A Very Long Label " * 8)
    assert long.label_box[2] <= FULL[0] * 0.8


def test_hebrew_begins_at_the_right():
    lettered = set_title(plain(FULL), "שלום", fonts=FONTS)
    bare = set_title(plain(FULL), "שלום", fonts=Fonts(FOLDER))
    assert lettered.boxes[0][2] > FULL[0] * 0.7
    assert bare.lines == ()
    assert bare.left_out == ("ש", "ל", "ו", "ם")


def test_without_pretendard_latin_is_set_and_hangul_named():
    lettered = set_title(plain((320, 180)), "밤 Drive", fonts=Fonts())
    assert lettered.lines == ("Drive",)
    assert lettered.left_out == ("밤",)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"layout": "top"}, "layout 'top' is unknown; choose one of foot, centre, side"),
        ({"contrast": 30}, "contrast 30 cannot be promised"),
        ({"image": plain((20, 400))}, "20x400 is too small"),
        ({"fonts": Fonts(FOLDER, (Path(__file__),)), "title": "漢"}, "is no font|cannot be read"),
    ],
)
def test_what_cannot_be_done_is_explained(options, words):
    call = {"image": plain((320, 180)), "title": "밤", "fonts": FONTS} | options
    with pytest.raises(ConfigError, match=words):
        set_title(call.pop("image"), call.pop("title"), **call)
