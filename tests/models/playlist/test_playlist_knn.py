from __future__ import annotations

from typing import Any

from tests.models.playlist import made
from tests.models.playlist.contract import PlaylistContract

from medley.data.playlists import PlaylistQuery


class TestPlaylistKNN(PlaylistContract):
    name = "playlist-knn"
    quality_bound = 0.25

    def test_seeds_find_the_mood(self, model: Any) -> None:
        assert self.quality_of(model, 2) > 0.5

    def test_a_playlist_resembles_itself_most(self, model: Any) -> None:
        data = made.training()
        keys = tuple(data.tracks.keys[t] for t in data.tracks_of(5).tolist())
        (found,) = model.nearest([PlaylistQuery(tracks=keys)], 2)
        assert found.ids[0] == data.ids[5]
        assert found.scores[0] > 0.999

    def test_a_track_in_no_playlist_is_reached_by_its_artist(self, model: Any) -> None:
        last = f"made:{made.N_TRACKS - 2}"
        same = tuple(f"made:{t}" for t in range((made.N_TRACKS - 2) % 32, made.N_TRACKS - 2, 32))
        (found,) = model.predict([PlaylistQuery(tracks=same)], made.N_TRACKS)
        assert found.ids.index(last) < made.N_TRACKS // 2
