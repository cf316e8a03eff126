from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.models.playlist import made
from tests.models.playlist.contract import PlaylistContract

from medley.core.errors import DataError
from medley.core.model import NearestPlaylists
from medley.core.prediction import BecausePopular
from medley.data.playlists import PlaylistQuery
from medley.models.playlist.popular import Popular


class TestPopular(PlaylistContract):
    name = "popular"
    lacks = frozenset({NearestPlaylists})
    quality_bound = made.POPULARITY_BOUND

    def test_what_most_playlists_hold_comes_first(self, model: Any) -> None:
        (found,) = model.predict([PlaylistQuery("비 오는 날")], 5)
        data = made.training()
        held = data.track_matrix().T @ data.weights
        assert model.vocabulary.position(found.ids[0]) == int(held.argmax())
        assert found.scores[0] == pytest.approx(held.max() / data.weights.sum())
        ((reason,),) = model.explain(PlaylistQuery(), found.ids[:1])
        assert reason == BecausePopular(pytest.approx(float(found.scores[0])))


def test_no_playlists_is_a_clear_error() -> None:
    nothing = made.training().take(np.empty(0, np.int64))
    with pytest.raises(DataError, match="import playlists"):
        Popular().fit(nothing, rng=np.random.default_rng(0))
