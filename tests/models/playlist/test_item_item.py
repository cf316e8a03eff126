from __future__ import annotations

from typing import Any

from tests.models.playlist.contract import PlaylistContract

from medley.core.model import NearestPlaylists, PredictsTags
from medley.core.prediction import BecauseTrack
from medley.data.playlists import PlaylistQuery


class TestItemItem(PlaylistContract):
    name = "item-item"
    lacks = frozenset({PredictsTags, NearestPlaylists})
    quality_bound = 0.25

    def test_seeds_find_the_mood(self, model: Any) -> None:
        assert self.quality_of(model, 2) > 0.5

    def test_a_seed_is_named(self, model: Any) -> None:
        query = PlaylistQuery(tracks=("made:0", "made:8"), exclude=frozenset(("made:0", "made:8")))
        (found,) = model.predict([query], 5)
        for reasons in model.explain(query, found.ids):
            assert any(isinstance(reason, BecauseTrack) for reason in reasons)

    def test_a_seed_in_no_playlist_walks_from_its_artist(self, model: Any) -> None:
        (found,) = model.predict([PlaylistQuery(tracks=("made:159",))], 3)
        (plain,) = model.predict([PlaylistQuery()], 3)
        assert found.ids == plain.ids
        (found,) = model.predict([PlaylistQuery(tracks=("made:158",))], 5)
        assert {int(track.partition(":")[2]) % 32 for track in found.ids} == {158 % 32}
