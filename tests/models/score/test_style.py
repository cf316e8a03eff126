"""How texts are written is counted whatever their language, and of no text nothing."""

from __future__ import annotations

import numpy as np
import pytest

from medley.models.score.style import (
    OVERVIEW_SIGNS,
    TITLE_SIGNS,
    signs_of_overview,
    signs_of_title,
)


def of_title(title: str) -> dict[str, float]:
    return dict(zip(TITLE_SIGNS, signs_of_title(title), strict=True))


def of_overview(overview: str) -> dict[str, float]:
    return dict(zip(OVERVIEW_SIGNS, signs_of_overview(overview), strict=True))


@pytest.mark.parametrize("title", ["Rocky II", "Alien 3", "Paddington 2"])
def test_a_sequel_is_seen_by_its_number(title: str) -> None:
    assert of_title(title)["number at the end"] == 1


def test_a_title_tells_its_signs() -> None:
    found = of_title("The Long-Lost Year: 1984!")
    seen = ("year", "colon", "call", "hyphen", "article first")
    assert all(found[sign] == 1 for sign in seen)
    assert found["ampersand"] == found["letters of another script"] == 0


@pytest.mark.parametrize(("title", "other"), [("기생충", 1), ("Amélie", 0), ("Akira", 0)])
def test_another_script_is_told_from_accents(title: str, other: int) -> None:
    assert of_title(title)["letters of another script"] == other


def test_shares_do_not_grow_with_the_text() -> None:
    once, twice = (
        of_overview("She left. He stayed, alone. "),
        of_overview("She left. He stayed, alone. " * 2),
    )
    for sign in ("share of 'she'", "commas a word", "letters a word"):
        assert once[sign] == pytest.approx(twice[sign])
    assert twice["sentences"] == 2 * once["sentences"]


def test_no_text_has_no_signs() -> None:
    assert not np.any(signs_of_title(""))
    assert not np.any(signs_of_overview(""))
