"""Declared interests serve at first and fade as behaviour arrives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.core.vocabulary import Vocabulary
from medley.data.interests import InterestsData, InterestsQuery
from medley.models.interests.logistic import Logistic
from medley.models.interests.most_liked import MostLiked
from medley.serving.taste import behaviour, declared_share, taste

SLUGS = ("drama", "comedy", "war", "travel")


def examples(n: int = 60) -> InterestsData:
    """People who like on what they liked, and declared nothing."""
    rng = np.random.default_rng(4)
    main = rng.integers(0, 3, n)
    liked = np.zeros((n, 4), np.float32)
    liked[np.arange(n), main] = 6
    later = np.full((n, 4), 0.1, np.float32)
    later[np.arange(n), main] = 0.7
    none = np.zeros((n, 4), np.float32)
    people = tuple(f"p:{i}" for i in range(n))
    return InterestsData(Vocabulary(SLUGS), people, none, none, liked, later)


@pytest.fixture(scope="module", params=[MostLiked, Logistic])
def model(request: pytest.FixtureRequest) -> MostLiked | Logistic:
    made: MostLiked | Logistic = request.param()
    made.fit(examples(), rng=np.random.default_rng(0))
    return made


def test_a_declaration_counts_from_the_first_page_and_fades(model: MostLiked | Logistic) -> None:
    shares = [
        taste(model, InterestsQuery(("travel",), {}, {"drama": likes} if likes else {}))[3]
        for likes in (0.0, 3.0, 10.0, 30.0, 100.0)
    ]
    # Nobody ever declared anything in the training data.
    assert shares[0] >= 2 / 7 - 1e-9
    assert shares == sorted(shares, reverse=True)
    added = [2 / (2 + 5 + n) for n in (0, 3, 10, 30, 100)]
    assert added == pytest.approx([declared_share(1, n) for n in (0, 3, 10, 30, 100)])
    assert all(share >= part - 1e-9 for share, part in zip(shares, added, strict=True))
    assert shares[-1] - added[-1] < 0.15


def test_a_model_that_heard_enough_declarations_is_trusted_and_fades_too() -> None:
    silent = examples()
    rng = np.random.default_rng(5)
    declared = np.zeros_like(silent.liked)
    # Whoever declares something likes it no more than others do.
    declared[np.arange(len(silent)), rng.integers(0, 4, len(silent))] = 1
    heard = InterestsData(
        silent.categories, silent.people, declared, silent.wished, silent.liked, silent.later
    )
    model = Logistic()
    model.fit(heard, rng=np.random.default_rng(0))
    assert model.n_declaring == len(silent)
    again = Logistic()
    again.restore(model.state())
    query = InterestsQuery(("travel",))
    assert taste(again, query) == pytest.approx(model.probabilities([query])[0])
    assert taste(again, query)[3] < 2 / 7
    shares = [
        taste(model, InterestsQuery(("travel",), {}, {"drama": likes}))[3] for likes in (1, 10, 99)
    ]
    assert shares == sorted(shares, reverse=True)


def test_over_counts_it_is_the_same_as_two_likes_each() -> None:
    model = MostLiked()
    model.fit(examples(), rng=np.random.default_rng(0))
    query = InterestsQuery(("war", "travel"), {"comedy": 1.0}, {"drama": 4.0})
    assert taste(model, query) == pytest.approx(model.probabilities([query])[0])


def test_without_declarations_the_model_alone_answers(model: MostLiked | Logistic) -> None:
    query = InterestsQuery(liked={"war": 3.0})
    assert taste(model, query) == pytest.approx(model.probabilities([query])[0])


@given(
    declared=st.lists(st.sampled_from((*SLUGS, "unknown")), max_size=5),
    amounts=st.dictionaries(st.sampled_from(SLUGS), st.floats(0.01, 1e4), max_size=4),
)
def test_every_category_has_a_probability(declared: list[str], amounts: dict[str, float]) -> None:
    model = MostLiked()
    model.fit(examples(), rng=np.random.default_rng(0))
    query = InterestsQuery(tuple(declared), {}, amounts)
    found = taste(model, query)
    assert (found > 0).all()
    assert found.sum() == pytest.approx(1)


def test_a_wish_counts_half_of_a_like() -> None:
    assert behaviour(InterestsQuery(wished={"war": 2.0}, liked={"drama": 3.0})) == 4.0
