from __future__ import annotations

import numpy as np

from medley.composing.compose import compose
from medley.composing.request import CompositionRequest, TrackFacts
from medley.composing.together import vectors_of
from medley.core.prediction import Prediction


def test_the_cosine_is_close_to_the_share_of_common_playlists():
    rng = np.random.default_rng(1)
    members = {
        f"t{i}": [f"p{p}" for p in rng.choice(60, size=20, replace=False)] for i in range(40)
    }
    vectors = vectors_of(members)
    errors = []
    for one in members:
        for other in members:
            v, w = vectors[one], vectors[other]
            true = len(set(members[one]) & set(members[other])) / 20
            errors.append(float(v @ w / np.linalg.norm(v) / np.linalg.norm(w)) - true)
    assert abs(np.mean(errors)) < 0.02
    assert np.std(errors) < 0.1


def test_songs_that_share_playlists_become_neighbours():
    keys = [f"t{i}" for i in range(10)]
    members = {key: ["calm", "slow"] if i % 2 else ["loud"] for i, key in enumerate(keys)}
    asked = []

    def vectors(chosen):
        asked.append(tuple(chosen))
        return vectors_of({key: members[key] for key in chosen})

    facts = {key: TrackFacts(key, key) for key in keys}
    ranked = Prediction(tuple(keys), np.linspace(1, 0, 10, dtype=np.float32), "rank")
    order = [track.key for track in compose(CompositionRequest("x", ranked), facts, vectors).tracks]
    moods = [members[key][0] for key in order]
    assert moods == ["loud"] * 5 + ["calm"] * 5
    assert sorted(asked[0]) == keys
    assert len(asked) == 1
