"""What is tested is never in what is fitted."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from medley.core.errors import ConfigError, DataError
from medley.data.builder import build_feed_data
from medley.data.cases import TARGET_WEIGHT, Cases, ask, ask_latest, unseen_people
from medley.data.feed import FeedData
from medley.data.holdout import held_people, stable_holdout, twins_of, without_fitted
from medley.data.rows import EventRow, PersonRow
from medley.data.sources import read_source
from medley.data.splits import by_time, default_test_people, strong_generalisation

KINDS = ("like", "finish", "view", "skip", "dislike")
DATA = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 14), st.sampled_from(KINDS), st.integers(0, 50)),
    min_size=20,
    max_size=120,
).map(
    lambda rows: build_feed_data(
        EventRow(f"p:{p}", f"i:{i}", kind, at or None) for p, i, kind, at in rows
    )
)


def weights_of(data: FeedData) -> dict[tuple[str, str], float]:
    return {
        (data.people[p], data.catalogue.items[i]): float(w)
        for p, i, w in zip(data.person, data.item, data.weight, strict=True)
    }


def assert_sound(data: FeedData, cases: Cases) -> None:
    """Targets were chosen, were not shown, and the query excludes what it shows."""
    known = weights_of(data)
    for person, query, targets in zip(cases.people, cases.queries, cases.targets, strict=True):
        names = {data.catalogue.items[t] for t in targets}
        assert names
        assert len(names) == len(targets)
        assert not names & set(query.history.items)
        assert query.exclude == set(query.history.items)
        assert all(known[person, name] >= TARGET_WEIGHT for name in names)
        assert all((person, item) in known for item in query.history.items)
        assert np.all(np.diff(query.history.times_ms) >= 0)


@settings(max_examples=60)
@given(DATA, st.integers(1, 5), st.integers(0, 9))
def test_people_held_out_are_gone_from_the_training_data(
    data: FeedData, n_test: int, seed: int
) -> None:
    assume(eligible(data) > n_test)
    split = strong_generalisation(data, n_test=n_test, rng=np.random.default_rng(seed))
    held = set(split.cases.people)
    assert len(held) == n_test == len(split.queries) == len(split.targets)
    assert held.isdisjoint(split.train.people)
    assert held | set(split.train.people) == set(data.people)
    rest = {pair: w for pair, w in weights_of(data).items() if pair[0] not in held}
    assert weights_of(split.train) == rest
    assert_sound(data, split.cases)


@settings(max_examples=60)
@given(DATA, st.integers(0, 9))
def test_a_held_out_persons_entries_are_all_shown_or_asked(data: FeedData, seed: int) -> None:
    assume(eligible(data) > 1)
    split = strong_generalisation(data, n_test=1, rng=np.random.default_rng(seed))
    (person,) = split.cases.people
    names = {data.catalogue.items[t] for t in split.targets[0]}
    shown = set(split.queries[0].history.items)
    assert names | shown == {item for owner, item in weights_of(data) if owner == person}


def eligible(data: FeedData) -> int:
    chosen = data.person[data.weight >= TARGET_WEIGHT]
    return int((np.bincount(chosen, minlength=1) >= 2).sum())


def test_a_fifth_of_the_people_is_held_out_when_nobody_says() -> None:
    assert default_test_people(people_with(50, 2)) == 10
    assert default_test_people(people_with(50, 2), most=4) == 4
    assert default_test_people(people_with(50, 1)) == 0


def test_the_same_generator_gives_the_same_split() -> None:
    data = people_with(10, 8)
    one = strong_generalisation(data, n_test=4, rng=np.random.default_rng(1))
    two = strong_generalisation(data, n_test=4, rng=np.random.default_rng(1))
    other = strong_generalisation(data, n_test=4, rng=np.random.default_rng(2))
    assert one.cases.people == two.cases.people != other.cases.people
    assert all(map(np.array_equal, one.targets, two.targets))


def test_the_documented_calls_of_the_generator_give_the_split() -> None:
    data = people_with(10, 10)
    split = strong_generalisation(data, n_test=3, rng=np.random.default_rng(5))
    people = np.random.default_rng(5).permutation(10)[:3]
    fold_in = np.random.default_rng(5)
    asked = [sorted(fold_in.permutation(10)[8:].tolist()) for _ in people]
    assert split.cases.people == tuple(data.people[p] for p in people)
    positions = [data.catalogue.items.positions([f"i:{i}" for i in row]) for row in asked]
    assert all(map(np.array_equal, split.targets, map(np.sort, positions)))


def test_a_person_with_two_choices_is_shown_one_and_asked_one() -> None:
    split = strong_generalisation(people_with(4, 2), n_test=2, rng=np.random.default_rng(0))
    assert [len(q.history) for q in split.queries] == [1, 1]
    assert [len(t) for t in split.targets] == [1, 1]


def test_interests_move_with_their_people() -> None:
    rows = [PersonRow(f"p:{p}", (f"c{p}",)) for p in range(6)]
    events = [EventRow(f"p:{p}", f"i:{i}", "like") for p in range(6) for i in range(3)]
    split = strong_generalisation(
        build_feed_data([*rows, *events]), n_test=2, rng=np.random.default_rng(0)
    )
    kept = {split.train.people[p]: slugs for p, slugs in split.train.interests.items()}
    assert kept == {key: (f"c{key[2:]}",) for key in split.train.people}
    asked = zip(split.cases.people, split.queries, strict=True)
    assert all(query.interests == (f"c{key[2:]}",) for key, query in asked)


@pytest.mark.parametrize("fold_in", [0.0, 1.0, -1.0, 1.5])
def test_a_share_outside_zero_and_one_is_refused(fold_in: float) -> None:
    with pytest.raises(ConfigError, match="fold_in"):
        strong_generalisation(
            people_with(5, 5), n_test=1, fold_in=fold_in, rng=np.random.default_rng(0)
        )


def test_more_people_than_there_are_is_refused_with_their_number() -> None:
    with pytest.raises(DataError, match="only 5"):
        strong_generalisation(people_with(5, 5), n_test=5, rng=np.random.default_rng(0))


def test_unseen_people_leaves_out_those_with_one_choice() -> None:
    data = build_feed_data(
        [EventRow("one", "a", "like"), EventRow("two", "a", "like"), EventRow("two", "b", "like")]
    )
    assert unseen_people(data, rng=np.random.default_rng(0)).people == ("two",)
    with pytest.raises(DataError, match="nobody"):
        unseen_people(data.take(data.person == 0), rng=np.random.default_rng(0))


def test_people_that_were_fitted_on_are_left_out_and_namesakes_are_not() -> None:
    def row(person: str, *items: str) -> list[EventRow]:
        return [EventRow(person, item, "like") for item in items]

    fitted = build_feed_data([*row("p:1", "a", "b", "c"), *row("p:2", "d", "e")])
    asked = build_feed_data(
        [*row("p:9", "a", "b"), *row("p:1", "c", "b", "z"), *row("p:2", "a", "b", "d")]
    )
    rest, left_out = without_fitted(asked, fitted)
    assert left_out == 1
    assert rest.people.ids == ("p:9", "p:2")
    assert len(rest) == 5
    again, nobody = without_fitted(rest, build_feed_data([]))
    assert (again.people, nobody) == (rest.people, 0)


def test_the_stable_hold_out_never_tests_on_somebody_once_fitted() -> None:
    fitted: set[str] = set()
    for n in (10, 200, 1999, 2000, 4000):
        split = stable_holdout(people_with(n, 2), most=400, rng=np.random.default_rng(0))
        held = set(split.cases.people)
        assert not held & fitted
        assert held.isdisjoint(split.train.people)
        fitted |= set(split.train.people)
    assert 300 < len(held) < 500


def test_who_is_held_out_follows_from_the_key_alone() -> None:
    split = stable_holdout(people_with(50, 2), rng=np.random.default_rng(0))
    keys = [f"p:{p}" for p in range(50)]
    held = [k for k in keys if int(hashlib.sha256(k.encode()).hexdigest()[:12], 16) < 0.2 * 16**12]
    assert sorted(split.cases.people) == sorted(held)


def test_who_came_in_twice_is_not_fitted_on_while_held_out() -> None:
    rng = np.random.default_rng(2)
    rows = [
        EventRow(f"a:{p}", f"i:{item}", "like", 1_000 + int(at))
        for p in range(60)
        for item, at in enumerate(rng.integers(0, 9_000, 8))
    ]
    again = [EventRow(f"b:{row.person}", row.item, "like", row.at_ms) for row in rows]
    data = build_feed_data([*rows, *again, *(EventRow("e", row.item, "like", 5) for row in rows)])
    split = stable_holdout(data, rng=np.random.default_rng(0))
    held = {data.people[p] for p in held_people(data).tolist()}
    assert any(key.startswith("a:") for key in held)
    for key in held:
        other = key.removeprefix("b:") if key.startswith("b:") else f"b:{key}"
        assert other not in split.train.people
    assert "e" in split.train.people
    assert len(twins_of(build_feed_data(rows), np.arange(5, dtype=np.int32))) == 0
    assert len(twins_of(build_feed_data([]), np.empty(0, np.int32))) == 0


def test_who_is_held_out_is_asked_about_what_they_chose_last() -> None:
    rows = [EventRow("p:9", f"i:{n}", "like", 1_000 + n) for n in (3, 1, 2, 0, 4)]
    rows += [EventRow("p:9", "i:5", "view", 1_002), EventRow("p:9", "i:6", "skip", 1_009)]
    data = build_feed_data(rows)
    cases = ask_latest(data, np.array([0], np.int32), 0.6, np.random.default_rng(0))
    asked = [data.catalogue.items[item] for item in cases.targets[0].tolist()]
    assert sorted(asked) == ["i:3", "i:4"]
    assert cases.queries[0].history.items == ("i:0", "i:1", "i:2", "i:5")


def test_who_chose_at_unknown_times_is_asked_about_any_of_it() -> None:
    rows = [EventRow("old", f"i:{n}", "like", None if n < 3 else 9) for n in range(5)]
    rows += [EventRow("new", f"i:{n}", "like", 5 + n) for n in range(5)]
    data = build_feed_data(rows)
    both = np.arange(2, dtype=np.int32)
    cases = ask_latest(data, both, 0.8, np.random.default_rng(1))
    assert cases.people == ("new", "old")
    alone = ask(data, both[:1], 0.8, np.random.default_rng(1))
    assert cases.targets[1].tolist() == alone.targets[0].tolist()
    assert len(cases.queries[1].history) == 4


@settings(max_examples=60)
@given(DATA)
def test_nothing_after_the_cutoff_is_fitted_or_shown(data: FeedData) -> None:
    try:
        split = by_time(data, share=0.7)
    except DataError:
        reject()
    assert split.train.time_ms.max(initial=0) < split.cutoff_ms
    times = {
        (data.people[p], int(i)): int(t)
        for p, i, t in zip(data.person, data.item, data.time_ms, strict=True)
    }
    for cases in (split.returning, split.newcomers):
        assert_sound(data, cases)
        for person, query, targets in zip(cases.people, cases.queries, cases.targets, strict=True):
            assert query.history.times_ms.max(initial=0) < split.cutoff_ms
            assert all(times[person, int(t)] >= split.cutoff_ms for t in targets)
    assert all(len(query.history) for query in split.returning.queries)
    assert not any(len(query.history) for query in split.newcomers.queries)
    assert set(split.returning.people).isdisjoint(split.newcomers.people)


def test_by_time_on_numbers_worked_by_hand() -> None:
    data = build_feed_data(
        [
            EventRow("old", "a", "like", 10),
            EventRow("old", "b", "like", 30),
            EventRow("old", "c", "view", 31),
            EventRow("new", "a", "like", 40),
            EventRow("quiet", "a", "like", 5),
        ]
    )
    split = by_time(data, cutoff_ms=20)
    assert len(split.train) == 2
    assert split.returning.people == ("old",)
    assert split.returning.queries[0].history.items == ("a",)
    assert split.returning.targets[0].tolist() == [data.catalogue.items.position("b")]
    assert split.newcomers.people == ("new",)


def test_data_without_times_cannot_be_split_by_time() -> None:
    with pytest.raises(DataError, match="knows no times"):
        by_time(people_with(3, 3))
    with pytest.raises(DataError, match="choose a cutoff between 1 and 2"):
        by_time(
            build_feed_data([EventRow("p", "a", "like", 1), EventRow("p", "b", "like", 2)]),
            cutoff_ms=99,
        )


@pytest.mark.real_data
def test_the_split_of_the_published_figures(real_data: Path) -> None:
    data = build_feed_data(read_source(real_data / "movielens-1m-implicit"))
    split = strong_generalisation(data, n_test=1000, rng=np.random.default_rng(42))
    assert (len(data), len(split.train.people)) == (998_539, 5_040)
    popular = np.bincount(split.train.item, minlength=len(data.catalogue))
    # Popularity's nDCG@100, measured on this split with other code, is .231.
    from medley.metrics.ranking import judge, ndcg, rank, sizes

    excluded = [data.catalogue.items.positions(q.exclude) for q in split.queries]
    ranked = rank(np.tile(popular.astype(np.float32), (1000, 1)), excluded, 100)
    hits, n_targets = judge(ranked, split.targets), sizes(split.targets)
    assert round(ndcg(hits, n_targets, 100).mean(), 3) == 0.231


def people_with(n_people: int, n_items: int) -> FeedData:
    return build_feed_data(
        EventRow(f"p:{p}", f"i:{i}", "like") for p in range(n_people) for i in range(n_items)
    )
