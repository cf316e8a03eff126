"""Visits to be served: who comes when, with the scores that the model has for them.

Three ways to ask what comes later, all fitted on nothing but the past:

- *returning*: fitted before a date, asked about people with a history before it,
  by what they did up to that date. The strict split by time, and few people.
- *as served*: fitted before a date, asked about everybody who acts after it, by
  what they did up to the middle of their own later activity, which the model
  folds in as the site does.
- *new people*: people held out whole, a fifth of what they chose asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from medley.core.registry import model_class
from medley.data.cases import TARGET_WEIGHT, Cases, pose
from medley.data.feed import Catalogue, FeedData, FeedQuery, History
from medley.data.interests import CategoryShares, interests_data, known_from
from medley.data.splits import by_time, strong_generalisation
from medley.metrics.ranking import rank
from medley.serving.taste import taste
from medley.training.fit import fit_model

DEPTH = 1_000
LEAST_TARGETS = 5


@dataclass(frozen=True, eq=False)
class Visits:
    """What one split asks, with all that serving needs, a row each visit.

    Attributes
    ----------
    name : str
    people : tuple of str
        Whom the visits that are asked about belong to: the first rows.
    targets : list of ndarray
        For those rows, positions of what they chose later.
    candidates : ndarray of int32, shape (n_visits, DEPTH)
        Best first, -1 where nothing is left.
    scores : ndarray of float32, shape (n_visits, DEPTH)
    tastes : ndarray of float64, shape (n_visits, n_categories)
    prior : ndarray of float64, shape (n_categories,)
    published_ms : ndarray of int64, shape (n_items,)
    owners : ndarray of int64, shape (n_items,)
    now_ms : int
    """

    name: str
    people: tuple[str, ...]
    targets: list[NDArray[np.int32]]
    candidates: NDArray[np.int32]
    scores: NDArray[np.float32]
    tastes: NDArray[np.float64]
    prior: NDArray[np.float64]
    published_ms: NDArray[np.int64]
    owners: NDArray[np.int64]
    now_ms: int


@dataclass(frozen=True)
class Plan:
    """One split to be made: its name, and what makes its train data and cases."""

    name: str
    split: Callable[[], tuple[FeedData, Cases, int]]


def plans(data: FeedData) -> dict[str, list[Plan]]:
    """Name all splits: those that settings are chosen on, and those reported."""
    times = np.sort(data.time_ms[data.time_ms > 0])

    def at(share: float) -> int:
        return int(times[int(share * len(times))])

    def rolling(shares: Sequence[float]) -> list[Plan]:
        made = []
        for share in shares:
            end = at(min(share + 0.2, 0.9999))
            split = partial(_returning, data, at(share), end)
            made.append(Plan(f"returning-{share:.2f}", split))
        return made

    served = partial(_as_served, data)
    return {
        "choice": [
            *rolling((0.30, 0.35, 0.40, 0.45, 0.50, 0.55)),
            Plan("served-0.55", partial(served, at(0.55), at(0.75))),
        ],
        "rolling": rolling((0.75, 0.80, 0.85, 0.90, 0.95)),
        "served": [Plan("served-0.75", partial(served, at(0.75), at(0.9999) + 1))],
        "one date": [Plan("by-time", partial(_by_time, data))],
        "new people": [Plan("people", partial(_new_people, data))],
    }


def make_visits(plan: Plan, model_name: str, interests: str, kept: Path | None) -> Visits:
    """Fit the model and the interests on a split's past and score its visits."""
    path = kept / f"{plan.name}-{model_name}-{interests}.npz" if kept else None
    train, cases, now_ms = plan.split()
    if path is not None and path.exists():
        with np.load(path) as held:
            arrays = {name: held[name] for name in held.files}
    else:
        arrays = _score(train, cases, now_ms, model_name, interests)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(path, **arrays)
    owners = np.bincount(train.item[train.weight > 0], minlength=len(train.catalogue))
    return Visits(
        name=plan.name,
        people=cases.people,
        targets=cases.targets,
        published_ms=_first_seen(train),
        owners=owners,
        now_ms=now_ms,
        **arrays,
    )


