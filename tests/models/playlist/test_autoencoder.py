from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.models.playlist import made
from tests.models.playlist.contract import PlaylistContract

from medley.artifacts.store import Store
from medley.core.errors import ConfigError, DataError, UnavailableError
from medley.core.model import NearestPlaylists
from medley.core.prediction import BecauseArtist, BecauseTrack
from medley.data.playlists import PlaylistQuery
from medley.models.playlist.autoencoder import Autoencoder, AutoencoderConfig
from medley.models.playlist.autoencoder_artists import with_artists
from medley.models.playlist.autoencoder_fit import Descent, Trainer
from medley.models.playlist.autoencoder_members import Members, weighed_counts
from medley.models.playlist.autoencoder_rows import Bags, Hiding

needs_torch = pytest.mark.skipif(
    find_spec("torch") is None, reason="fitting needs torch: pip install 'medley[deep]'"
)
SMALL = AutoencoderConfig(n_hidden=24, descent=Descent(epochs=12, batch_size=32, least_steps=80))
QUERY = PlaylistQuery("비 오는 날", ("made:0", "made:8"))


@needs_torch
class TestAutoencoder(PlaylistContract):
    name = "autoencoder"
    lacks = frozenset({NearestPlaylists})
    quality_bound = 0.5

    def test_nearest_playlists_are_known_and_alike(self, model: Any) -> None:
        assert not isinstance(model, NearestPlaylists)  # it keeps no playlist to compare with

    @pytest.mark.parametrize("kind", range(4), ids=["title", "both", "tracks", "tags"])
    def test_each_part_of_a_query_says_enough_alone(self, model: Any, kind: int) -> None:
        assert self.quality_of(model, kind) > 2 * made.POPULARITY_BOUND


def fitted(**changed: Any) -> Autoencoder:
    model = Autoencoder(replace(SMALL, **changed))
    model.fit(made.training(), rng=np.random.default_rng(0))
    return model


def chosen(**bounds: int) -> Members:
    data = made.training()
    return Members.choose(data, weighed_counts(data.track_matrix(), data.weights), **bounds)


@pytest.fixture(scope="module")
def small() -> Autoencoder:
    return fitted()


BLOCKED = """
import sys
from pathlib import Path


class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "torch":
            raise ImportError("torch is blocked")


sys.meta_path.insert(0, Blocker())
from medley.artifacts.store import Store
from medley.data.playlists import PlaylistQuery

model, _ = Store(Path(sys.argv[1])).load("playlist", sys.argv[2])
query = PlaylistQuery("비 오는 날", ("made:0", "made:8"))
print(*model.predict([query], 15)[0].ids)
print(*model.predict_tags([query], 3)[0].ids, sep=";")
print(*model.explain(query, ["made:16"])[0], sep=";")
"""


