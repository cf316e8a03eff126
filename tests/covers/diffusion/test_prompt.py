from __future__ import annotations

from dataclasses import replace

import pytest
from tests.covers.diffusion.made import SCENE

from medley.covers.diffusion.prompt import make_prompt
from medley.covers.diffusion.subject import english_subject
from medley.covers.scene import MOODS, PLACES, SEASONS, TIMES, TINTS, WEATHERS, Scene


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("place", PLACES),
        ("time", TIMES),
        ("season", SEASONS),
        ("weather", WEATHERS),
        ("mood", MOODS),
        ("tint", TINTS),
    ],
)
def test_every_value_of_a_scene_is_told_in_words_of_its_own(
    part: str, values: tuple[str, ...]
) -> None:
    told = {make_prompt("", replace(SCENE, **{part: value})).positive for value in values}
    assert len(told) == len(values)


def test_a_prompt_is_art_form_then_subject_then_details() -> None:
    words = make_prompt("Night Drive", Scene(place="road", mood="epic")).positive
    assert words.startswith("grand matte painting of night drive, an empty road")
    assert words.index("empty road") < words.index("at dusk") < words.index("epic mood")


def test_the_tint_decides_the_art_form_where_it_belongs_to_one() -> None:
    assert "synthwave" in make_prompt("", Scene(mood="calm", tint="neon")).positive
    assert "watercolour" in make_prompt("", Scene(mood="calm", tint="warm")).positive


def test_energy_is_told_at_its_ends() -> None:
    still, middle, busy = (make_prompt("", Scene(energy=e)).positive for e in (0.1, 0.5, 0.9))
    assert "still" in still
    assert "dynamic" in busy
    assert "still" not in middle
    assert "dynamic" not in middle


@pytest.mark.parametrize(
    ("subject", "kept"),
    [
        ("Night drive with my girlfriend", "night drive"),
        ("Best songs of the summer, vol. 2", "summer"),
        ("You & me", ""),
        ("That girl's rainy day", "that rainy day"),
        ("the of and", ""),
        ("🌙✨", ""),
        ("밤 drive", "drive"),
    ],
)
def test_people_and_letters_are_kept_out_of_the_subject(subject: str, kept: str) -> None:
    words = make_prompt(subject, Scene(place="desert")).positive
    assert words.partition(" of ")[2].startswith(f"{kept}, rolling" if kept else "rolling")


def test_a_long_title_leaves_room_for_the_scene() -> None:
    words = make_prompt("rain " * 80, SCENE).positive
    assert len(words.split()) < 55
    assert words.endswith("uninhabited wide landscape")


def test_people_text_and_marks_are_what_no_cover_shows() -> None:
    negative = make_prompt("", SCENE).negative
    for unwanted in ("people", "face", "hands", "body parts", "text", "watermark"):
        assert unwanted in negative


def test_an_english_title_is_its_own_subject() -> None:
    assert english_subject("  Rainy   night ", lambda _: "wrong") == "Rainy night"


def test_a_korean_title_is_translated_by_the_model_if_there_is_one() -> None:
    assert english_subject("새벽 드라이브", lambda _: "Early drive") == "Early drive"


@pytest.mark.parametrize("translated", ["", "  ", "새벽 드라이브"])
def test_the_lexicon_takes_over_where_the_model_says_nothing(translated: str) -> None:
    by_lexicon = english_subject("새벽 드라이브")
    assert "dawn" in by_lexicon.lower()
    assert english_subject("새벽 드라이브", lambda _: translated) == by_lexicon
