"""Accuracy of the feed's models beside `implicit` and `cornac`, in one run.

MovieLens 1M as implicit pairs, 1,000 people held out whole with
``numpy.random.default_rng(42)``, 80% of each one's films shown, all films
ranked. Prints the section "Feed: accuracy" of docs/results.md.

    python benchmarks/feed_quality.py [--models a,b] [--test-people N] [--data FOLDER]

`cornac` is optional: ``pip install cornac``, best into an environment of its own.
Peers that only score people they were fitted on are asked through the item-item
matrix that they learned, which for an unseen history is the same sum.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.registry import model_names
from medley.core.vocabulary import Vocabulary
from medley.data.builder import build_feed_data
from medley.data.feed import FeedData, FeedQuery
from medley.data.sources import read_source
from medley.training.compare import (
    Entrant,
    compare,
    conclude,
    measure_entrant,
)
from medley.training.feed_examination import FeedExamination, examine_people
from medley.training.report import markdown

DATA = Path(os.environ.get("MEDLEY_DATA") or Path(__file__).parents[2] / "shared" / "data")
Scorer = Callable[[sparse.csr_matrix], NDArray[np.float32]]


@dataclass
class Peer:
    """Another library's fitted model, asked like one of ours."""

    vocabulary: Vocabulary
    score: Scorer

    def fold_in(self, queries: Sequence[FeedQuery]) -> NDArray[np.float32]:
        rows = [self.vocabulary.positions(query.history.items) for query in queries]
        indptr = np.concatenate(([0], np.cumsum([len(row) for row in rows])))
        ones = np.ones(indptr[-1], np.float32)
        shape = (len(queries), len(self.vocabulary))
        histories = sparse.csr_matrix((ones, np.concatenate(rows), indptr), shape=shape)
        return np.asarray(self.score(histories), np.float32)


def implicit_als(train: FeedData) -> Scorer:
    from implicit.cpu.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(
        factors=128, alpha=5.0, regularization=20.0, iterations=15, random_state=0
    )
    model.fit(train.matrix(), show_progress=False)

    def score(histories: sparse.csr_matrix) -> NDArray[np.float32]:
        people = model.recalculate_user(np.arange(histories.shape[0]), histories)
        return people @ model.item_factors.T

    return score


def implicit_cosine(train: FeedData) -> Scorer:
    from implicit.nearest_neighbours import CosineRecommender

    model = CosineRecommender(K=100)
    model.fit(train.matrix(), show_progress=False)
    return lambda histories: (histories @ model.similarity).toarray()


def _cornac_set(train: FeedData) -> Any:
    from cornac.data import Dataset

    matrix = train.matrix().tocoo()
    # Everybody and every item get their own position, so that ours can be used.
    people = {p: p for p in range(matrix.shape[0])}
    items = {i: i for i in range(matrix.shape[1])}
    triples = (matrix.row, matrix.col, matrix.data)
    return Dataset(matrix.shape[0], matrix.shape[1], people, items, triples)


def cornac_popular(train: FeedData) -> Scorer:
    from cornac.models import MostPop

    model = MostPop().fit(_cornac_set(train))
    scores = np.asarray(model.score(0), np.float32)
    return lambda histories: np.tile(scores, (histories.shape[0], 1))


def cornac_ease(train: FeedData) -> Scorer:
    from cornac.models import EASE

    model = EASE(lamb=1000, posB=False, verbose=False).fit(_cornac_set(train))
    matrix = np.asarray(model.B)
    return lambda histories: histories @ matrix


PEERS: dict[str, tuple[str, Callable[[FeedData], Scorer], dict[str, Any]]] = {
    "implicit ALS": ("implicit", implicit_als, {"factors": 128, "alpha": 5, "reg": 20}),
    "implicit cosine kNN": ("implicit", implicit_cosine, {"K": 100}),
    "cornac MostPop": ("cornac", cornac_popular, {}),
    "cornac EASE": ("cornac", cornac_ease, {"lamb": 1000, "posB": False}),
}


def enter_peers(examination: FeedExamination) -> tuple[list[Entrant], dict[str, str]]:
    entrants, missing = [], {"Mult-VAE (cornac VAECF)": "it needs torch, which Medley does not"}
    for name, (library, fit, config) in PEERS.items():
        if find_spec(library) is None:
            missing[name] = f"{library} is not installed (pip install {library})"
            continue
        print(f"fitting {name}", file=sys.stderr)
        start = time.perf_counter()
        scorer = fit(examination.train)
        seconds = time.perf_counter() - start
        peer = Peer(examination.train.catalogue.items, scorer)
        entrants.append(measure_entrant(name, peer, config, seconds, examination))
    return entrants, missing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA / "movielens-1m-implicit")
    parser.add_argument("--test-people", type=int, default=1000)
    parser.add_argument("--models", default=",".join(model_names("feed")))
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.exit(f"no data in {options.data}; give --data or set MEDLEY_DATA")
    data = build_feed_data(read_source(options.data))
    examination = examine_people(data, n_test=options.test_people)
    ours = compare(
        "feed",
        data,
        examination,
        models=options.models.split(","),
        progress=lambda _done, words: print(words, file=sys.stderr),
    )
    peers, missing = enter_peers(examination)
    found = conclude(
        "feed", data, examination, [*ours.entrants, *peers], {**ours.failed, **missing}
    )
    print("## Feed: accuracy\n")
    print(markdown(found))


if __name__ == "__main__":
    main()
