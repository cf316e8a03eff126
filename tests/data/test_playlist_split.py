"""Splits by playlist, and the scenarios posed about what is held out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.models.playlist.made import everything

from medley.core.errors import ConfigError, DataError
from medley.core.vocabulary import Vocabulary
from medley.data.playlist_cases import (
    SCENARIOS,
    Scenario,
    kakao_cases,
    scenario_cases,
    shuffled_tracks,
)
from medley.data.playlist_split import hold_out_playlists, stable_playlists, unseen_playlists
from medley.data.playlists import PlaylistData, Tracks, ragged


def lists(rows: Sequence[Sequence[int]], prefix: str = "p", first: int = 0) -> PlaylistData:
    """Playlists of the given tracks, titled, without tags; track keys begin at ``first``."""
    n_tracks = max((track for row in rows for track in row), default=-1) + 1
    starts, entries = ragged(rows)
    tag_starts, tag_entries = ragged([[] for _ in rows])
    return PlaylistData(
        ids=Vocabulary(f"{prefix}:{n}" for n in range(len(rows))),
        titles=tuple(f"list {n}" for n in range(len(rows))),
        tracks=Tracks(
            Vocabulary(f"t:{first + n}" for n in range(n_tracks)),
            ("",) * n_tracks,
            Vocabulary(()),
            np.full(n_tracks, -1, np.int32),
        ),
        starts=starts,
        entries=entries,
        tags=Vocabulary(()),
        tag_starts=tag_starts,
        tag_entries=tag_entries,
        weights=np.ones(len(rows), np.float32),
    )


def test_fifteen_per_cent_are_held_out_whole() -> None:
    data = everything()
    split = hold_out_playlists(data, rng=np.random.default_rng(42))
    assert len(split.test) == round(0.15 * len(data))
    assert len(split.train) + len(split.test) + split.n_copies == len(data)
    assert not set(split.train.ids) & set(split.test.ids)
    expected = np.random.default_rng(42).permutation(len(data))[: len(split.test)]
    assert split.test.ids.ids == tuple(data.ids[row] for row in expected.tolist())


def test_copies_of_what_is_held_out_are_fitted_on_by_nobody() -> None:
    data = lists([[0, 1, 2], [2, 1, 0, 0], [0, 1], [3], [], []])
    for seed in range(20):
        split = hold_out_playlists(data, n_test=1, rng=np.random.default_rng(seed))
        held = split.test.ids[0]
        assert split.n_copies == (held in ("p:0", "p:1"))
        assert len(split.train) == 5 - split.n_copies


def test_a_share_that_cannot_be_held_out_is_refused() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ConfigError, match="between 0 and 1"):
        hold_out_playlists(everything(), share=1.0, rng=rng)
    with pytest.raises(DataError, match="cannot hold out 2 playlists of 2"):
        hold_out_playlists(lists([[0], [1]]), n_test=2, rng=rng)
    with pytest.raises(ConfigError, match="at least 1"):
        hold_out_playlists(everything(), n_test=0, rng=rng)


@given(st.integers(5, 240), st.integers(0, 235))
def test_whatever_is_held_out_was_held_out_before_others_joined(n: int, fewer: int) -> None:
    data = everything()
    now = stable_playlists(data.take(np.arange(n)), most=8)
    before = stable_playlists(data.take(np.arange(max(1, n - fewer))), most=8)
    earlier = {*before.train.ids, *before.test.ids}
    assert set(now.test.ids) & earlier <= set(before.test.ids)


def test_playlists_that_were_fitted_on_are_left_out() -> None:
    fitted = lists([[0, 1, 2, 3], [4, 5]])
    asked = lists([[0, 1, 2, 9], [8, 7], [4, 5], [6, 4], [5, 4]])
    rest, left_out = unseen_playlists(asked, fitted)
    # The first keeps its id and half of its tracks; the last two of three are copies.
    assert rest.ids.ids == ("p:1", "p:3")
    assert left_out == 3
    renamed = lists([[0, 1, 2, 9]], prefix="other")
    assert unseen_playlists(renamed, fitted)[1] == 0
    strangers = lists([[0, 1, 2, 3]], first=100)
    assert unseen_playlists(strangers, fitted)[1] == 0


def test_each_scenario_shows_what_it_says_and_asks_for_the_rest() -> None:
    data = everything()
    shuffled = shuffled_tracks(data, np.random.default_rng(42))
    for scenario in SCENARIOS:
        cases = scenario_cases(data, scenario, shuffled)
        # No made playlist has more than 20 tracks.
        assert bool(len(cases)) == (scenario.n_tracks < 20)
        for row, query, target in zip(
            cases.rows.tolist(), cases.queries, cases.targets, strict=True
        ):
            shown = {data.tracks.keys.position(key) for key in query.tracks}
            assert len(query.tracks) == len(shown) == scenario.n_tracks
            assert shown | set(target.tolist()) == set(data.tracks_of(row).tolist())
            assert not shown & set(target.tolist())
            assert query.exclude == set(query.tracks)
            assert query.title == (data.titles[row] if scenario.title else "")
            assert len(query.tags) == (len(data.tags_of(row)) if scenario.tags else 0)


def test_playlists_take_part_only_where_something_is_left_to_find() -> None:
    data = lists([[0, 0, 0], [0, 1], [], [0, 1, 2]])
    shuffled = shuffled_tracks(data, np.random.default_rng(0))
    cases = scenario_cases(data, Scenario("two", n_tracks=2), shuffled)
    assert cases.rows.tolist() == [3]
    assert scenario_cases(data, Scenario("tags", tags=True), shuffled).rows.tolist() == []
    assert scenario_cases(data, Scenario("title", title=True), shuffled).rows.tolist() == [0, 1, 3]


def test_five_tracks_are_among_the_ten() -> None:
    data = everything()
    shuffled = shuffled_tracks(data, np.random.default_rng(42))
    five, ten = (scenario_cases(data, Scenario(str(n), n_tracks=n), shuffled) for n in (5, 10))
    held = dict(zip(five.rows.tolist(), five.queries, strict=True))
    for row, query in zip(ten.rows.tolist(), ten.queries, strict=True):
        assert query.tracks[:5] == held[row].tracks


def test_kakao_questions_hide_halves() -> None:
    data = everything()
    cases = kakao_cases(data, rng=np.random.default_rng(42))
    n = len(cases)
    counts = {kind: cases.kinds.count(kind) for kind in ("songs", "songs+tags", "tags", "title")}
    assert list(counts.values()) == [
        int(n * 0.3), int(n * 0.8) - int(n * 0.3), int(n * 0.95) - int(n * 0.8), n - int(n * 0.95)
    ]  # fmt: skip
    for row, kind, query, songs, tags in zip(
        cases.rows.tolist(), cases.kinds, cases.queries, cases.songs, cases.tags, strict=True
    ):
        n_songs, n_tags = len(np.unique(data.tracks_of(row))), len(data.tags_of(row))
        assert len(query.tracks) == (n_songs // 2 if "songs" in kind else 0)
        assert len(query.tags) == (n_tags // 2 if "tags" in kind else 0)
        assert not set(query.tracks) & set(songs)
        assert len(songs) == n_songs - len(query.tracks)
        assert len(tags) == n_tags - len(query.tags)
        assert not set(query.tags) & set(tags)
