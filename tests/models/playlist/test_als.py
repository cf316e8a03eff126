from __future__ import annotations

from typing import Any

from tests.models.playlist.contract import PlaylistContract

from medley.core.model import NearestPlaylists, PredictsTags


class TestALS(PlaylistContract):
    name = "als"
    lacks = frozenset({PredictsTags, NearestPlaylists})
    quality_bound = 0.3

    def test_every_kind_of_query_finds_the_mood(self, model: Any) -> None:
        assert min(self.quality_of(model, kind) for kind in range(4)) > 0.35
