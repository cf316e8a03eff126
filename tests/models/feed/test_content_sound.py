"""Songs that nobody played yet are recommended by what they sound like."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import ArtifactError
from medley.core.prediction import BecauseLiked
from medley.core.registry import model_class
from medley.core.vocabulary import Vocabulary
from medley.data.feed import Catalogue, FeedData, FeedQuery, History
from medley.data.sound_places import SoundPlaces

N_SONGS, N_KINDS, N_COLUMNS = 90, 3, 12
UNPLAYED = np.arange(60, 90)
"""Nobody played these; their titles, and everybody's, say nothing."""
LATER = np.arange(75, 90)
"""Of which these come after the fit."""
PLAYED = np.arange(60).reshape(-1, N_KINDS).T
"""A row for each kind."""


@cache
def places() -> NDArray[np.float32]:
    rng = np.random.default_rng(7)
    centres = rng.normal(size=(N_KINDS, N_COLUMNS))
    rows = centres[np.arange(N_SONGS) % N_KINDS] + 0.2 * rng.normal(size=(N_SONGS, N_COLUMNS))
    return (100 * rows + 7).astype(np.float32)


@cache
def catalogue(n: int = N_SONGS, *, sound: bool = True) -> Catalogue:
    none = Vocabulary(())
    heard = SoundPlaces(np.arange(n, dtype=np.int32), places()[:n])
    return Catalogue(
        items=Vocabulary(f"song:{i}" for i in range(n)),
        categories=none,
        item_categories=sparse.csr_matrix((n, 0), dtype=np.float32),
        creators=np.full(n, -1, np.int32),
        creator_keys=none,
        titles=tuple(f"Track {i}" for i in range(n)),
        kinds=("song",) * n,
        published_ms=np.zeros(n, np.int64),
        sounds=heard if sound else SoundPlaces.none(),
    )


@cache
def fitted(name: str, *, sound: bool = True) -> Any:
    """Fit on 80 listeners who each like twelve played songs of one kind."""
    rng = np.random.default_rng(3)
    liked = [rng.choice(PLAYED[p % N_KINDS], 12, replace=False) for p in range(80)]
    item = np.concatenate(liked).astype(np.int32)
    data = FeedData(
        catalogue(75, sound=sound),
        Vocabulary(f"listener:{p}" for p in range(80)),
        np.repeat(np.arange(80), 12).astype(np.int32),
        item,
        np.ones(len(item), np.float32),
        np.zeros(len(item), np.int64),
    )
    model = model_class("feed", name)()
    model.fit(data, rng=np.random.default_rng(0))
    model.add_items(catalogue(sound=sound))
    return model


def query(kind: int) -> FeedQuery:
    liked = (f"song:{i}" for i in PLAYED[kind, :6].tolist())
    return FeedQuery(History.of(*liked))


def share_of_kind(model: Any, among: NDArray[np.int_]) -> float:
    """Share of the kind that is liked among the first five of some songs."""
    found = []
    for kind, scores in enumerate(model.fold_in([query(kind) for kind in range(N_KINDS)])):
        first = among[np.argsort(-scores[among], kind="stable")[:5]]
        found.append((first % N_KINDS == kind).mean())
    return float(np.mean(found))


@pytest.mark.parametrize("name", ["content", "hybrid"])
def test_an_unplayed_song_is_recommended_to_who_likes_its_sound(name: str) -> None:
    by_sound, by_words = fitted(name), fitted(name, sound=False)
    assert share_of_kind(by_sound, UNPLAYED) == 1.0
    assert share_of_kind(by_words, UNPLAYED) < 0.7
    assert share_of_kind(by_sound, LATER) == 1.0


@pytest.mark.parametrize("name", ["content", "hybrid"])
def test_the_reason_names_the_liked_song_and_is_what_it_is_worth(name: str) -> None:
    model, asked = fitted(name), query(1)
    first = LATER[LATER % N_KINDS == 1][0]
    (reasons,) = model.explain(asked, [f"song:{first}"])
    liked = [reason for reason in reasons if isinstance(reason, BecauseLiked)]
    assert liked
    less = replace(asked, history=asked.history.without(liked[0].item))
    with_it, without_it = model.fold_in([asked, less])[:, first]
    assert with_it - without_it == pytest.approx(liked[0].contribution, abs=1e-4)


@pytest.mark.parametrize("name", ["content", "hybrid"])
def test_what_sounds_alike_is_similar(name: str) -> None:
    (found,) = fitted(name).similar(["song:61"], 5)
    assert {int(key.partition(":")[2]) % N_KINDS for key in found.ids} == {61 % N_KINDS}


@pytest.mark.parametrize("name", ["content", "hybrid"])
def test_a_saved_model_still_hears(name: str) -> None:
    model = fitted(name)
    again = model_class("feed", name)(model.config)
    again.restore(model.state())
    np.testing.assert_array_equal(again.fold_in([query(0)]), model.fold_in([query(0)]))
    grown = replace(catalogue(), items=Vocabulary(f"fresh:{i}" for i in range(N_SONGS)))
    again.add_items(grown)
    scores = again.fold_in([query(2)])[0][N_SONGS:]
    assert scores.argmax() % N_KINDS == 2


@pytest.mark.parametrize("name", ["content", "hybrid"])
def test_without_sound_nothing_of_it_is_kept(name: str) -> None:
    state = fitted(name, sound=False).state()
    assert not [key for key in state if "sound" in key]
    assert state["content_embeddings"].shape[1] == state["content_mapping"].shape[1]


def test_a_place_by_another_recipe_counts_for_nothing() -> None:
    model = model_class("feed", "content")()
    model.restore(fitted("content").state())
    other = SoundPlaces(np.arange(3, dtype=np.int32), np.ones((3, N_COLUMNS + 1), np.float32))
    late = replace(catalogue(3), items=Vocabulary(("late:0", "late:1", "late:2")), sounds=other)
    model.add_items(late)
    axes = model.matrix.sound.n_axes
    assert not model.matrix.embeddings[-3:, -axes:].any()


def test_a_saved_model_with_half_its_sound_is_refused() -> None:
    state = dict(fitted("content").state())
    del state["content_sound_axes"]
    with pytest.raises(ArtifactError, match="content_sound_axes"):
        model_class("feed", "content")().restore(state)
