"""People's earlier films tell as much as they told of other films, and later ones nothing."""

from __future__ import annotations

import numpy as np
import pytest

from medley.data.films import FilmFacts
from medley.models.score.earlier_films import EarlierFilms, month_of

N_PEOPLE, N_EACH = 60, 4
GENRES = np.ones(3, np.uint8)


def fitted(skill: float) -> tuple[EarlierFilms, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    person = np.repeat(np.arange(N_PEOPLE), N_EACH)
    errors = skill * rng.normal(size=N_PEOPLE)[person] + rng.normal(size=len(person))
    named = [(f"person {number}",) for number in person.tolist()]
    months = np.tile(np.arange(1, N_EACH + 1), N_PEOPLE).astype(np.int32)
    groups = np.arange(len(person), dtype=np.int32)
    return *EarlierFilms.fitted(named, months, errors, groups, alike(len(person))), errors


def alike(n_films: int) -> np.ndarray:
    return np.ones((n_films, 3), np.uint8)


def test_skilled_people_are_believed_and_chance_is_not() -> None:
    assert fitted(3.0)[0].shrinkage < fitted(0.0)[0].shrinkage


def test_what_is_told_of_a_film_does_not_know_its_own_error() -> None:
    held, effects, known, errors = fitted(3.0)
    assert not known[::N_EACH].any()
    assert (effects[::N_EACH] == 0).all()
    second = errors[0] / (1 + held.shrinkage)
    assert effects[1] == pytest.approx(second)


def test_only_films_before_the_one_asked_about_count() -> None:
    held, _, _, errors = fitted(3.0)
    assert held.effect(("person 0",), 1, GENRES) == (0.0, False)
    assert held.effect(("person 0",), 3, GENRES)[0] == pytest.approx(
        errors[:2].sum() / (2 + held.shrinkage)
    )
    undated = held.effect(("person 0",), month_of(FilmFacts()), GENRES)
    assert undated[0] == pytest.approx(errors[:4].sum() / (4 + held.shrinkage))


def test_films_of_one_group_tell_nothing_about_one_another() -> None:
    one = np.zeros(2, np.int32)
    errors = np.array([9.0, 9.0])
    _, effects, known = EarlierFilms.fitted([("a",), ("a",)], one, errors, one, alike(2))
    assert not known.any()
    assert (effects == 0).all()


def test_unknown_people_change_nothing() -> None:
    held = fitted(3.0)[0]
    assert held.effect(("nobody",), 0, GENRES) == (0.0, False)
    assert held.effect((), 0, GENRES) == (0.0, False)


def test_films_that_share_genres_tell_more() -> None:
    held = fitted(3.0)[0]
    (same, _), (other, _) = (
        held.effect(("person 1",), 2, genres) for genres in (GENRES, np.zeros(3, np.uint8))
    )
    assert abs(other) < abs(same)
    assert other * same > 0


def test_one_film_that_failed_altogether_proves_little() -> None:
    errors = np.concatenate([[-500.0], np.tile([-1.0, 1.0], 50)])
    names = [("a",), *(("b",) for _ in errors[1:])]
    n, groups = len(errors), np.arange(len(errors), dtype=np.int32)
    held, _, _ = EarlierFilms.fitted(names, np.zeros(n, np.int32), errors, groups, alike(n))
    assert held.errors.min() > -150
