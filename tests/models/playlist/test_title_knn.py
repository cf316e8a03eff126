from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.models.playlist import made
from tests.models.playlist.contract import PlaylistContract

from medley.core.prediction import BecauseArtist, BecausePlaylist, BecausePopular
from medley.data.playlist_builder import build_playlist_data
from medley.data.playlist_rows import PlaylistRow
from medley.data.playlists import PlaylistQuery
from medley.models.playlist.title_knn import TitleKNN


class TestTitleKNN(PlaylistContract):
    name = "title-knn"
    quality_bound = 0.3

    def test_titles_alone_and_tags_alone_find_the_mood(self, model: Any) -> None:
        assert self.quality_of(model, 0) > 0.5
        assert self.quality_of(model, 3) > 0.4

    def test_an_equal_title_is_wholly_alike(self, model: Any) -> None:
        title = made.training().titles[0]
        (found,) = model.nearest([PlaylistQuery(title)], 3)
        assert found.scores[0] == pytest.approx(1, abs=1e-5)

    @pytest.mark.parametrize(
        ("typed", "meant"), [("비오는날", 0), ("RAINY   DAYS!", 0), ("드라이브할때", 6), ("🌊", 4)]
    )
    def test_spelling_and_emoji_are_bridged(self, model: Any, typed: str, meant: int) -> None:
        (found,) = model.nearest([PlaylistQuery(typed)], 1)
        title = made.training().titles[made.training().ids.position(found.ids[0])]
        assert any(words in title for words in made.WORDS[meant])

    def test_tags_suit_the_title(self, model: Any) -> None:
        (found,) = model.predict_tags([PlaylistQuery("신나는 모음")], 2)
        assert set(found.ids) == {"신나는", "mood 1"}

    def test_all_reasons_make_the_score(self, model: Any) -> None:
        query = PlaylistQuery("신나는 모음")
        weights, _ = model.weights(query)
        (top,) = model.predict([query], 10)
        for track, score, reasons in zip(
            top.ids, top.scores, model.explain(query, top.ids), strict=True
        ):
            told = {type(reason): reason.contribution for reason in reasons}
            at = model.vocabulary.position(track)
            named = [r for r in reasons if isinstance(r, BecausePlaylist)]
            assert len(named) == 3
            for reason in named:
                without = weights.copy()
                without[model.collection.playlists.position(reason.playlist)] = 0
                fall = _linear(model, weights)[at] - _linear(model, without)[at]
                assert reason.contribution == pytest.approx(float(fall), rel=1e-3, abs=1e-6)
            rest = told.get(BecauseArtist, 0) + told.get(BecausePopular, 0)
            assert rest + sum(r.contribution for r in named) <= score * 1.0001


def _linear(model: Any, weights: np.ndarray) -> np.ndarray:
    held = model.collection.rows.T @ weights
    return held + model.config.artist_share * model.collection.artist_scores(held)


def test_a_few_equal_titles_are_not_drowned_by_what_is_popular() -> None:
    """A shelf of 300 playlists with three of the title asked for; everybody else loves hits."""
    hits = tuple(f"t:hit-{n}" for n in range(20))
    lists = [PlaylistRow(f"p:{n}", f"Mix {n}", hits) for n in range(297)]
    rare = ("t:a", "t:b", "t:c")
    lists += [PlaylistRow(f"p:rain-{n}", "Rain on a tin roof", rare) for n in range(3)]
    model = TitleKNN()
    model.fit(build_playlist_data(lists), rng=np.random.default_rng(0))
    (found,) = model.predict([PlaylistQuery("Rain on a tin roof")], 5)
    assert set(found.ids[:3]) == set(rare)
