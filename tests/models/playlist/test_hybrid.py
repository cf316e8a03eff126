from __future__ import annotations

from typing import Any

from tests.models.playlist.contract import PlaylistContract

from medley.core.prediction import BecausePlaylist, BecauseTrack
from medley.data.playlists import PlaylistQuery


class TestHybrid(PlaylistContract):
    name = "hybrid"
    quality_bound = 0.35

    def test_every_kind_of_query_finds_the_mood(self, model: Any) -> None:
        assert min(self.quality_of(model, kind) for kind in range(4)) > 0.4

    def test_reasons_name_playlists_of_the_mood_and_seeds(self, model: Any) -> None:
        query = PlaylistQuery("신나는 모음", ("made:1", "made:9"))
        (found,) = model.predict([query], 10)
        reasons = [reason for held in model.explain(query, found.ids) for reason in held]
        assert any(isinstance(reason, BecauseTrack) for reason in reasons)
        assert any(isinstance(reason, BecausePlaylist) for reason in reasons)

    def test_tags_said_in_the_title_come_first(self, model: Any) -> None:
        (found,) = model.predict_tags([PlaylistQuery("신나는 공부")], 2)
        assert set(found.ids) == {"신나는", "공부"}
