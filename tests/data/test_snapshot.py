"""Frozen data comes back as it was, and a changed file is noticed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from medley.core.errors import DataError
from medley.data.builder import build_feed_data
from medley.data.feed import FeedData
from medley.data.rows import EventRow, ItemRow, PersonRow
from medley.data.snapshot import load_snapshot, save_snapshot, snapshot_hash


@pytest.fixture
def data() -> FeedData:
    return build_feed_data(
        [
            ItemRow("i:1", "video", "산책", categories=("travel", "hobby"), creator="c:1"),
            ItemRow("i:2", "film", 'A "quoted", title\nin two lines', published_ms=9),
            PersonRow("p:1", ("hobby", "travel")),
            EventRow("p:1", "i:1", "like", 5),
            EventRow("p:2", "i:2", "dislike"),
        ]
    )


def test_a_snapshot_comes_back_as_it_was(data: FeedData, tmp_path: Path) -> None:
    name = save_snapshot(data, tmp_path)
    back = load_snapshot(tmp_path / name)
    assert snapshot_hash(back) == name == snapshot_hash(data)
    assert back.interests == {0: ("hobby", "travel")}
    assert back.catalogue.titles == data.catalogue.titles
    assert (back.catalogue.item_categories != data.catalogue.item_categories).nnz == 0
    for column in ("person", "item", "weight", "time_ms"):
        assert getattr(back, column).dtype == getattr(data, column).dtype
        assert np.array_equal(getattr(back, column), getattr(data, column))


def test_the_same_data_is_kept_once(data: FeedData, tmp_path: Path) -> None:
    assert save_snapshot(data, tmp_path) == save_snapshot(data, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_an_empty_data_set_can_be_kept(tmp_path: Path) -> None:
    name = save_snapshot(build_feed_data([]), tmp_path)
    assert len(load_snapshot(tmp_path / name)) == 0


def test_the_hash_follows_the_content(data: FeedData) -> None:
    changed = [
        replace(data, weight=data.weight * np.float32(0.5)),
        replace(data, time_ms=data.time_ms + 1),
        replace(data, interests={}),
        replace(data, catalogue=replace(data.catalogue, titles=("other", "titles"))),
        data.take(data.person == 0),
    ]
    hashes = {snapshot_hash(d) for d in (data, *changed)}
    assert len(hashes) == len(changed) + 1


def test_a_damaged_snapshot_is_refused(data: FeedData, tmp_path: Path) -> None:
    folder = tmp_path / save_snapshot(data, tmp_path)
    moved = folder.rename(tmp_path / ("0" * 64))
    with pytest.raises(DataError, match="was changed"):
        load_snapshot(moved)
    (moved / "people.parquet").write_bytes(b"PAR1")
    with pytest.raises(DataError, match="cannot be read"):
        load_snapshot(moved)
    with pytest.raises(DataError, match="cannot be read"):
        load_snapshot(tmp_path / "absent")
