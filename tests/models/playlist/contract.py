"""The contract of models of the `playlist` task: any part of a query, tags, true reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
import pytest
from tests.models.contract import ModelContract
from tests.models.playlist import made

from medley.core.model import Explains, NearestPlaylists, PredictsTags
from medley.core.prediction import BecauseTrack
from medley.data.playlists import PlaylistData, PlaylistQuery
from medley.metrics.ranking import judge, ndcg

LONG = "비 오는 날 rainy 🌧 " * 700


class PlaylistContract(ModelContract):
    """What the playlist models share; quality is nDCG@20 on playlists held out whole."""

    task = "playlist"
    lacks: ClassVar[frozenset[type]] = frozenset()
    """Powers that the model does not have; a test holds it to that."""

    def has(self, model: Any, power: type) -> bool:
        """Say whether a model has a power, which must be as its contract says."""
        found = isinstance(model, power)
        assert found == (power not in self.lacks)
        return found

    @classmethod
    def data(cls) -> PlaylistData:
        return made.training()

    def queries(self) -> list[PlaylistQuery]:
        return [replace(q, exclude=frozenset()) for q in made.held_out()[0][:12]]

    def empty_query(self) -> PlaylistQuery:
        return PlaylistQuery()

    def unknown_query(self) -> PlaylistQuery:
        return PlaylistQuery("", ("nobody:1", "nobody:knows"), ("ΩΞΨ",))

    def n_candidates(self) -> int:
        return made.N_TRACKS

    def excluding(self, query: PlaylistQuery, ids: frozenset[str]) -> PlaylistQuery:
        return replace(query, exclude=query.exclude | ids)

    def quality(self, model: Any) -> float:
        queries, targets = made.held_out()
        return self.ndcg(model, list(queries), list(targets))

    def ndcg(self, model: Any, queries: list[PlaylistQuery], targets: list[Any]) -> float:
        found = [[model.vocabulary.position(i) for i in p.ids] for p in model.predict(queries, 20)]
        hits = judge(np.array(found, np.int32), targets)
        return float(ndcg(hits, np.array([len(t) for t in targets]), 20).mean())

    def quality_of(self, model: Any, kind: int) -> float:
        """NDCG@20 on one kind: 0 title, 1 title and tracks, 2 tracks, 3 tags."""
        queries, targets = made.held_out()
        return self.ndcg(model, list(queries[kind::4]), list(targets[kind::4]))

    def test_the_vocabulary_is_the_tracks(self, model: Any) -> None:
        assert model.vocabulary == made.tracks().keys

    def test_seeds_come_back_unless_they_are_excluded(self, model: Any) -> None:
        seeds = ("made:0", "made:8", "made:16")
        (all_of_them,) = model.predict([PlaylistQuery(tracks=seeds)], made.N_TRACKS)
        assert set(seeds) <= set(all_of_them.ids)

    @pytest.mark.parametrize(
        "title", ["", "   ", "🌊🌊🌊", "!!!???", "\x00\ud800", LONG, "ΞΣΨ ქართული", "_"]
    )
    def test_any_title_gets_an_answer(self, model: Any, title: str) -> None:
        (found,) = model.predict([PlaylistQuery(title)], 7)
        assert len(found) == 7

    def test_seeds_named_twice_or_unknown_change_nothing(self, model: Any) -> None:
        once = PlaylistQuery("비 오는 날", ("made:0", "made:8"))
        twice = PlaylistQuery("비 오는 날", ("made:0", "made:8", "made:0", "nobody:1"))
        first, second = model.predict([once, twice], 20)
        assert first.ids == second.ids

    def test_tags_are_ranked(self, model: Any) -> None:
        if not self.has(model, PredictsTags):
            return
        asked = [*self.queries(), PlaylistQuery(), self.unknown_query()]
        for found in model.predict_tags(asked, 5):
            assert len(found) == 5
            assert set(found.ids) <= set(made.everything().tags)
            assert (np.diff(found.scores) <= 0).all()
        assert model.predict_tags([], 5) == []

    def test_nearest_playlists_are_known_and_alike(self, model: Any) -> None:
        if not self.has(model, NearestPlaylists):
            return
        for found in model.nearest(self.queries(), 3):
            assert len(found) <= 3
            assert set(found.ids) <= set(made.training().ids)
            assert ((found.scores > 0) & (found.scores <= 1)).all()
        for query in (PlaylistQuery(), self.unknown_query(), PlaylistQuery("ΞΣΨ ქართული")):
            assert [len(p) for p in model.nearest([query], 3)] == [0]

    def test_reasons_are_above_zero_and_fall(self, model: Any) -> None:
        if not self.has(model, Explains):
            return
        for query in [*self.queries(), PlaylistQuery()]:
            (top,) = model.predict([query], 10)
            for reasons in model.explain(query, top.ids):
                amounts = [reason.contribution for reason in reasons]
                assert amounts
                assert min(amounts) > 0
                assert amounts == sorted(amounts, reverse=True)
        assert model.explain(PlaylistQuery("비 오는 날"), ["nobody:1"]) == [()]
        assert model.explain(PlaylistQuery("비 오는 날"), []) == []

    def test_a_named_seed_is_worth_what_it_says(self, model: Any) -> None:
        if not self.has(model, Explains):
            return
        query = PlaylistQuery("", ("made:0", "made:8", "made:17"))
        (before,) = model.predict([query], made.N_TRACKS)
        scores = dict(zip(before.ids, before.scores.tolist(), strict=True))
        for track, reasons in zip(before.ids[:12], model.explain(query, before.ids), strict=False):
            for reason in reasons:
                if isinstance(reason, BecauseTrack):
                    rest = tuple(seed for seed in query.tracks if seed != reason.track)
                    (after,) = model.predict([replace(query, tracks=rest)], made.N_TRACKS)
                    fall = scores[track] - float(after.scores[after.ids.index(track)])
                    assert reason.contribution == pytest.approx(fall, rel=1e-3, abs=1e-5)
