from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from medley.covers.diffusion.canvas import fill, native_size

WIDE = (1280, 720)


@pytest.mark.parametrize(
    ("base", "multiple", "size"),
    [
        (512, 8, (680, 384)),
        (768, 8, (1024, 576)),
        (1024, 8, (1344, 768)),
        (1024, 16, (1344, 768)),
        (1024, 32, (1344, 768)),
    ],
)
def test_a_wide_picture_has_the_shape_that_its_family_was_trained_at(
    base: int, multiple: int, size: tuple[int, int]
) -> None:
    assert native_size(base, multiple, WIDE) == size


@given(
    base=st.sampled_from([128, 256, 512, 768, 1024, 2048]),
    multiple=st.sampled_from([8, 16, 32]),
    width=st.integers(64, 4000),
    height=st.integers(64, 4000),
)
def test_both_sides_are_multiples_and_never_nothing(
    base: int, multiple: int, width: int, height: int
) -> None:
    sides = native_size(base, multiple, (width, height))
    assert min(sides) >= multiple
    assert [side % multiple for side in sides] == [0, 0]


def test_a_square_keeps_the_trained_square() -> None:
    assert native_size(512, 8, (300, 300)) == (512, 512)


@pytest.mark.parametrize("size", [(680, 384), (1344, 768), (512, 512), (300, 900)])
def test_a_circle_stays_round(size: tuple[int, int]) -> None:
    drawn = Image.new("RGB", size)
    middle, radius = (size[0] / 2, size[1] / 2), min(size) / 6
    ImageDraw.Draw(drawn).circle(middle, radius, fill="white")
    filled = np.asarray(fill(drawn, WIDE).convert("L")) > 127
    assert filled.shape == (720, 1280)
    across, down = filled.any(axis=0).sum(), filled.any(axis=1).sum()
    assert abs(int(across) - int(down)) <= 4


def test_a_picture_covers_the_whole_size() -> None:
    filled = fill(Image.new("RGB", (680, 384), "white"), WIDE)
    assert filled.getextrema() == ((255, 255),) * 3