@needs_torch
def test_a_saved_model_answers_where_torch_is_missing(small: Autoencoder, tmp_path: Path) -> None:
    store = Store(tmp_path)
    version = store.save("playlist", "autoencoder", small, metrics={}, snapshot="made", seed=0)
    ran = subprocess.run(
        [sys.executable, "-c", BLOCKED, str(tmp_path), version], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    tracks, tags, reasons = ran.stdout.splitlines()
    assert tuple(tracks.split()) == small.predict([QUERY], 15)[0].ids
    assert tuple(tags.split(";")) == small.predict_tags([QUERY], 3)[0].ids
    assert "BecauseTrack" in reasons


def test_fitting_without_torch_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(UnavailableError, match=r"medley\[deep\]"):
        fitted()


@needs_torch
def test_the_arrays_place_a_playlist_where_the_tensors_do(small: Autoencoder) -> None:
    members = chosen(max_tracks=99, max_artists=20, least=2)
    rows = members.training_rows(made.training())
    trainer = Trainer(
        rows, members.sizes, members.frequencies(made.training()), 8, np.random.default_rng(1)
    )
    network = trainer.run(
        made.training().weights, Hiding(), Descent(epochs=1, least_steps=1), lambda *_: None
    )
    shown = rows.inputs(np.arange(20), Hiding(tracks=0.3), np.random.default_rng(2))
    expected = trainer.encode(shown, 0.0).detach().numpy()
    for row in range(20):
        held = {side: bags.entries[bags.rows == row] for side, bags in shown.items()}
        np.testing.assert_allclose(network.encode(held), expected[row], rtol=1e-4, atol=1e-5)


@needs_torch
def test_a_rare_track_is_reached_through_its_artist() -> None:
    model = fitted(max_tracks=40, artist_share=0.3)
    rare = [t for t in range(made.N_TRACKS - 1) if t not in model._members.tracks][:20]
    keys = [f"made:{t}" for t in rare if made.tracks().artist[t] >= 0]
    (plain,) = model.fold_in([PlaylistQuery()])
    for key in keys[:6]:
        mood = made.group_of(int(key.partition(":")[2]))
        titled, other = (
            model.fold_in([PlaylistQuery(made.WORDS[m][0])])[0][model.vocabulary.position(key)]
            for m in (mood, (mood + 3) % made.N_GROUPS)
        )
        assert titled > other
        (reasons,) = model.explain(PlaylistQuery(made.WORDS[mood][0]), [key])
        assert isinstance(reasons[0], BecauseArtist)
    assert plain[rare].min() > 0


@needs_torch
def test_a_rare_seed_speaks_through_its_artist() -> None:
    model = fitted(max_tracks=40, descent=Descent(epochs=60, batch_size=32))
    rare = next(
        t
        for t in range(made.N_TRACKS)
        if t not in model._members.tracks and model._members.artist_row[t] >= 0
    )
    (found,) = model.predict([PlaylistQuery(tracks=(f"made:{rare}",))], 10)
    groups = [made.group_of(int(key.partition(":")[2])) for key in found.ids]
    assert groups.count(made.group_of(rare)) > 5


@needs_torch
def test_seeds_of_the_playlists_mood_are_reasons(small: Autoencoder) -> None:
    (reasons,) = small.explain(QUERY, ["made:16"])
    assert {r.track for r in reasons if isinstance(r, BecauseTrack)} == {"made:0", "made:8"}


@needs_torch
def test_artists_and_tags_may_be_missing_altogether() -> None:
    data = made.training()
    bare = replace(
        data,
        tracks=replace(data.tracks, artist=np.full(made.N_TRACKS, -1, np.int32)),
        titles=("",) * len(data),
        tag_starts=np.zeros(len(data) + 1, np.int64),
        tag_entries=np.empty(0, np.int32),
    )
    model = Autoencoder(SMALL)
    model.fit(bare, rng=np.random.default_rng(0))
    again = Autoencoder(SMALL)
    again.restore(model.state())
    assert again.predict([QUERY], 5)[0].ids == model.predict([QUERY], 5)[0].ids
    assert np.isfinite(again.predict_tags([QUERY], 5)[0].scores).all()


def test_hiding_shows_some_no_track_and_some_no_title() -> None:
    data = made.training()
    members = chosen(max_tracks=999, max_artists=99, least=1)
    rows = members.training_rows(data)
    picked = np.repeat(np.arange(100), 20)
    shown = rows.inputs(picked, Hiding(tracks=0.5, title=0.25), np.random.default_rng(3))
    trackless = np.bincount(shown["tracks"].rows, minlength=2000) == 0
    titleless = np.bincount(shown["grams"].rows, minlength=2000) == 0
    untitled = np.array([not data.titles[p].strip() for p in picked.tolist()])
    assert 0.5 <= trackless.mean() < 0.7
    assert 0.08 < (titleless & ~untitled).mean() < 0.17
    assert not (trackless & titleless & ~untitled).any() or trackless[titleless].mean() < 0.3


def test_what_is_shown_is_held_and_each_artist_comes_once() -> None:
    data = made.training()
    rows = chosen(max_tracks=999, max_artists=99, least=1).training_rows(data)
    shown = rows.inputs(np.arange(50), Hiding(tracks=0.0), np.random.default_rng(4))
    held = rows.targets(np.arange(50))
    for side in ("tracks", "artists", "tags"):
        for row in range(50):
            seen = shown[side].entries[shown[side].rows == row].tolist()
            assert set(seen) <= set(held[side].entries[held[side].rows == row].tolist())
            assert len(seen) == len(set(seen))


def test_bags_know_where_each_begins() -> None:
    bags = Bags(np.array([7, 5, 5, 9]), np.array([0, 2, 2, 2]), 4)
    assert bags.starts.tolist() == [0, 1, 1, 4]
    assert bags.distinct().entries.tolist() == [7, 5, 9]
    np.testing.assert_allclose(bags.scale(), [1, *[3**-0.5] * 3], rtol=1e-6)


@pytest.mark.parametrize(
    "bad",
    [
        {"n_hidden": 0},
        {"named_artists": -1},
        {"max_tracks": 0},
        {"artist_share": 1.5},
        {"least_playlists": 0},
    ],
)
def test_settings_that_cannot_be_used_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        AutoencoderConfig(**bad)


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        (Hiding, {"tracks": 1.5}),
        (Hiding, {"hidden_layer": 1.0}),
        (Descent, {"epochs": 0}),
        (Descent, {"learning_rate": 0.0}),
    ],
)
def test_shares_and_steps_out_of_range_are_refused(kind: Any, bad: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        kind(**bad)


def test_playlists_without_tracks_are_refused() -> None:
    data = made.training()
    empty = replace(data, starts=np.zeros(len(data) + 1, np.int64), entries=np.empty(0, np.int32))
    with pytest.raises(DataError, match="no playlist holds a track"):
        Autoencoder().fit(empty, rng=np.random.default_rng(0))


def test_each_frequent_artist_is_a_playlist_of_its_own() -> None:
    data = made.training()
    counts = weighed_counts(data.track_matrix(), data.weights)
    found = with_artists(data, counts, 5, 0.3)
    assert len(found) == len(data) + 5
    assert found.titles[: len(data)] == data.titles
    for row in range(len(data), len(found)):
        held = found.tracks_of(row)
        assert {data.tracks.artist_of(track) for track in held.tolist()} == {found.titles[row]}
        assert (counts[held] > 0).all()
        assert (np.diff(counts[held]) <= 0).all()
        assert found.weights[row] == np.float32(0.3)
    assert found.tag_matrix().sum() == data.tag_matrix().sum()


@needs_torch
def test_a_title_that_no_playlist_has_finds_the_artist_it_names() -> None:
    model = fitted(descent=Descent(epochs=60, batch_size=32))
    scores = model.fold_in([PlaylistQuery(f"The Makers {a}") for a in range(32)])
    raised = []
    for artist in range(32):
        per_title = scores[:, made.tracks().artist == artist].sum(axis=1)
        raised.append(per_title[artist] > per_title.mean())
    assert np.mean(raised) > 0.8
