from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.composing.tags import choose_tags
from medley.composing.title_words import title_words, without_particle
from medley.core.prediction import Prediction


def predicted(*tags: str) -> Prediction:
    return Prediction(tags, np.linspace(1, 0, len(tags), dtype=np.float32), "rank")


NONE = predicted()


@given(st.text(max_size=60), st.lists(st.text(max_size=8), unique=True, max_size=12))
def test_at_least_five_none_empty_none_twice(title, model_tags):
    tags = choose_tags(title, predicted(*model_tags))
    assert 5 <= len(tags) <= 8
    assert all(tag == tag.strip() and tag for tag in tags)
    assert len({tag.casefold().replace(" ", "").replace("-", "") for tag in tags}) == len(tags)


def test_the_models_tags_come_first_and_the_title_has_its_places():
    model = predicted("잔잔한", "발라드", "감성", "새벽", "휴식", "카페", "이별", "사랑", "밤")
    tags = choose_tags("비 오는 날 듣는 잔잔한 노래", model)
    assert tags == ("잔잔한", "발라드", "감성", "새벽", "휴식", "카페", "비", "날")


def test_tags_that_look_alike_are_one():
    tags = choose_tags(
        "", predicted("R&B", "ｒ＆ｂ", "hip hop", "Hip-Hop", "HipHop", "#재즈", "재즈")
    )
    assert tags[:3] == ("R&B", "hip hop", "재즈")


@pytest.mark.parametrize(("title", "last"), [("🎧🎧", "listening"), ("", "listening")])
def test_with_nothing_to_go_by_the_tags_are_true_of_any_playlist(title, last):
    assert choose_tags(title, NONE)[-1] == last


def test_artists_fill_up_before_that():
    assert choose_tags("Focus", NONE, ["Nujabes", "Bonobo"]) == (
        *("focus", "Nujabes", "Bonobo", "music", "songs"),
    )


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("비 오는 날 듣는 잔잔한 노래", ["비", "날", "잔잔한"]),
        ("새벽에 카페에서 듣는 음악", ["새벽", "카페"]),
        ("가을을 타는 사람들을 위한 발라드", ["가을", "사람", "발라드"]),
        ("노을이 지는 고양이와 바다로", ["노을", "고양이", "바다"]),
        ("비가 내리는 깊은 밤에", ["비", "밤"]),
        ("The Best of Rock'n'Roll 90s!!", ["rock'n'roll", "90s"]),
        ("Songs for my Rainy Day ☔ vol. 2", ["rainy", "day"]),
        ("ㅋㅋㅋ " + "길" * 10_000, []),
        ("주말엔 드라이브를", ["주말", "드라이브"]),
        ("夏の夜 лучшие", ["夏の夜", "лучшие"]),
        ("Ｃｈｉｌｌ chill CHILL", ["chill"]),
    ],
)
def test_words_of_titles(title, words):
    assert title_words(title) == words


def test_hangul_from_a_mac_is_composed():
    assert title_words("재즈") == ["재즈"]


@pytest.mark.parametrize("word", ["노을", "가을", "마을", "고양이", "휴가", "바이", "나", "듣는"])
def test_what_only_ends_like_a_particle_stays(word):
    assert without_particle(word) == word