def _score(
    train: FeedData, cases: Cases, now_ms: int, model_name: str, interests: str
) -> dict[str, NDArray[np.generic]]:
    model = fit_model("feed", model_name, train, seed=0).model
    foreseen = model_class("interests", interests)()
    foreseen.fit(interests_data(train), rng=np.random.default_rng(0))
    queries = [*cases.queries, *_aside(train, cases)]
    catalogue = train.catalogue
    own = np.asarray(model.fold_in(queries), np.float32)
    scores = np.full((len(queries), len(catalogue)), -np.inf, np.float32)
    scores[:, catalogue.items.positions(model.vocabulary)] = own
    excluded = [catalogue.items.positions(query.exclude) for query in queries]
    candidates = rank(scores.copy(), excluded, DEPTH)
    rows = np.arange(len(queries))[:, None]
    shares = CategoryShares.of(catalogue)
    tastes = [taste(foreseen, known_from(q.history, (), shares, now_ms=now_ms)) for q in queries]
    return {
        "candidates": candidates,
        "scores": np.where(candidates >= 0, scores[rows, candidates], 0.0),
        "tastes": np.array(tastes),
        "prior": foreseen.prior,
    }


def _aside(train: FeedData, cases: Cases) -> list[FeedQuery]:
    """Let everybody else who is known visit too: a site's coverage is over all its people."""
    asked = set(cases.people)
    active = np.unique(train.person).tolist()
    others = [n for n in active if train.people[n] not in asked]
    return [
        FeedQuery(history, exclude=frozenset(history.items))
        for history in train.histories(np.array(others, np.int32))
    ]


def _first_seen(train: FeedData) -> NDArray[np.int64]:
    """Take the first rating of a film as its publication; MovieLens knows only years."""
    found = np.full(len(train.catalogue), np.iinfo(np.int64).max, np.int64)
    np.minimum.at(found, train.item, train.time_ms)
    return np.where(found == np.iinfo(np.int64).max, 0, found)


def _by_time(data: FeedData) -> tuple[FeedData, Cases, int]:
    split = by_time(data)
    return split.train, split.returning, split.cutoff_ms


def _returning(data: FeedData, cutoff_ms: int, end_ms: int) -> tuple[FeedData, Cases, int]:
    split = by_time(data.take(data.time_ms < end_ms), cutoff_ms=cutoff_ms)
    return split.train, _enough(split.returning), cutoff_ms


def _as_served(data: FeedData, cutoff_ms: int, end_ms: int) -> tuple[FeedData, Cases, int]:
    """Ask about the later half of what each person did after the date."""
    known = data.take(data.time_ms < end_ms)
    after = known.time_ms >= cutoff_ms
    people = np.unique(known.person[after & (known.weight >= TARGET_WEIGHT)])
    histories: list[History] = []
    targets: list[NDArray[np.int32]] = []
    for history in known.histories(people):
        first = int((history.times_ms < cutoff_ms).sum())
        middle = first + (len(history) - first) // 2
        liked = np.flatnonzero(history.weights >= TARGET_WEIGHT)
        later = [history.items[n] for n in liked[liked >= middle].tolist()]
        targets.append(np.sort(known.catalogue.items.positions(later)).astype(np.int32))
        shown = slice(0, middle)
        histories.append(
            History(history.items[shown], history.weights[shown], history.times_ms[shown])
        )
    cases = pose(known, people.astype(np.int32), histories, targets)
    return data.take(data.time_ms < cutoff_ms), _enough(cases), end_ms


def _new_people(data: FeedData) -> tuple[FeedData, Cases, int]:
    split = strong_generalisation(data, n_test=130, rng=np.random.default_rng(0))
    return split.train, split.cases, int(data.time_ms.max())


def _enough(cases: Cases) -> Cases:
    """Leave out whom too little is asked about to tell one page from another."""
    rows = [
        n
        for n, (query, targets) in enumerate(zip(cases.queries, cases.targets, strict=True))
        if len(targets) >= LEAST_TARGETS and len(query.history) >= LEAST_TARGETS
    ]
    return Cases(
        tuple(cases.people[n] for n in rows),
        [cases.queries[n] for n in rows],
        [cases.targets[n] for n in rows],
    )


def memberships(catalogue: Catalogue) -> NDArray[np.float32]:
    """Lay the catalogue's categories out densely, shape (n_items, n_categories)."""
    dense: NDArray[np.float32] = catalogue.item_categories.toarray().astype(np.float32)
    return dense
