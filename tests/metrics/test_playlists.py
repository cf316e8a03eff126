"""The challenges' figures, on lists small enough to be counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.metrics.playlists import (
    artist_r_precision,
    clicks,
    kakao_ndcg,
    kakao_score,
    r_precision,
)
from medley.metrics.ranking import judge, ndcg, sizes


def test_r_precision_looks_no_further_than_there_are_targets() -> None:
    ranked = np.array([[4, 9, 1, 2], [7, 8, 9, 1]], np.int32)
    targets = [np.array([1, 2, 4], np.int32), np.array([9], np.int32)]
    hits = judge(ranked, targets)
    assert r_precision(hits, sizes(targets)) == pytest.approx([2 / 3, 0])


def test_targets_past_the_end_of_the_list_are_missed() -> None:
    hits = np.array([[True, True]])
    assert r_precision(hits, np.array([8])) == pytest.approx([0.25])


def test_an_artist_counts_once_and_an_unknown_one_never() -> None:
    hits = np.array([[False, True, False, True]])
    ranked = np.array([[3, 5, 5, -1]], np.int32)
    wanted = [np.array([5, 3, -1], np.int32)]
    found = artist_r_precision(hits, np.array([3]), ranked, wanted)
    assert found == pytest.approx([(1 + 0.25 * 2) / 3])


def test_artists_past_the_reach_are_not_met() -> None:
    hits = np.zeros((1, 3), np.bool_)
    found = artist_r_precision(
        hits, np.array([1]), np.array([[1, 2, 2]], np.int32), [np.array([2], np.int32)]
    )
    assert found == pytest.approx([0])


@pytest.mark.parametrize(("rank", "expected"), [(1, 0), (10, 0), (11, 1), (500, 49), (None, 51)])
def test_clicks_count_pages_of_ten(rank: int | None, expected: int) -> None:
    hits = np.zeros((1, 500), np.bool_)
    if rank is not None:
        hits[0, rank - 1 :] = True
    assert clicks(hits).tolist() == [expected]


def test_kakao_is_the_contests_own_sum() -> None:
    given_songs = [f"s{n}" for n in range(100)]
    wanted = {"s0", "s2", "never"}
    gained = 1 / math.log(2) + 1 / math.log(4)
    ideal = sum(1 / math.log(n + 2) for n in range(3))
    assert kakao_ndcg(given_songs, wanted, 100) == pytest.approx(gained / ideal)
    assert kakao_score(np.array([0.2]), np.array([0.6])) == pytest.approx([0.85 * 0.2 + 0.15 * 0.6])


@pytest.mark.parametrize(
    ("tags", "wanted"),
    [(["a"] * 10, {"a"}), (list("abcdefghi"), {"a"}), (list("abcdefghijk"), {"a"}),
     (list("abcdefghij"), set()), (list("abcdefghij"), set("abcdefghijk"))],
)  # fmt: skip
def test_kakao_takes_exactly_so_many_different_ones(tags: list[str], wanted: set[str]) -> None:
    with pytest.raises(ValueError, match="10"):
        kakao_ndcg(tags, wanted, 10)


@given(st.permutations(list(range(12))), st.sets(st.integers(0, 15), min_size=1))
def test_figures_stay_in_bounds_and_agree_on_perfection(order: list[int], wanted: set[int]) -> None:
    targets = [np.array(sorted(wanted), np.int32)]
    ranked = np.array([order], np.int32)
    hits, n_targets = judge(ranked, targets), sizes(targets)
    found = r_precision(hits, n_targets)[0]
    first = set(order[: len(wanted)])
    assert found == pytest.approx(len(first & wanted) / len(wanted))
    assert (found == 1) == (ndcg(hits, n_targets, 16)[0] > 1 - 1e-9)
    assert 0 <= clicks(hits)[0] <= 51
