"""A training saves what it measured, and promotes only what is better."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.training.conftest import made_rows

from medley.artifacts.pins import pin
from medley.artifacts.store import Store
from medley.core.errors import ConfigError, DataError
from medley.data.builder import build_feed_data
from medley.data.feed import FeedData
from medley.data.holdout import held_people, stable_holdout
from medley.data.rows import EventRow, Row
from medley.data.snapshot import load_snapshot, snapshot_hash
from medley.training.evaluate import Owners, evaluate
from medley.training.feed_examination import SPLIT_SEED
from medley.training.train import train


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models")


def test_the_first_model_is_promoted_and_a_better_one_after_it(
    data: FeedData, store: Store
) -> None:
    first = train("feed", "popular", data, store)
    assert first.decision.promote
    assert store.champion("feed") == first.version
    better = train("feed", "item-knn", data, store)
    assert better.decision.promote
    assert better.decision.differences["ndcg@100"].low > 0
    assert (store.champion("feed"), store.previous("feed")) == (better.version, first.version)
    assert store.promotions("feed")[-1].reason == better.decision.summary


def test_a_worse_model_is_saved_but_does_not_serve(data: FeedData, store: Store) -> None:
    champion = train("feed", "item-knn", data, store)
    worse = train("feed", "popular", data, store)
    assert not worse.decision.promote
    assert store.champion("feed") == champion.version
    manifest = store.manifest("feed", worse.version)
    assert manifest.notes["decision"]["promote"] is False
    assert manifest.notes["decision"]["reasons"] == list(worse.decision.reasons)


def test_a_pinned_champion_is_not_replaced(data: FeedData, store: Store) -> None:
    first = train("feed", "popular", data, store)
    pin(store, "feed", first.version)
    better = train("feed", "item-knn", data, store)
    assert not better.decision.promote
    assert "is pinned" in better.decision.summary
    assert store.champion("feed") == first.version
    store.promote("feed", better.version, "by hand")
    assert store.champion("feed") == better.version


def test_the_decision_is_kept_with_its_groups_and_costs(data: FeedData, store: Store) -> None:
    train("feed", "popular", data, store)
    better = train("feed", "item-knn", data, store)
    kept = store.manifest("feed", better.version).notes["decision"]
    assert kept["costs"]["champion"]["n_asked"] > 0
    assert kept["costs"]["challenger"]["arrays_mb"] >= 0
    assert sum(group["people"] for group in kept["groups"].values()) <= better.n_test
    assert kept["groups"]
    assert kept["over_baseline"] == kept["differences"], "the champion is the baseline"
    first = store.versions("feed")[0]
    assert first.notes["decision"]["over_baseline"] == {}


def with_lost_tastes(rows: Iterable[Row], kept: set[str]) -> FeedData:
    """Let all but these people like items by chance."""
    rng = np.random.default_rng(8)
    return build_feed_data(
        replace(row, item=f"i:{rng.integers(0, 60)}")
        if isinstance(row, EventRow) and row.person not in kept
        else row
        for row in rows
    )


def test_newer_data_is_learned_when_the_answers_are_not_worse(store: Store) -> None:
    before = build_feed_data(made_rows(600))
    first = train("feed", "item-knn", before, store)
    same = train("feed", "item-knn", before, store)
    assert not same.decision.promote
    second = train("feed", "item-knn", build_feed_data(made_rows(606)), store)
    assert second.decision.promote, second.decision.reasons
    assert "on other data" in second.decision.summary
    assert (store.champion("feed"), store.previous("feed")) == (second.version, first.version)
    assert store.manifest("feed", second.version).notes["decision"]["promote"] is True


def test_data_that_teaches_worse_is_refused(store: Store) -> None:
    data = build_feed_data(made_rows(600))
    first = train("feed", "item-knn", data, store)
    asked = {data.people[person] for person in held_people(data).tolist()}
    worse = train("feed", "item-knn", with_lost_tastes(made_rows(600), asked), store)
    assert not worse.decision.promote
    assert "on other data): not held" in worse.decision.summary
    assert store.champion("feed") == first.version


def test_another_model_must_be_better_also_on_newer_data(store: Store) -> None:
    first = train("feed", "item-knn", build_feed_data(made_rows(600)), store)
    other = train("feed", "popular", build_feed_data(made_rows(606)), store)
    assert not other.decision.promote
    assert "must exceed 0" in other.decision.summary
    assert store.champion("feed") == first.version


def test_the_figures_in_the_manifest_can_be_measured_again(data: FeedData, store: Store) -> None:
    done = train("feed", "item-knn", data, store)
    model, manifest = store.load("feed", done.version)
    split = stable_holdout(data, rng=np.random.default_rng(SPLIT_SEED))
    again = evaluate(model, split.cases, data.catalogue.items, owners=Owners.of(split.train))
    assert again.as_dict() == manifest.metrics == done.metrics
    assert done.n_test == len(split.cases) > 0
    assert done.facts["events"] == len(split.train) < len(data)


def test_the_data_is_kept_under_its_hash(data: FeedData, store: Store, tmp_path: Path) -> None:
    done = train("feed", "popular", data, store, snapshots=tmp_path / "snapshots")
    kept = load_snapshot(tmp_path / "snapshots" / done.snapshot)
    assert snapshot_hash(kept) == snapshot_hash(data) == done.snapshot


def test_a_champion_that_cannot_be_loaded_is_replaced(data: FeedData, store: Store) -> None:
    first = train("feed", "item-knn", data, store)
    (store.root / "feed" / first.version / "arrays.npz").write_bytes(b"")
    second = train("feed", "popular", data, store)
    assert second.decision.promote
    assert "cannot be loaded" in second.decision.summary
    assert store.champion("feed") == second.version


def test_too_few_people_are_fitted_but_not_measured(store: Store) -> None:
    tiny = build_feed_data([EventRow("p:1", f"i:{n}", "like", n) for n in range(1, 5)])
    done = train("feed", "popular", tiny, store)
    assert (done.metrics, done.n_test, done.decision.promote) == ({}, 0, True)
    second = train("feed", "popular", tiny, store)
    assert not second.decision.promote
    assert "too few people" in second.decision.summary
    newer = build_feed_data([EventRow("p:1", f"i:{n}", "like", n) for n in range(1, 6)])
    third = train("feed", "popular", newer, store)
    assert third.decision.promote
    assert "too few people to measure it or the champion" in third.decision.summary


def test_nothing_to_fit_on_is_an_error(store: Store) -> None:
    with pytest.raises(DataError, match="medley import"):
        train("feed", "popular", build_feed_data([]), store)
    with pytest.raises(ConfigError, match="no model 'magic'"):
        train("feed", "magic", build_feed_data([]), store)


def test_progress_rises_from_nothing_to_all(data: FeedData, store: Store) -> None:
    seen: list[float] = []
    for _ in range(2):
        seen.clear()
        train("feed", "popular", data, store, progress=lambda done, _words: seen.append(done))
        assert seen == sorted(seen)
        assert seen[-1] == 1.0
