"""Posters as people send them: every format, every turn, and what is no poster."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from medley.core.errors import DataError
from medley.data.sources import pictures
from medley.features.image.reading import read_poster

RED, BLUE = (250, 0, 0), (0, 0, 250)


def halves(size: tuple[int, int] = (200, 300)) -> Image.Image:
    """Red above, blue below."""
    made = Image.new("RGB", size, BLUE)
    made.paste(RED, (0, 0, size[0], size[1] // 2))
    return made


def packed(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def top_and_bottom(data: bytes) -> tuple[list[int], list[int]]:
    pixels = read_poster(data).astype(int)
    return pixels[10, 48].tolist(), pixels[-10, 48].tolist()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_a_poster_of_any_format_comes_at_one_size(kind: str) -> None:
    data = packed(halves(), kind)
    assert read_poster(data).shape == (144, 96, 3)
    assert read_poster(data).dtype == np.uint8
    top, bottom = top_and_bottom(data)
    assert np.allclose(top, RED, atol=12)
    assert np.allclose(bottom, BLUE, atol=12)


def test_a_picture_of_the_size_itself_comes_through_as_it_is() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (144, 96, 3), np.uint8)
    assert np.array_equal(read_poster(packed(Image.fromarray(noise))), noise)


@pytest.mark.parametrize(
    ("mode", "kind", "value", "seen"),
    [
        ("L", "PNG", 120, 120),
        ("1", "PNG", 1, 255),
        ("P", "GIF", 0, 0),
        ("CMYK", "JPEG", (0, 0, 0, 255), 0),
        ("RGBA", "PNG", (0, 0, 0, 0), 255),
        ("LA", "PNG", (0, 255), 0),
        ("I;16", "PNG", 32_896, 128),
    ],
    ids=["grey", "black-and-white", "palette", "cmyk", "clear", "grey-alpha", "sixteen-bit"],
)
def test_every_kind_of_pixel_is_seen(mode: str, kind: str, value: Any, seen: int) -> None:
    if mode == "I;16":
        picture = Image.fromarray(np.full((144, 96), value, np.uint16))
    else:
        picture = Image.new(mode, (96, 144), value)
    assert read_poster(packed(picture, kind)).mean() == pytest.approx(seen, abs=2)


def test_a_turned_photograph_is_turned_back() -> None:
    turned = halves().transpose(Image.Transpose.ROTATE_90)
    tag = Image.Exif()
    tag[0x112] = 6
    top, bottom = top_and_bottom(packed(turned, "JPEG", exif=tag))
    assert np.allclose(top, RED, atol=12)
    assert np.allclose(bottom, BLUE, atol=12)


def test_the_first_frame_of_an_animation_counts() -> None:
    later = [Image.new("RGB", (200, 300), BLUE)]
    data = packed(Image.new("RGB", (200, 300), RED), "GIF", save_all=True, append_images=later)
    assert top_and_bottom(data) == ([250, 0, 0], [250, 0, 0])


def test_the_middle_of_a_wide_picture_is_kept() -> None:
    wide = Image.new("RGB", (600, 300), BLUE)
    wide.paste(RED, (200, 0, 400, 300))
    assert read_poster(packed(wide))[..., 0].min() > 200


def claiming(width: int, height: int) -> bytes:
    """A PNG that says it is so large, and holds next to nothing."""
    data = bytearray(packed(Image.new("1", (8, 8))))
    data[16:24] = struct.pack(">II", width, height)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is no JPEG, PNG, WebP, AVIF or GIF"),
        (b"dear diary, this is called poster.jpg", "it is no JPEG, PNG, WebP, AVIF or GIF"),
        (packed(halves(), "JPEG")[:-300], "truncated"),
        (packed(halves())[:-60], "cannot be opened"),
        (packed(Image.new("RGB", (1, 1))), "1 x 1 pixels; a poster needs at least 24"),
        (packed(Image.new("RGB", (30_000, 10))), "30000 x 10 pixels; a poster needs at least 24"),
        (packed(Image.new("L", (1_000, 100))), "at most 4 times as long as wide"),
        (claiming(9_000, 9_000), "at most 40,000,000"),
        (claiming(60_000, 60_000), "at most 40,000,000"),
    ],
    ids=["empty", "text", "cut-jpeg", "cut-png", "dot", "line", "strip", "large", "bomb"],
)
def test_what_is_no_poster_is_refused_with_the_limit_named(data: bytes, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read_poster(data)


def test_a_file_that_is_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)
    with pytest.raises(DataError, match="at most 100 are taken"):
        read_poster(packed(halves()))
