"""Models of songs' genres are examined on artists that they never met, and the report shows it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.models.genre import made

from medley.artifacts.store import Store
from medley.core.errors import DataError
from medley.core.vocabulary import Vocabulary
from medley.data.song_snapshot import load_songs, save_songs, song_hash, unseen_songs
from medley.data.song_split import grouped_folds, inner_folds, stable_songs
from medley.data.songs import NONE, SongData
from medley.training.compare import Comparison, compare
from medley.training.report import markdown, save_report
from medley.training.song_examination import (
    SONG_METRICS,
    examine_same,
    examine_songs,
    folds_of,
    measure_songs,
)
from medley.training.train import train

MODELS = ("prior", "mfcc-svm")


class Says:
    """A model whose answers are given."""

    unsure_below = 0.5

    def __init__(self, vocabulary: Vocabulary, rows: np.ndarray) -> None:
        self.vocabulary, self.rows = vocabulary, rows

    def probabilities(self, queries: object) -> np.ndarray:
        return self.rows


@pytest.fixture(scope="module")
def songs() -> SongData:
    return made.songs()


@pytest.fixture(scope="module")
def compared(songs: SongData) -> Comparison:
    return compare("song-genre", songs, examine_songs(songs), models=MODELS)


def nameless(artists: list[int], albums: list[int]) -> SongData:
    """Songs of which only artists and albums matter."""
    n = len(artists)
    return SongData(
        Vocabulary(f"s{i}" for i in range(n)),
        [made.silence()] * n,
        made.GENRES,
        (np.arange(n) % 3).astype(np.int32),
        np.array(artists, np.int32),
        np.array(albums, np.int32),
    )


@given(
    st.lists(st.tuples(st.integers(-1, 6), st.integers(-1, 6)), min_size=1, max_size=40),
    st.integers(2, 6),
)
def test_no_artist_and_no_album_is_on_two_sides(pairs: list[tuple[int, int]], n: int) -> None:
    data = nameless([a for a, _ in pairs], [b for _, b in pairs])
    for side in (grouped_folds(data, n, rng=np.random.default_rng(1)), stable_songs(data)):
        for keys in (data.artists, data.albums):
            for key in set(keys.tolist()) - {NONE}:
                assert len(set(side[keys == key].tolist())) == 1


def test_genres_are_spread_over_the_folds() -> None:
    data = nameless(list(range(60)), [-1] * 60)
    folds = grouped_folds(data, 5, rng=np.random.default_rng(0))
    counts = np.zeros((5, 3), int)
    np.add.at(counts, (folds, data.labels), 1)
    assert (counts == 4).all()


def test_a_song_held_out_stays_held_out_as_others_join() -> None:
    many = nameless(list(range(300)), [-1] * 300)
    few = many.take(np.arange(200))
    assert not (stable_songs(few) & ~stable_songs(many)[:200]).any()
    assert 0.1 < stable_songs(many).mean() < 0.3


def test_official_folds_are_kept(songs: SongData) -> None:
    folds = (np.arange(len(songs)) % 4).astype(np.int32)
    examined = folds_of(replace(songs, folds=folds))
    assert len(examined) == 4
    assert all(one.facts["official"] for one in examined)
    assert sum(one.n_test for one in examined) == len(songs.labelled())


def test_inner_folds_are_the_official_ones_where_these_keep_artists_whole() -> None:
    folds = np.array([3, 1, 1, 4, 5, 3], np.int32)
    plain = nameless([-1] * 6, [-1] * 6)
    rng = np.random.default_rng(0)
    assert inner_folds(replace(plain, folds=folds), 4, rng=rng).tolist() == [1, 0, 0, 2, 3, 1]
    assert inner_folds(replace(plain, folds=folds), 2, rng=rng).tolist() == [1, 0, 0, 0, 1, 1]
    split = replace(plain, folds=folds, artists=np.array([0, 0, 1, 1, 2, 2], np.int32))
    inner = inner_folds(split, 3, rng=rng)
    assert all(len(set(inner[split.artists == artist].tolist())) == 1 for artist in range(3))


def test_one_official_fold_alone_is_split_further() -> None:
    data = replace(nameless(list(range(8)), [-1] * 8), folds=np.ones(8, np.int32))
    assert len(set(inner_folds(data, 4, rng=np.random.default_rng(0)).tolist())) == 4


def test_every_model_has_every_figure_with_its_interval(compared: Comparison) -> None:
    assert compared.failed == {}
    assert compared.entrants[0].model == "mfcc-svm"
    for entrant in compared.entrants:
        assert tuple(entrant.evaluation.metrics) == SONG_METRICS
        for estimate in entrant.evaluation.metrics.values():
            assert estimate.low <= estimate.high
    assert compared.entrants[1].against_best["accuracy"].high < 0
    assert compared.entrants[1].details["sure"]["answered"] == 0


def test_a_genre_that_the_model_lacks_counts_as_missed(songs: SongData) -> None:
    held = songs.labelled()
    model = Says(Vocabulary(["hum", "polka"]), np.tile([0.3, 0.7], (len(held), 1)))
    found = measure_songs([(model, held)])
    metrics = found.evaluation.metrics
    assert metrics["accuracy"].value == pytest.approx((held.labels == 1).mean())
    assert metrics["coverage"].value == 1
    assert found.details["labels"] == list(made.GENRES)


def test_coverage_and_accuracy_where_sure(songs: SongData) -> None:
    held = songs.labelled().take(np.arange(4))
    truth = np.eye(3)[held.labels]
    rows = np.array([0.9, 0.8, 0.45, 0.4])[:, None] * truth
    rows[1] = np.roll(rows[1], 1)
    found = measure_songs([(Says(made.GENRES, rows), held)])
    assert found.details["sure"] == {"songs": 4, "answered": 2, "right": 1}
    assert found.evaluation.metrics["coverage"].value == 0.5
    assert found.evaluation.metrics["sure_accuracy"].value == 0.5


def test_the_report_has_every_picture(compared: Comparison, tmp_path: Path) -> None:
    folder = save_report(compared, tmp_path)
    names = {"figures", "reliability", *(f"confusion-{name}" for name in MODELS)}
    assert {path.stem for path in folder.glob("*.png")} == names
    plain = json.loads((folder / "report.json").read_text())
    assert plain["models"][0]["labels"] == list(made.GENRES)
    assert "share no artist and no album" in markdown(compared)


def test_training_promotes_the_first_and_then_only_the_better(
    songs: SongData, tmp_path: Path
) -> None:
    store, snapshots = Store(tmp_path / "models"), tmp_path / "snapshots"
    first = train("song-genre", "prior", songs, store, snapshots=snapshots)
    assert first.decision.promote
    assert first.n_test == examine_same(songs).n_test > 0
    better = train("song-genre", "mfcc-svm", songs, store, snapshots=snapshots)
    assert better.details["sure"]["songs"] == better.n_test
    assert store.champion("song-genre") in (first.version, better.version)
    assert not train("song-genre", "prior", songs, store).decision.promote
    kept = load_songs(snapshots / better.snapshot)
    assert kept.ids == songs.ids
    fitted = kept.without_held()
    assert set(fitted.ids) == set(examine_same(songs).train.ids)


def test_what_was_fitted_is_not_asked_about_under_any_name(songs: SongData, tmp_path: Path) -> None:
    kept = load_songs(tmp_path / save_songs(songs.take(np.arange(10)), tmp_path))
    renamed = replace(songs, ids=Vocabulary(f"other-{i}" for i in range(len(songs))))
    rest, left_out = unseen_songs(renamed, kept)
    assert left_out == 10
    assert rest.ids.ids == renamed.ids.ids[10:]


def test_the_same_songs_have_the_same_hash(songs: SongData) -> None:
    assert song_hash(songs) == song_hash(songs.take(np.arange(len(songs))))
    other = songs.labels.copy()
    other[0] = (other[0] + 1) % 3
    assert song_hash(songs) != song_hash(replace(songs, labels=other))


def test_one_group_cannot_be_split() -> None:
    with pytest.raises(DataError, match="one group"):
        examine_songs(nameless([0] * 6, [-1] * 6))
