"""Tracks that no playlist holds, in the hybrid: reached by their sound alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from tests.models.playlist import made

from medley.core.errors import ArtifactError
from medley.core.prediction import BecauseSound
from medley.core.registry import model_class
from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistQuery, Tracks
from medley.data.sound_places import SoundPlaces

N_NEW = 16
"""Two tracks a mood, without artist or title, that no playlist holds."""


@cache
def tracks(*, sound: bool) -> Tracks:
    """The made tracks and the new ones; the first half of the old ones was heard."""
    held, n = made.tracks(), made.N_TRACKS
    rng = np.random.default_rng(9)
    rows = np.concatenate([np.arange(n // 2), np.arange(n, n + N_NEW)]).astype(np.int32)
    places = rng.normal(size=(made.N_GROUPS, 20))[rows % made.N_GROUPS]
    places = (places + 0.1 * rng.normal(size=places.shape)).astype(np.float32)
    return Tracks(
        Vocabulary((*held.keys, *(f"new:{i}" for i in range(N_NEW)))),
        (*held.titles, *[""] * N_NEW),
        held.artists,
        np.concatenate([held.artist, np.full(N_NEW, -1)]).astype(np.int32),
        SoundPlaces(rows, places) if sound else SoundPlaces.none(),
    )


@cache
def fitted(*, sound: bool) -> Any:
    model = model_class("playlist", "hybrid")()
    data = replace(made.training(), tracks=tracks(sound=sound))
    model.fit(data, rng=np.random.default_rng(0))
    return model


def new_ones(model: Any, query: PlaylistQuery, k: int) -> list[str]:
    (found,) = model.predict([query], k)
    return [key for key in found.ids if key.startswith("new:")]


@pytest.mark.parametrize("mood", range(made.N_GROUPS))
def test_a_title_leads_to_new_tracks_that_sound_like_its_playlists(mood: int) -> None:
    query = PlaylistQuery(made.WORDS[mood][0])
    moods = [int(key[4:]) % made.N_GROUPS for key in new_ones(fitted(sound=True), query, 30)]
    assert moods[:2] == [mood, mood]
    assert not new_ones(fitted(sound=False), query, 30)


def test_seeds_lead_to_new_tracks_that_sound_like_them() -> None:
    query = PlaylistQuery(tracks=("made:3", "made:11"))
    found = new_ones(fitted(sound=True), query, 30)
    assert {int(key[4:]) % made.N_GROUPS for key in found[:2]} == {3}


def test_a_new_seed_leads_to_known_and_new_tracks_that_sound_like_it() -> None:
    model = fitted(sound=True)
    (found,) = model.predict([PlaylistQuery(tracks=("new:5",))], 11)
    at = [model.vocabulary.position(key) for key in found.ids if key != "new:5"]
    moods = [(place if place < made.N_TRACKS else place - made.N_TRACKS) % 8 for place in at]
    assert moods == [5] * len(moods)
    assert "new:13" in found.ids


def test_the_reason_is_the_sound_and_is_what_it_adds() -> None:
    heard, deaf, query = fitted(sound=True), fitted(sound=False), PlaylistQuery(made.WORDS[2][0])
    first = new_ones(heard, query, 30)[0]
    (reasons,) = heard.explain(query, [first])
    assert isinstance(reasons[0], BecauseSound)
    assert int(reasons[0].track[5:]) % made.N_GROUPS == 2
    at = heard.vocabulary.position(first)
    with_it, without_it = (float(m.fold_in([query])[0][at]) for m in (heard, deaf))
    assert with_it - without_it == pytest.approx(reasons[0].contribution, abs=1e-5)


def test_what_playlists_hold_keeps_its_score() -> None:
    queries = [PlaylistQuery("비 오는 날"), PlaylistQuery(tracks=("made:1",)), PlaylistQuery()]
    n = made.N_TRACKS - 1
    heard, deaf = (fitted(sound=sound).fold_in(queries)[:, :n] for sound in (True, False))
    np.testing.assert_array_equal(heard, deaf)


def test_no_new_track_stands_above_the_one_that_it_sounds_like() -> None:
    model, query = fitted(sound=True), PlaylistQuery(made.WORDS[4][0])
    (found,) = model.predict([query], len(model.vocabulary))
    for key, reasons in zip(found.ids, model.explain(query, found.ids), strict=True):
        for reason in reasons:
            if isinstance(reason, BecauseSound):
                assert found.ids.index(reason.track) < found.ids.index(key)


def test_an_excluded_new_track_does_not_come_back() -> None:
    query = PlaylistQuery(made.WORDS[0][0], exclude=frozenset({"new:0"}))
    assert "new:0" not in new_ones(fitted(sound=True), query, 200)


def test_a_saved_model_still_hears_and_one_without_sound_keeps_nothing_of_it() -> None:
    model, query = fitted(sound=True), PlaylistQuery(made.WORDS[1][0])
    again = model_class("playlist", "hybrid")(model.config)
    again.restore(model.state())
    np.testing.assert_array_equal(again.fold_in([query]), model.fold_in([query]))
    assert not [key for key in fitted(sound=False).state() if "sound" in key]


def test_corrupt_sounds_are_refused() -> None:
    state = {**fitted(sound=True).state()}
    state["sound_rows"] = state["sound_rows"][::-1].copy()
    with pytest.raises(ArtifactError, match="sounds are corrupt"):
        model_class("playlist", "hybrid")().restore(state)
