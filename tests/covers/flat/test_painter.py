"""Pictures are repeatable, of the right size, and show something."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import medley
from medley.covers.flat.canvas import Canvas
from medley.covers.flat.painter import Subject, paint
from medley.covers.flat.palette import MOODS, oklch, palette
from medley.covers.flat.placeholder import paint_placeholder
from medley.covers.flat.scenes import SCENES
from medley.covers.flat.subjects import _SCENES, SCENE_MOODS
from medley.covers.flat.typography import can_draw, title_block
from medley.data.categories import CLUB_CATEGORIES, FILM_GENRES, MUSIC_GENRES

FONTS = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pretendard"


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_each_scene_fills_any_shape(scene):
    for size in ((192, 108), (96, 144), (96, 96)):
        rng = np.random.default_rng(5)
        canvas = Canvas(size)
        SCENES[scene](canvas, palette(SCENE_MOODS[scene][0], rng), rng)
        picture = canvas.finished()
        assert picture.size == size
        assert np.asarray(picture, float).std() > 8


@pytest.mark.parametrize("scene", ["peaks", "cups", "ribbons", "fireworks"])
def test_planes_laid_over_each_other_give_the_flat_picture(scene):
    pictures = []
    for layered in (False, True):
        rng = np.random.default_rng(6)
        canvas = Canvas((160, 90), layered=layered)
        SCENES[scene](canvas, palette("dusk", rng), rng)
        whole = np.asarray(canvas.planes[0], float)
        for plane in canvas.planes[1:]:
            near = np.asarray(plane, float)
            whole = whole * (1 - near[..., 3:] / 255) + near[..., :3]
        pictures.append(whole)
    assert np.abs(pictures[0] - pictures[1]).max() < 8


def test_every_category_has_scenes_with_moods():
    slugs = {row.slug for row in (*CLUB_CATEGORIES, *FILM_GENRES, *MUSIC_GENRES)}
    assert slugs <= set(_SCENES)
    assert {scene for scenes in _SCENES.values() for scene in scenes} <= set(SCENES)
    assert set(SCENE_MOODS) == set(SCENES)
    assert {mood for moods in SCENE_MOODS.values() for mood in moods} <= set(MOODS)


def test_placeholder_depends_on_title_seed_and_size_only():
    first = paint_placeholder("에일리언", 3, (160, 90))
    assert first.tobytes() == paint_placeholder("에일리언", 3, (160, 90)).tobytes()
    assert first.size == (160, 90)
    assert first.mode == "RGB"
    assert first.tobytes() != paint_placeholder("에일리언", 4, (160, 90)).tobytes()
    assert first.tobytes() != paint_placeholder("Alien", 3, (160, 90)).tobytes()


def test_placeholder_refuses_a_size_too_small():
    with pytest.raises(ValueError, match="at least 16"):
        paint_placeholder("Alien", 1, (10, 400))


def test_poster_carries_its_title():
    plain, titled = (
        paint(Subject(9, ("drama",), title, lettering="poster"), (160, 240))
        for title in ("", "The Late Train")
    )
    changed = np.argwhere(np.asarray(plain) != np.asarray(titled))
    assert len(changed) > 200
    assert changed[:, 0].min() > 120


def test_hangul_without_a_font_is_left_out():
    assert not can_draw("막차", None)
    assert can_draw("Last Train", None)
    picture = Image.new("RGB", (160, 240))
    title_block(picture, "막차", below="윤다온결")
    assert picture.getbbox() is None


@pytest.mark.skipif(not can_draw("막차", FONTS), reason="Pretendard is not built; run make assets")
def test_hangul_with_pretendard_is_drawn_as_letters():
    pictures = []
    for title in ("막차", "첫눈"):
        picture = Image.new("RGB", (160, 240))
        title_block(picture, title, font_dir=FONTS)
        pictures.append(picture.tobytes())
    # Missing letters would all be the same box.
    assert pictures[0] != pictures[1]


@pytest.mark.skipif(not can_draw("막차", FONTS), reason="Pretendard is not built; run make assets")
@pytest.mark.parametrize("title", ["가나다라마바사아자차카타파하" * 5, "W" * 80, "밤 🎵 漢 산책"])
def test_posters_cut_off_no_title_and_draw_no_boxes(title):
    picture = Image.new("RGB", (160, 240))
    title_block(picture, title, below="x" * 60, font_dir=FONTS)
    left, top, right, bottom = picture.getbbox()
    assert left >= 12
    assert top >= 100
    assert right <= 148
    assert bottom <= 228
    boxes = Image.new("RGB", (160, 240))
    title_block(boxes, "🎵漢", below="🎧", font_dir=FONTS)
    assert boxes.getbbox() is None


def test_long_titles_stay_inside():
    picture = Image.new("RGB", (160, 240))
    title_block(picture, "An Extraordinarily Long Incomprehensibilities Title of Many Words")
    left, _, right, bottom = picture.getbbox()
    assert left >= 8
    assert right <= 155
    assert bottom <= 240


def test_oklch_agrees_with_published_values():
    assert oklch(0.0, 0.0, 0.0) == (0, 0, 0)
    red = oklch(0.62796, 0.25768, 29.2339)
    assert max(abs(a - b) for a, b in zip(red, (255, 0, 0), strict=True)) <= 1
