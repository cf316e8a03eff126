"""Examples of interests hold what was known before a moment, and what was liked after."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medley.core.errors import ConfigError, DataError
from medley.data.builder import build_feed_data
from medley.data.feed import FeedData, History
from medley.data.interests import (
    CategoryShares,
    InterestsData,
    InterestsQuery,
    hold_out_people,
    interests_after,
    interests_data,
    known_from,
    known_of,
)
from medley.data.rows import EventRow, ItemRow, PersonRow
from medley.features.interests import (
    Counts,
    count_matrices,
    interest_features,
    n_features,
)

DAY_MS = 86_400_000
ITEMS = [
    ItemRow("demo:0", "video", "a", categories=("travel",)),
    ItemRow("demo:1", "video", "b", categories=("hobby", "study")),
    ItemRow("demo:2", "video", "c", categories=("study",)),
    ItemRow("demo:3", "video", "d"),
]


def feed(*events: tuple[str, str, str, int]) -> FeedData:
    people = [PersonRow("a", ("study", "travel")), PersonRow("b")]
    rows = [EventRow(person, item, kind, day * DAY_MS) for person, item, kind, day in events]
    return build_feed_data([*ITEMS, *people, *rows])


def row(data: InterestsData, name: str, example: int) -> dict[str, float]:
    values = getattr(data, name)[example]
    return {data.categories[i]: float(values[i]) for i in np.flatnonzero(values)}


def test_counts_are_shared_weighted_and_decayed_up_to_the_cut() -> None:
    found = interests_data(
        feed(
            ("a", "demo:0", "like", 100),
            ("a", "demo:1", "wish", 190),
            ("a", "demo:3", "view", 280),
            ("a", "demo:2", "like", 280),
        ),
        cuts=(0.6,),
        half_life_days=180,
    )
    assert found.people == ("a",)
    assert row(found, "declared", 0) == {"study": 1, "travel": 1}
    assert row(found, "liked", 0) == pytest.approx({"travel": 0.5})
    half = 0.6 * 0.5 * 2**-0.5
    assert row(found, "wished", 0) == pytest.approx({"hobby": half, "study": half})
    assert row(found, "later", 0) == {"study": 1}


def test_a_newcomers_example_knows_only_what_was_declared() -> None:
    found = interests_data(feed(("a", "demo:1", "like", 5), ("b", "demo:0", "like", 5)), cuts=(0,))
    assert found.people == ("a", "b")
    assert not found.liked.any()
    assert not found.wished.any()
    assert not found.declared[1].any()
    assert row(found, "later", 0) == {"hobby": 0.5, "study": 0.5}
    assert found.queries()[1] == InterestsQuery()
    assert [found.categories[i] for i in found.main] == ["hobby", "travel"]


def test_weak_and_negative_events_are_neither_known_nor_later_likes() -> None:
    found = interests_data(
        feed(
            ("a", "demo:0", "view", 1),
            ("a", "demo:1", "dislike", 2),
            ("a", "demo:3", "like", 3),
            ("a", "demo:2", "finish", 4),
        ),
        cuts=(0.5,),
    )
    assert not found.liked.any()
    assert row(found, "later", 0) == {"study": 1}


def test_what_cannot_make_an_example_is_said() -> None:
    with pytest.raises(DataError, match="import events with times"):
        interests_data(build_feed_data([*ITEMS, EventRow("a", "demo:0", "like")]))
    with pytest.raises(DataError, match="nothing to learn"):
        interests_data(feed(("a", "demo:3", "like", 4), ("b", "demo:0", "view", 4)))
    with pytest.raises(ConfigError, match="cuts"):
        interests_data(feed(("a", "demo:0", "like", 4)), cuts=(1.0,))
    with pytest.raises(ConfigError, match="half-life"):
        interests_data(feed(("a", "demo:0", "like", 4)), half_life_days=0)


def test_a_person_is_asked_about_with_all_until_the_moment() -> None:
    given_ = feed(("a", "demo:0", "like", 10), ("a", "demo:2", "like", 20))
    asked = known_of(given_, 0, now_ms=20 * DAY_MS, half_life_days=10)
    assert asked.declared == ("study", "travel")
    assert asked.liked == pytest.approx({"travel": 0.5})


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from([item.key for item in ITEMS]),
        st.sampled_from(["like", "wish", "finish", "view", "skip", "dislike"]),
        st.integers(1, 30),
    ),
    min_size=1,
    max_size=40,
)


@given(EVENTS, st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_nothing_known_comes_from_after_the_cut(
    events: list[tuple[str, str, str, int]], moved: int
) -> None:
    """Moving all that lies at or after a cut to other items leaves what is known."""
    base = feed(*events)
    try:
        examples = interests_data(base, cuts=(0.5,))
    except DataError:
        return
    for person, liked, wished in zip(examples.people, examples.liked, examples.wished, strict=True):
        own = np.flatnonzero(base.person == base.people.position(person))
        own = own[np.argsort(base.time_ms[own], kind="stable")]
        moment = int(base.time_ms[own[len(own) // 2]])
        position = base.people.position(person)
        assert position is not None
        asked = known_of(base, position, now_ms=moment)
        again = count_matrices([asked], examples.categories)
        np.testing.assert_allclose(again.liked[0], liked, rtol=1e-5)
        np.testing.assert_allclose(again.wished[0], wished, rtol=1e-5)
        before = base.take((base.time_ms < moment) & (base.person == position))
        assert known_of(before, position, now_ms=moment + 0) == asked


def test_nobody_is_on_both_sides() -> None:
    events = [(f"p{i}", "demo:0", "like", day) for i in range(10) for day in (1, 2)]
    data = interests_data(feed(*events), cuts=(0.0,))
    train, test = hold_out_people(data, 0.3, rng=np.random.default_rng(0))
    assert not set(train.people) & set(test.people)
    assert len(set(test.people)) == 3
    assert len(train) + len(test) == len(data)
    with pytest.raises(DataError, match="too few"):
        hold_out_people(data, 0.01, rng=np.random.default_rng(0))
    with pytest.raises(ConfigError, match="share is 1"):
        hold_out_people(data, 1, rng=np.random.default_rng(0))


def test_features_are_shares_totals_and_flags_of_each_part() -> None:
    none = np.zeros((2, 3), np.float32)
    counts = Counts(none, none, np.array([[1, 3, 0], [0, 0, 0]], np.float32))
    found = interest_features(counts)
    assert found.shape == (2, n_features(3))
    assert found[0].tolist() == pytest.approx([0, 0, 0, 0, 1] * 2 + [0.25, 0.75, 0, np.log(5), 0])
    assert found[1].tolist() == [0, 0, 0, 0, 1] * 3
    assert counts.known().tolist() == [True, False]


def test_renaming_categories_only_renames_columns() -> None:
    counts = np.array([[1, 3, 0]], np.float32)
    none = np.zeros((1, 3), np.float32)
    plain = interest_features(Counts(none, none, counts))[0]
    turned = interest_features(Counts(none, none, counts[:, [2, 0, 1]]))[0]
    assert turned[10:13].tolist() == plain[[12, 10, 11]].tolist()
    assert turned[13:].tolist() == plain[13:].tolist()


@pytest.mark.real_data
def test_movielens_gives_examples(real_data: Path) -> None:
    from medley.data.sources.movielens import read_movielens

    data = interests_data(build_feed_data(read_movielens(real_data / "movielens-small")))
    assert len(set(data.people)) > 600
    assert data.later.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert 0.2 < (data.liked.sum(axis=1) == 0).mean() < 0.5


def test_after_a_moment_everybody_has_one_example() -> None:
    data = feed(
        ("a", "demo:0", "like", 10),
        ("a", "demo:2", "like", 30),
        ("b", "demo:1", "like", 25),
        ("b", "demo:0", "like", 5),
    )
    found = interests_after(data, 20 * DAY_MS, half_life_days=10)
    assert found.people == ("a", "b")
    assert row(found, "liked", 0) == pytest.approx({"travel": 0.5})
    assert row(found, "later", 0) == {"study": 1}
    assert row(found, "later", 1) == {"hobby": 0.5, "study": 0.5}
    with pytest.raises(DataError, match="nobody"):
        interests_after(data, 31 * DAY_MS)


def test_what_is_known_from_a_history_leaves_unknown_items_out() -> None:
    data = feed(("a", "demo:1", "like", 5))
    shares = CategoryShares.of(data.catalogue)
    history = History.of("demo:1", "gone:1")
    found = known_from(history, ("study",), shares, now_ms=9 * DAY_MS)
    # Nothing is known of when it was, so it counts as one half-life old.
    assert found.liked == pytest.approx({"hobby": 0.25, "study": 0.25})
    assert found.declared == ("study",)
    assert known_from(History(), (), shares, now_ms=1) == InterestsQuery()
