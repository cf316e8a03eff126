"""A cover is made from a title, the same one each time, whatever the title holds."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import medley
from medley.core.errors import ConfigError, DataError
from medley.covers.cover import Cover, CoverRequest, make_cover, read_request
from medley.covers.documents import cover_document
from medley.covers.encode import ENDINGS, MAX_BYTES, encode, format_of
from medley.covers.lettering.fonts import Fonts
from medley.covers.lexicon_file import VALUES
from medley.covers.style import overrides_of

FONTS = Fonts(Path(medley.__file__).parent / "web" / "static" / "vendor" / "pretendard")
SMALL = (320, 180)


def made(title: str, **options: object) -> Cover:
    request = CoverRequest(title, **({"size": SMALL} | options))  # type: ignore[arg-type]
    return make_cover(request, FONTS)


def pixels(cover: Cover) -> bytes:
    return cover.image.tobytes()


def test_the_same_request_gives_the_same_pixels() -> None:
    assert pixels(made("새벽 드라이브", seed=7)) == pixels(made("새벽 드라이브", seed=7))


def test_another_seed_gives_another_picture() -> None:
    assert pixels(made("새벽 드라이브", seed=7)) != pixels(made("새벽 드라이브", seed=8))


def test_a_title_decides_the_scene() -> None:
    scene = made("비 오는 새벽 드라이브").reading.scene
    assert (scene.place, scene.time, scene.weather) == ("road", "dawn", "rain")


def test_what_is_asked_for_goes_before_the_title() -> None:
    cover = made("새벽 드라이브", overrides={"place": "sea", "time": "night"})
    assert (cover.reading.scene.place, cover.reading.scene.time) == ("sea", "night")


def test_layouts_take_turns_with_the_seed() -> None:
    assert {made("sea", seed=seed).layout for seed in range(3)} == {"foot", "centre", "side"}
    assert made("sea", seed=1, layout="side").layout == "side"


def test_the_title_is_on_the_picture_and_stands_out() -> None:
    cover, without = made("Dawn drive"), made("Dawn drive", with_title=False)
    assert " ".join(cover.lines) == "Dawn drive"
    assert cover.contrast is not None
    assert cover.contrast >= 4.5
    assert pixels(cover) != pixels(without)
    assert (without.lines, without.contrast) == ((), None)


@pytest.mark.parametrize("title", ["", "   ", "\x00\x07\n"])
def test_an_empty_title_paints_without_text(title: str) -> None:
    cover = made(title)
    assert cover.lines == ()
    assert cover.image.size == SMALL


@pytest.mark.parametrize(
    "title", ["a\x00b\nc", "שלום עולם", "☔️🌙", "x" * 200, "ABC אבג 가나다", "'; DROP TABLE"]
)
def test_any_title_is_painted(title: str) -> None:
    assert made(title).image.size == SMALL


@pytest.mark.parametrize("size", [(180, 180), (180, 320), (64, 64), (333, 187)])
def test_any_shape_is_painted(size: tuple[int, int]) -> None:
    assert made("rainy night", size=size).image.size == size


def test_a_diffused_picture_stands_behind_the_title_and_is_cropped_not_stretched() -> None:
    tall = Image.new("RGB", (100, 400), "red")
    tall.paste("blue", (0, 150, 100, 250))
    request = CoverRequest("x", size=SMALL, with_title=False)
    cover = make_cover(request, FONTS, tall)
    assert cover.painter == "diffusion"
    # 100 x 56 of its 100 x 400 pixels are seen, from the middle.
    assert cover.image.getpixel((10, 10)) == (0, 0, 255)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"title": "x" * 201}, "201 characters"),
        ({"seed": -1}, "seed -1"),
        ({"seed": 2**31}, "outside 0 to"),
        ({"layout": "top"}, "foot, centre, side"),
        ({"size": (63, 300)}, "64 to 4096"),
        ({"size": (5000, 300)}, "64 to 4096"),
        ({"overrides": {"place": "mars"}}, "mars"),
        ({"overrides": {"colour": "red"}}, "colour"),
    ],
)
def test_what_cannot_be_made_is_refused_with_the_mend(
    options: dict[str, object], words: str
) -> None:
    with pytest.raises(ConfigError, match=words):
        read_request(CoverRequest(**({"title": "x"} | options)))  # type: ignore[arg-type]


def test_a_document_says_how_it_was_made() -> None:
    request = CoverRequest("rain", size=SMALL, seed=2)
    document = cover_document(request, make_cover(request, FONTS))
    assert document["scene"]["weather"] == "rain"
    assert (document["width"], document["height"], document["seed"]) == (320, 180, 2)
    assert document["evidence"][3]["phrase"] == "rain"


class TestStyle:
    def test_each_word_names_its_part(self) -> None:
        words = [value for values in VALUES.values() for value in values]
        assert len(words) == len(set(words))
        for part, values in VALUES.items():
            assert all(overrides_of(value) == {part: value} for value in values)

    def test_commas_spaces_and_case_do_not_matter(self) -> None:
        assert overrides_of(" Sea,NIGHT  rain ") == {
            "place": "sea",
            "time": "night",
            "weather": "rain",
        }
        assert overrides_of("") == {}

    def test_an_unknown_word_is_named(self) -> None:
        with pytest.raises(ConfigError, match=r"'blue'.*place: beach"):
            overrides_of("sea blue")


class TestEncoding:
    def noise(self, width: int, height: int) -> Image.Image:
        rng = np.random.default_rng(1)
        return Image.fromarray(rng.integers(0, 256, (height, width, 3), dtype=np.uint8))

    @pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
    def test_files_are_what_they_say(self, kind: str) -> None:
        data = encode(made("sea").image, kind)  # type: ignore[arg-type]
        with Image.open(BytesIO(data)) as image:
            assert (image.format, image.size) == (kind.upper(), SMALL)

    @pytest.mark.parametrize("kind", ["jpeg", "webp"])
    def test_the_worst_picture_stays_below_two_megabytes(self, kind: str) -> None:
        assert len(encode(self.noise(1280, 720), kind)) <= MAX_BYTES  # type: ignore[arg-type]

    def test_png_takes_few_colours_where_exact_ones_are_too_many(self) -> None:
        data = encode(self.noise(1280, 720), "png")
        assert len(data) <= MAX_BYTES
        with Image.open(BytesIO(data)) as image:
            assert image.mode == "P"

    def test_the_quality_is_as_good_as_the_bytes_allow(self) -> None:
        image = self.noise(320, 180)
        sizes = [len(encode(image, "jpeg", usual_bytes=most)) for most in (40_000, 60_000)]
        assert sizes[0] <= 40_000 < sizes[1] <= 60_000

    @pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
    def test_what_does_not_fit_is_refused(self, kind: str) -> None:
        with pytest.raises(DataError, match="make it smaller"):
            encode(self.noise(64, 64), kind, max_bytes=500)  # type: ignore[arg-type]

    def test_formats_go_by_their_endings(self) -> None:
        assert {format_of(ending) for ending in ENDINGS} == {"jpeg", "png", "webp"}
        for ending in (".gif", "", ".jpg.exe"):
            with pytest.raises(ConfigError, match=r"\.jpg, \.png or \.webp"):
                format_of(ending)
