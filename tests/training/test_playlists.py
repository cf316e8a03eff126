"""Playlists are measured on those that nobody fitted, in every scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from tests.models.playlist.made import everything

from medley.artifacts.store import Store
from medley.core.errors import DataError
from medley.core.prediction import Prediction
from medley.core.vocabulary import Vocabulary
from medley.data.playlist_builder import build_playlist_data
from medley.data.playlist_rows import PlaylistRow
from medley.data.playlist_snapshot import load_playlists
from medley.data.playlists import PlaylistData, PlaylistQuery, Tracks
from medley.training.compare import compare
from medley.training.examinations import examiner
from medley.training.fit import fit_model
from medley.training.playlist_examination import (
    LEAST_OTHERS,
    MADE_HERE,
    examine_playlists,
    examine_same,
    joined_tracks,
    pose_questions,
)
from medley.training.playlist_measure import measure_playlists
from medley.training.report import markdown, save_report
from medley.training.train import train


@dataclass
class Oracle:
    """Knows every playlist by its title or tracks, and answers with it after ``late`` others."""

    data: PlaylistData
    late: int = 0

    def predict(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        return [self._answer(query, k) for query in queries]

    def _answer(self, query: PlaylistQuery, k: int) -> Prediction:
        keys = self.data.tracks.keys
        rows = [
            {keys[at] for at in self.data.tracks_of(row).tolist()}
            for row in range(len(self.data))
            if not query.title or self.data.titles[row] == query.title
        ]
        fits = [row for row in rows if set(query.tracks) <= row]
        found = [key for row in fits for key in sorted(row) if key not in query.exclude]
        ids = tuple(dict.fromkeys((*(f"nowhere:{n}" for n in range(self.late)), *found)))[:k]
        return Prediction(ids, np.zeros(len(ids), np.float32), "rank")


def distinct() -> PlaylistData:
    """The made playlists with a title of their own each."""
    data = everything()
    return replace(data, titles=tuple(f"{title} {n}" for n, title in enumerate(data.titles)))


def test_whoever_knows_all_answers_gets_full_marks() -> None:
    data = distinct().take(np.arange(30))
    found = measure_playlists(Oracle(data), pose_questions(data))
    scenarios = found.details["scenarios"]
    assert {"title", "title+1", "title+5", "title+10", "tracks-5", "tags"} <= scenarios.keys()
    for name in ("title", "title+1", "title+5", "title+10"):
        figures = scenarios[name]["metrics"]
        assert figures["ndcg@500"]["value"] == pytest.approx(1)
        assert figures["r_precision"]["value"] == pytest.approx(1)
        assert figures["artist_r_precision"]["value"] > 1
        assert figures["clicks"]["value"] == 0
    assert scenarios["tags"]["metrics"]["r_precision"]["value"] < 1
    assert "kakao" not in found.details


def test_tracks_that_nobody_knows_take_their_ranks() -> None:
    data = distinct().take(np.arange(30))
    scenarios = measure_playlists(Oracle(data, late=20), pose_questions(data)).details["scenarios"]
    assert scenarios["title"]["metrics"]["clicks"]["value"] == 2
    assert scenarios["title"]["metrics"]["ndcg@500"]["value"] < 0.6


def test_a_figure_is_the_mean_of_each_playlists_own_scenarios() -> None:
    data = distinct().take(np.arange(12))
    questions = pose_questions(data)
    found = measure_playlists(Oracle(data, late=3), questions)
    alone = {
        name: measure_playlists(
            Oracle(data, late=3), replace(questions, scenarios={name: cases})
        ).evaluation.by_person["ndcg@500"]
        for name, cases in questions.scenarios.items()
    }
    values: dict[int, list[float]] = {}
    for name, cases in questions.scenarios.items():
        for row, value in zip(cases.rows.tolist(), alone[name].tolist(), strict=True):
            values.setdefault(row, []).append(value)
    expected = [np.mean(values[row]) for row in sorted(values)]
    assert found.evaluation.by_person["ndcg@500"] == pytest.approx(expected)
    assert found.evaluation.metrics["ndcg@500"].value == pytest.approx(np.mean(expected))


def test_the_contest_refuses_lists_that_are_too_short() -> None:
    small = everything().take(np.arange(40))
    model = fit_model("playlist", "popular", small).model
    found = measure_playlists(model, pose_questions(small)).details["kakao"]
    assert found["playlists"] == 40
    assert found["score"]["low"] <= found["score"]["value"] <= found["score"]["high"]
    rows = [PlaylistRow(f"p:{n}", "calm", (f"t:{n}", "t:9"), ("rain",)) for n in range(5)]
    tiny = build_playlist_data(rows)
    model = fit_model("playlist", "popular", tiny).model
    assert (
        "exactly 100" in measure_playlists(model, pose_questions(tiny)).details["kakao"]["refused"]
    )


def test_artists_come_from_either_table() -> None:
    first = Tracks(
        Vocabulary(["a", "b"]), ("", ""), Vocabulary(["IU"]), np.array([0, -1], np.int32)
    )
    second = Tracks(
        Vocabulary(["b", "c", "a", "d"]), ("B", "C", "A", "D"), Vocabulary(["Zico", "IU"]),
        np.array([0, 1, 0, -1], np.int32),
    )  # fmt: skip
    both = joined_tracks(first, second)
    assert both.keys.ids == ("a", "b", "c", "d")
    assert [both.artist_of(n) for n in range(4)] == ["IU", "Zico", "IU", ""]


def test_nothing_to_ask_about_is_an_error() -> None:
    lonely = build_playlist_data([PlaylistRow("p:1", "", ("t:1",))])
    with pytest.raises(DataError, match="no playlist to evaluate on"):
        measure_playlists(Oracle(lonely), pose_questions(lonely))


def test_the_better_model_stands_first_with_paired_differences(tmp_path: Path) -> None:
    data = everything()
    found = compare("playlist", data, examine_playlists(data), models=["popular", "title-knn"])
    best, base = found.entrants
    assert (best.model, base.model) == ("title-knn", "popular")
    assert best.against_baseline["ndcg@500"].low > 0
    assert found.data.keys() == {"snapshot", "playlists", "tracks", "entries", "tags"}
    assert found.split["test_playlists"] == best.evaluation.n_people == 36
    text = markdown(found)
    assert "title + 10" in text
    assert "Kakao Arena's score" in text
    folder = save_report(found, tmp_path)
    names = {path.name for path in folder.iterdir()}
    assert {"report.json", "table.md", "figures.svg", "scenarios.png"} <= names


def test_training_promotes_the_better_and_keeps_what_it_measured(tmp_path: Path) -> None:
    data, store = everything(), Store(tmp_path / "models")
    first = train("playlist", "popular", data, store, snapshots=tmp_path / "kept")
    second = train("playlist", "title-knn", data, store, snapshots=tmp_path / "kept")
    assert first.decision.promote
    assert second.decision.promote, second.decision.reasons
    assert second.decision.differences["ndcg@500"].low > 0
    assert store.champion("playlist") == second.version
    assert len(load_playlists(tmp_path / "kept" / second.snapshot)) == len(data)
    notes = store.manifest("playlist", second.version).notes
    assert notes["measured"]["scenarios"] == second.details["scenarios"]
    document = second.as_dict()
    held = examine_same(data)
    assert document["test_playlists"] == held.n_test == second.n_test > 0
    assert document["playlists"] == len(held.train) < len(data)
    assert "people" not in document


def test_measuring_tells_how_far_it_is(tmp_path: Path) -> None:
    seen: list[tuple[float, str]] = []
    for model in ("popular", "title-knn"):
        seen.clear()
        train("playlist", model, everything(), Store(tmp_path), progress=lambda *a: seen.append(a))
        done = [fraction for fraction, _ in seen]
        assert done == sorted(done)
        assert done[-1] == 1.0
    words = [said for _, said in seen]
    assert words.index("asking by title") < words.index("asking by title+10")
    assert words.count("asking by title") == 3, "the challenger, the champion and the baseline"


def saved_here(data: PlaylistData, rows: range) -> PlaylistData:
    """The same playlists, some of them saved by people here."""
    ids = [f"{MADE_HERE}{key}" if row in rows else key for row, key in enumerate(data.ids)]
    return replace(data, ids=Vocabulary(ids))


def test_what_people_saved_is_learned_and_not_asked_about() -> None:
    data = saved_here(everything(), range(0, 240, 2))
    held = examine_same(data)
    saved = {key for key in data.ids if key.startswith(MADE_HERE)}
    assert saved <= {*held.train.ids}
    assert not saved & {*held.questions.data.ids}
    assert not {*held.train.ids} & {*held.questions.data.ids}
    assert held.facts["always_fitted"] == len(saved)
    assert held.n_test >= LEAST_OTHERS


def test_a_saved_copy_of_a_playlist_asked_about_is_learned_by_nobody() -> None:
    data = everything()
    asked = examine_same(data).questions.data.ids[0]
    row = data.ids.position(asked)
    assert row is not None
    tracks = data.tracks_of(row)[::-1]
    both = replace(
        data,
        ids=Vocabulary([*data.ids, f"{MADE_HERE}copy"]),
        titles=(*data.titles, "my copy"),
        starts=np.append(data.starts, data.starts[-1] + len(tracks)),
        entries=np.append(data.entries, tracks),
        tag_starts=np.append(data.tag_starts, data.tag_starts[-1]),
        weights=np.append(data.weights, np.float32(1)),
    )
    held = examine_same(both)
    assert asked in held.questions.data.ids
    assert f"{MADE_HERE}copy" not in held.train.ids
    assert held.facts["copies_left_out"] == 1


def test_where_hardly_any_other_is_there_saved_ones_are_asked_about_too() -> None:
    data = saved_here(everything(), range(200))
    held = examine_same(data)
    assert any(key.startswith(MADE_HERE) for key in held.questions.data.ids)
    assert "always_fitted" not in held.facts


def test_newer_playlists_are_learned_and_worse_ones_refused(tmp_path: Path) -> None:
    data, store = everything(), Store(tmp_path)
    first = train("playlist", "title-knn", data.take(np.arange(236)), store)
    second = train("playlist", "title-knn", data, store)
    assert second.decision.promote, second.decision.reasons
    assert store.previous("playlist") == first.version
    held = {*examine_same(data).questions.data.ids}
    kept = [key in held for key in data.ids]
    mixed = np.random.default_rng(1).permutation(data.titles)
    titles = (
        own if asked else str(any_)
        for own, asked, any_ in zip(data.titles, kept, mixed, strict=True)
    )
    third = train("playlist", "title-knn", replace(data, titles=tuple(titles)), store)
    assert not third.decision.promote
    assert store.champion("playlist") == second.version


def test_too_few_playlists_are_fitted_but_not_measured(tmp_path: Path) -> None:
    rows = [PlaylistRow("p:1", "calm", ("t:1", "t:2"))]
    store = Store(tmp_path)
    done = train("playlist", "popular", build_playlist_data(rows), store)
    assert (done.n_test, done.metrics, done.details) == (0, {}, {})
    again = train("playlist", "popular", build_playlist_data(rows), store)
    assert "too few playlists" in again.decision.summary
    with pytest.raises(DataError, match="medley import playlists"):
        train("playlist", "popular", build_playlist_data([]), store)
    assert examiner("playlist").asked == "playlists"
