"""How well films are ranked that nobody has met yet.

A fifth of the films is hidden from the fit, with everything about them, and added
afterwards by ``add_items``: all that is known of them is title, genres and year.
People are held out whole; their liked films among the hidden ones are to be found.
Prints the section "Feed: new items" of docs/results.md.

    python benchmarks/feed_cold.py [--data FOLDER ...]
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.registry import model_class
from medley.core.vocabulary import Vocabulary
from medley.data.builder import build_feed_data
from medley.data.cases import TARGET_WEIGHT, Cases
from medley.data.feed import Catalogue, FeedData, FeedQuery, History
from medley.data.sources import read_source
from medley.data.splits import default_test_people, strong_generalisation
from medley.metrics.ranking import judge, ndcg, rank, recall, sizes
from medley.metrics.uncertainty import mean_interval

DATA = Path(os.environ.get("MEDLEY_DATA") or Path(__file__).parents[2] / "shared" / "data")
SETS = ("movielens-small", "movielens-1m-implicit")
SHARE = 0.2
SEED = 42
Scores = Callable[[Sequence[FeedQuery]], NDArray[np.float32]]


@dataclass
class Cold:
    """One data set with films hidden.

    Attributes
    ----------
    data : FeedData
        To fit on: without the hidden films and without the people asked about.
    catalogue : Catalogue
        With them.
    hidden : ndarray of bool, shape (n_items,)
    fresh, everything : Cases
        The same histories, without hidden films; to find are all liked films among
        the hidden ones, or the fifth of all liked films that no history shows.
    owners : ndarray of float32, shape (n_items,)
        How many of the people fitted on liked each film: hidden from the models.
    """

    data: FeedData
    catalogue: Catalogue
    hidden: NDArray[np.bool_]
    fresh: Cases
    everything: Cases
    owners: NDArray[np.float32]


def hide(data: FeedData) -> Cold:
    """Hide a fifth of the films and a fifth of the people."""
    split = strong_generalisation(
        data, n_test=default_test_people(data), rng=np.random.default_rng(SEED)
    )
    hidden = np.random.default_rng(SEED).random(len(data.catalogue)) < SHARE
    asked = [_without(query, data, hidden) for query in split.queries]
    fresh = [
        np.sort(np.concatenate([target[hidden[target]], liked]))
        for target, (_, liked) in zip(split.targets, asked, strict=True)
    ]
    queries = [query for query, _ in asked]
    train = split.train
    liked = train.item[train.weight > 0]
    return Cold(
        _kept(train, ~hidden),
        data.catalogue,
        hidden,
        _cases(split.cases.people, queries, fresh),
        _cases(split.cases.people, queries, split.targets),
        np.bincount(liked, minlength=len(hidden)).astype(np.float32),
    )


def _without(
    query: FeedQuery, data: FeedData, hidden: NDArray[np.bool_]
) -> tuple[FeedQuery, NDArray[np.int32]]:
    """Take hidden films out of a history; give the liked ones among them."""
    positions = data.catalogue.items.positions(query.history.items)
    gone = hidden[positions]
    held = query.history
    items = tuple(item for item, lost in zip(held.items, gone.tolist(), strict=True) if not lost)
    rest = History(items, held.weights[~gone], held.times_ms[~gone])
    liked = positions[gone & (held.weights >= TARGET_WEIGHT)].astype(np.int32)
    return replace(query, history=rest, exclude=frozenset(items)), liked


def _cases(
    people: Sequence[str], queries: Sequence[FeedQuery], targets: Sequence[NDArray[np.int32]]
) -> Cases:
    asked = [n for n, found in enumerate(targets) if len(found) and len(queries[n].history)]
    return Cases(
        tuple(people[n] for n in asked), [queries[n] for n in asked], [targets[n] for n in asked]
    )


def _kept(data: FeedData, kept: NDArray[np.bool_]) -> FeedData:
    """A data set without some items, as if they had never been."""
    old = data.catalogue
    rows = np.flatnonzero(kept)
    catalogue = replace(
        old,
        items=Vocabulary(old.items[n] for n in rows.tolist()),
        item_categories=old.item_categories[rows],
        creators=old.creators[rows],
        titles=tuple(old.titles[n] for n in rows.tolist()),
        kinds=tuple(old.kinds[n] for n in rows.tolist()),
        published_ms=old.published_ms[rows],
    )
    taken = kept[data.item]
    moved = (np.cumsum(kept) - 1).astype(np.int32)
    return replace(data.take(taken), catalogue=catalogue, item=moved[data.item[taken]])


def scores_of(model: Any, catalogue: Catalogue) -> Scores:
    """Ask a model in the order of a catalogue; what it does not know comes last."""
    places = [model.vocabulary.position(item) for item in catalogue.items]
    known = np.array([place is not None for place in places], np.bool_)
    order = [place for place in places if place is not None]

    def scores(queries: Sequence[FeedQuery]) -> NDArray[np.float32]:
        found = np.full((len(queries), len(catalogue)), -np.inf, np.float32)
        found[:, known] = model.fold_in(queries)[:, order]
        return found

    return scores


def measure(score: Scores, cases: Cases, cold: Cold, among: NDArray[np.bool_], k: int) -> list[Any]:
    """NDCG and recall at ``k`` of each person, ranking only some films."""
    scores = score(cases.queries)
    scores[:, ~among] = -np.inf
    excluded = [cold.catalogue.items.positions(query.exclude) for query in cases.queries]
    hits = judge(rank(scores, excluded, k), cases.targets)
    n_targets = sizes(cases.targets)
    return [ndcg(hits, n_targets, k), recall(hits, n_targets, k)]


def rows(cold: Cold) -> list[list[str]]:
    everything = np.ones(len(cold.hidden), np.bool_)
    found = []
    for name, before, after in entrants(cold):
        measured = [
            *measure(after, cold.fresh, cold, cold.hidden, 20),
            measure(after, cold.fresh, cold, everything, 100)[1],
            measure(before, cold.everything, cold, everything, 100)[0],
            measure(after, cold.everything, cold, everything, 100)[0],
        ]
        found.append([name, *map(_figure, measured)])
    return found


def entrants(cold: Cold) -> list[tuple[str, Scores, Scores]]:
    """Each model before and after the hidden films were added."""
    rng = np.random.default_rng(SEED)

    def by_chance(queries: Sequence[FeedQuery]) -> NDArray[np.float32]:
        return rng.random((len(queries), len(cold.hidden)), dtype=np.float32)

    def by_owners(queries: Sequence[FeedQuery]) -> NDArray[np.float32]:
        return np.tile(cold.owners, (len(queries), 1))

    found: list[tuple[str, Scores, Scores]] = [("chance", by_chance, by_chance)]
    for name in ("content", "hybrid"):
        print(f"fitting {name}", file=sys.stderr)
        model = model_class("feed", name)()
        model.fit(cold.data, rng=np.random.default_rng(0))
        before = scores_of(model, cold.catalogue)
        grown = model_class("feed", name)(model.config)
        grown.restore(model.state())
        grown.add_items(cold.catalogue)
        found.append((name, before, scores_of(grown, cold.catalogue)))
    found.append(("popularity, were it known", by_owners, by_owners))
    return found


def _figure(values: NDArray[np.float64]) -> str:
    estimate = mean_interval(values, rng=np.random.default_rng(SEED))
    return f"{estimate.value:.3f} ±{(estimate.high - estimate.low) / 2:.3f}"


def section(path: Path) -> list[str]:
    cold = hide(build_feed_data(read_source(path)))
    n_hidden = int(cold.hidden.sum())
    header = [
        "model",
        "hidden among hidden: nDCG@20",
        "Recall@20",
        "hidden among all: Recall@100",
        "all films: nDCG@100 before adding",
        "after",
    ]
    lines = [header, ["---", *("---:" for _ in header[1:])], *rows(cold)]
    return [
        f"{path.name}: {n_hidden:,} of {len(cold.hidden):,} films hidden from the fit "
        f"(`numpy.random.default_rng({SEED})`), asked about {len(cold.fresh):,} people held out "
        "whole, of whose likes the hidden films are to be found.",
        "",
        *("| " + " | ".join(line) + " |" for line in lines),
        "",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, nargs="+", default=[DATA / name for name in SETS])
    options = parser.parse_args()
    for path in options.data:
        if not path.is_dir():
            sys.exit(f"no data in {path}; give --data or set MEDLEY_DATA")
    print("## Feed: new items\n")
    for path in options.data:
        print("\n".join(section(path)))
    print(
        "± is half of the 95% bootstrap interval over people. The last row ranks by how many of "
        "the people fitted on liked a film, which no model may know. The last two columns ask "
        "about a fifth of each one's likes, hidden or not: what adding the films gains."
    )


if __name__ == "__main__":
    main()
