"""Accuracy of the models of playlists beside a plain script and `implicit`, in one run.

15% of the playlists are held out whole with ``numpy.random.default_rng(42)``; each
model is asked by title alone, by title with 1, 5, 10 and 25 tracks, by five tracks
alone and by tags. The Million Playlist sample has no tags, Melon has no names of
songs. Prints the section "Playlists: accuracy" of docs/results.md.

    python benchmarks/playlist_quality.py [--models a,b] [--test-playlists N] [--only mpd|melon]

The plain script is what an afternoon gives: TF-IDF over letters of the title, the
nearest playlists by cosine, their tracks and tags added up (scikit-learn). Peers
that know only tracks answer a question without any with the most popular ones.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.prediction import Prediction, top_k
from medley.core.registry import model_class, model_names
from medley.data.playlist_builder import build_playlist_data
from medley.data.playlists import PlaylistData, PlaylistQuery
from medley.data.sources.playlists import read_playlists
from medley.training.compare import Entrant, compare, conclude, measure_entrant
from medley.training.playlist_examination import PlaylistExamination, examine_playlists
from medley.training.report import markdown
from playlist_plain import PlainTitles

DATA = Path(os.environ.get("MEDLEY_DATA") or Path(__file__).parents[2] / "shared" / "data")
SETS = {"mpd": "Million Playlist sample", "melon": "Melon"}
Scorer = Callable[[sparse.csr_matrix], NDArray[np.float32]]


class SeedPeer:
    """Another library's model that is asked by tracks alone."""

    def __init__(self, train: PlaylistData, score: Scorer) -> None:
        self.keys = train.tracks.keys
        self.popular = np.asarray(train.track_matrix().sum(axis=0), np.float32)
        self.score = score

    def predict(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        rows = [self.keys.positions(query.tracks) for query in queries]
        indptr = np.concatenate(([0], np.cumsum([len(row) for row in rows])))
        ones = np.ones(indptr[-1], np.float32)
        shape = (len(rows), len(self.keys))
        seeds = sparse.csr_matrix((ones, np.concatenate(rows), indptr), shape=shape)
        scores = np.asarray(self.score(seeds), np.float32)
        # A hair of popularity fills what a short list of neighbours leaves empty.
        scores = scores + 1e-6 * self.popular / self.popular.max()
        for row, query in enumerate(queries):
            if not query.tracks:
                scores[row] = self.popular
            scores[row, self.keys.positions(query.exclude)] = -np.inf
        return [top_k(row, self.keys, k) for row in scores]


def plain_titles(train: PlaylistData) -> PlainTitles:
    return PlainTitles(train)


def implicit_cosine(train: PlaylistData) -> SeedPeer:
    from implicit.nearest_neighbours import CosineRecommender

    model = CosineRecommender(K=100)
    model.fit(sparse.csr_matrix(train.track_matrix()), show_progress=False)
    return SeedPeer(train, lambda seeds: (seeds @ model.similarity).toarray())


def implicit_als(train: PlaylistData) -> SeedPeer:
    from implicit.cpu.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(
        factors=128, alpha=5.0, regularization=20.0, iterations=15, random_state=0
    )
    model.fit(sparse.csr_matrix(train.track_matrix()), show_progress=False)

    def score(seeds: sparse.csr_matrix) -> NDArray[np.float32]:
        lists = model.recalculate_user(np.arange(seeds.shape[0]), seeds)
        return lists @ model.item_factors.T

    return SeedPeer(train, score)


PEERS: dict[str, tuple[Callable[[PlaylistData], Any], dict[str, Any]]] = {
    "plain TF-IDF + kNN (scikit-learn)": (plain_titles, {"letters": "2-4", "neighbours": 100}),
    "implicit cosine kNN": (implicit_cosine, {"K": 100}),
    "implicit ALS": (implicit_als, {"factors": 128, "alpha": 5, "reg": 20}),
}


def enter_peers(examination: PlaylistExamination) -> list[Entrant]:
    entrants = []
    for name, (fit, config) in PEERS.items():
        print(f"fitting {name}", file=sys.stderr)
        start = time.perf_counter()
        peer = fit(examination.train)
        seconds = time.perf_counter() - start
        entrants.append(measure_entrant(name, peer, config, seconds, examination))
    return entrants


def section(path: Path, models: Sequence[str], n_test: int | None) -> str:
    data = build_playlist_data(read_playlists(path))
    examination = examine_playlists(data, n_test=n_test)
    ours = compare(
        "playlist",
        data,
        examination,
        models=models,
        progress=lambda _done, words: print(words, file=sys.stderr),
    )
    peers = enter_peers(examination)
    return markdown(conclude("playlist", data, examination, [*ours.entrants, *peers], ours.failed))


def other_splits(path: Path, seeds: Sequence[int]) -> str:
    """Say how much the luck of one split moves the figures of a title alone."""
    data = build_playlist_data(read_playlists(path))
    lines = [
        "Other splits of the same playlists, title only:",
        "",
        "| seed of the split | hybrid, nDCG@500 | R-precision | popular, nDCG@500 | R-precision |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    found = []
    for seed in seeds:
        print(f"fitting the split of seed {seed}", file=sys.stderr)
        examination = examine_playlists(data, seed=seed)
        row: list[float] = []
        for name in ("hybrid", "popular"):
            model = model_class("playlist", name)()
            model.fit(examination.train, rng=np.random.default_rng(0))
            figures = examination.measure(model).details["scenarios"]["title"]["metrics"]
            row += [float(figures[metric]["value"]) for metric in ("ndcg@500", "r_precision")]
        found.append(row)
        lines.append(f"| {seed} | " + " | ".join(f"{value:.3f}" for value in row) + " |")
    means = " | ".join(f"{value:.3f}" for value in np.mean(found, axis=0))
    return "\n".join([*lines, f"| mean | {means} |"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA / "playlists")
    parser.add_argument("--only", choices=tuple(SETS))
    parser.add_argument("--test-playlists", type=int)
    parser.add_argument("--models", default=",".join(model_names("playlist")))
    parser.add_argument("--seeds", type=int, nargs="*", default=(1, 2, 3, 4), help="more splits")
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.exit(f"no data in {options.data}; give --data or set MEDLEY_DATA")
    print("## Playlists: accuracy")
    for name, title in SETS.items():
        if options.only in (None, name):
            path = options.data / f"{name}.jsonl.gz"
            print(f"\n### {title}\n")
            print(section(path, options.models.split(","), options.test_playlists))
            if name == "mpd" and options.seeds:
                print("\n" + other_splits(path, options.seeds))


if __name__ == "__main__":
    main()
