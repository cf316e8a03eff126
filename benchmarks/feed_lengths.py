"""Accuracy of the feed's models by how much is known of a person.

MovieLens small, asked in two ways with only the first 0, 1, 3, 10 likes of each
history shown, and with all of it:

- people held out whole, a random fifth of their likes to be found;
- sessions: the last fifth of each person's likes to be found, by models that know
  only what anybody did before a date before that. The dates are the moments where
  35, 45, ... 85% of the ratings had happened.

Prints the section "Feed: by length of history" of docs/results.md.

    python benchmarks/feed_lengths.py [--models a,b] [--data FOLDER]
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from medley.core.registry import model_names
from medley.data.builder import build_feed_data
from medley.data.cases import TARGET_WEIGHT, Cases, pose
from medley.data.feed import FeedData, History
from medley.data.sources import read_source
from medley.data.splits import default_test_people, strong_generalisation
from medley.metrics.ranking import judge, ndcg, sizes
from medley.metrics.uncertainty import mean_interval
from medley.training.evaluate import rank_cases
from medley.training.fit import fit_model

DATA = Path(os.environ.get("MEDLEY_DATA") or Path(__file__).parents[2] / "shared" / "data")
LENGTHS: tuple[int | None, ...] = (0, 1, 3, 10, None)
SHARES = (0.35, 0.45, 0.55, 0.65, 0.75, 0.85)
FEWEST = 5
SHOWN = 0.8
SEED = 42

Contest = tuple[FeedData, Cases]


def by_people(data: FeedData) -> Iterator[Contest]:
    split = strong_generalisation(
        data, n_test=default_test_people(data), rng=np.random.default_rng(SEED)
    )
    yield split.train, split.cases


def by_session(data: FeedData) -> Iterator[Contest]:
    """One contest for each date: the people whose hidden likes begin before the next."""
    ends = [int(np.quantile(data.time_ms, share, method="higher")) for share in SHARES]
    ends.append(int(data.time_ms.max()) + 1)
    asked = [_last_fifth(data, person) for person in range(len(data.people))]
    for start, end in pairwise(ends):
        chosen = [
            (person, found[1], found[2])
            for person, found in enumerate(asked)
            if found is not None and start <= found[0] < end
        ]
        people = np.array([person for person, _, _ in chosen], np.int32)
        histories = [history for _, history, _ in chosen]
        targets = [target for _, _, target in chosen]
        yield data.take(data.time_ms < start), pose(data, people, histories, targets)


def _last_fifth(data: FeedData, person: int) -> tuple[int, History, NDArray[np.int32]] | None:
    """When a person's last fifth of likes begins, what came before it, and the likes."""
    (history,) = data.histories(np.array([person], np.int32))
    liked = np.flatnonzero(history.weights >= TARGET_WEIGHT)
    if len(liked) < FEWEST:
        return None
    hidden = liked[min(max(round(SHOWN * len(liked)), 1), len(liked) - 1) :]
    moment = int(history.times_ms[hidden[0]])
    shown = np.setdiff1d(np.flatnonzero(history.times_ms <= moment), hidden)
    before = History(
        tuple(history.items[n] for n in shown.tolist()),
        history.weights[shown],
        history.times_ms[shown],
    )
    targets = data.catalogue.items.positions(history.items[n] for n in hidden.tolist())
    return moment, before, np.sort(targets)


def shortened(cases: Cases, length: int | None) -> Cases:
    """Show histories up to their ``length``-th like; who has fewer is left out."""
    if length is None:
        return cases
    kept, queries = [], []
    for n, query in enumerate(cases.queries):
        liked = np.flatnonzero(query.history.weights >= TARGET_WEIGHT)
        if len(liked) < length:
            continue
        end = int(liked[length - 1]) + 1 if length else 0
        held = query.history
        short = History(held.items[:end], held.weights[:end], held.times_ms[:end])
        kept.append(n)
        queries.append(replace(query, history=short))
    return Cases(tuple(cases.people[n] for n in kept), queries, [cases.targets[n] for n in kept])


def measure(name: str, contests: Sequence[Contest]) -> list[str]:
    """NDCG@100 of one model at each length, over all contests together."""
    found: list[list[NDArray[np.float64]]] = [[] for _ in LENGTHS]
    for train, cases in contests:
        model = fit_model("feed", name, train, seed=0).model
        for values, length in zip(found, LENGTHS, strict=True):
            asked = shortened(cases, length)
            ranked = rank_cases(model, asked.queries, train.catalogue.items)
            values.append(ndcg(judge(ranked, asked.targets), sizes(asked.targets), 100))
    return [_figure(np.concatenate(values)) for values in found]


def _figure(values: NDArray[np.float64]) -> str:
    estimate = mean_interval(values, rng=np.random.default_rng(SEED))
    return f"{estimate.value:.3f} ±{(estimate.high - estimate.low) / 2:.3f}"


def table(title: str, contests: Sequence[Contest], models: Sequence[str]) -> list[str]:
    n_people = sum(len(cases) for _, cases in contests)
    header = ["model", *("all" if n is None else f"{n} likes" for n in LENGTHS)]
    lines = [header, ["---", *("---:" for _ in LENGTHS)]]
    for name in models:
        print(f"{title}: {name}", file=sys.stderr)
        lines.append([name, *measure(name, contests)])
    rows = ["| " + " | ".join(line) + " |" for line in lines]
    return [f"{title}, {n_people} people, nDCG@100:", "", *rows, ""]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA / "movielens-small")
    parser.add_argument("--models", default=",".join(model_names("feed")))
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.exit(f"no data in {options.data}; give --data or set MEDLEY_DATA")
    data = build_feed_data(read_source(options.data))
    models = options.models.split(",")
    print("## Feed: by length of history\n")
    print("\n".join(table("People held out whole", list(by_people(data)), models)))
    print("\n".join(table("Sessions after a date", list(by_session(data)), models)))
    print("± is half of the 95% bootstrap interval over people.")


if __name__ == "__main__":
    main()
