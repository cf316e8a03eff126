"""Measure a model of the feed: every item ranked for every case, every figure with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.model import FoldsIn, Progress
from medley.core.vocabulary import Vocabulary
from medley.data.cases import Cases
from medley.data.feed import FeedData, FeedQuery
from medley.metrics.catalogue import coverage, gini, novelty
from medley.metrics.ranking import judge, ndcg, rank, recall, reciprocal_rank, sizes
from medley.metrics.uncertainty import catalogue_interval, mean_interval
from medley.training.evaluation import Evaluation
from medley.training.groups import activity_groups

DEPTH = 100
FEED_METRICS: tuple[str, ...] = (
    "ndcg@10",
    "ndcg@100",
    "recall@20",
    "recall@50",
    "mrr@100",
    "coverage@100",
    "gini@100",
    "novelty@100",
)
"""Larger is better, but for gini; novelty is in bits."""

_CELLS = 1 << 24
"""Scores held at a time: 64 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class Owners:
    """How many people of the training data had each item.

    Attributes
    ----------
    counts : ndarray of int64, shape (n_items,)
    n_people : int
    """

    counts: NDArray[np.int64]
    n_people: int

    @classmethod
    def of(cls, data: FeedData, items: Vocabulary | None = None) -> Owners:
        """Count positive entries, in the order of ``items`` (default: the data's own)."""
        counts = np.bincount(data.item[data.weight > 0], minlength=len(data.catalogue))
        if items is not None and items != data.catalogue.items:
            places = [data.catalogue.items.position(item) for item in items]
            counts = np.array([0 if p is None else counts[p] for p in places], np.int64)
        return cls(counts, len(data.people))


def evaluate(
    model: Any,
    cases: Cases,
    items: Vocabulary,
    *,
    owners: Owners | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Evaluation:
    """Rank the whole catalogue for each case and measure the lists.

    Parameters
    ----------
    model : Model
        Fitted, with a ``vocabulary``. Items that it never saw are never ranked:
        as targets they count as missed.
    cases : Cases
        Targets are positions in ``items``.
    items : Vocabulary
        The catalogue; nothing outside it is ranked.
    owners : Owners, optional
        In the order of ``items``; without it novelty is left out.
    seed : int
        Of the resampling behind the intervals.

    Returns
    -------
    Evaluation
        The names of `FEED_METRICS`; without novelty where nobody knows what
        people owned.

    Raises
    ------
    DataError
        If there is no case.
    """
    if not len(cases):
        raise DataError("there is nobody to evaluate on; give a data set with more people")
    ranked = rank_cases(model, cases.queries, items, progress=progress)
    by_person = _by_person(ranked, cases.targets, owners)
    rng = np.random.default_rng(seed)
    estimates = {name: mean_interval(values, rng=rng) for name, values in by_person.items()}
    for name, figure in (("coverage", coverage), ("gini", gini)):
        estimates[f"{name}@{DEPTH}"] = catalogue_interval(
            ranked, len(items), DEPTH, figure, rng=rng
        )
    ordered = {name: estimates[name] for name in FEED_METRICS if name in estimates}
    amounts = np.array([len(query.history) for query in cases.queries], np.float64)
    return Evaluation(ordered, by_person, groups_of=activity_groups(amounts))


def rank_cases(
    model: Any,
    queries: Sequence[FeedQuery],
    items: Vocabulary,
    *,
    k: int = DEPTH,
    progress: Progress | None = None,
) -> NDArray[np.int32]:
    """Rank the best ``k`` of ``items`` for each query, what it excludes left out.

    Returns
    -------
    ndarray of int32, shape (n_queries, k)
        Positions in ``items``, -1 where nothing is left.
    """
    step = max(1, _CELLS // max(len(items), 1))
    found = np.full((len(queries), k), -1, np.int32)
    for start in range(0, len(queries), step):
        part = queries[start : start + step]
        found[start : start + step] = _rank_part(model, part, items, k)
        if progress is not None:
            progress(min(1.0, (start + step) / len(queries)), "ranking the catalogue")
    return found


def retarget(cases: Cases, source: Vocabulary, items: Vocabulary) -> Cases:
    """Express targets as positions in another catalogue, -1 where it lacks them."""
    if source == items:
        return cases
    places = [items.position(item) for item in source]
    moved = np.array([-1 if place is None else place for place in places], np.int32)
    return Cases(cases.people, cases.queries, [moved[target] for target in cases.targets])


def _rank_part(
    model: Any, queries: Sequence[FeedQuery], items: Vocabulary, k: int
) -> NDArray[np.int32]:
    """Rank by dense scores where there is a history, else as the model answers a newcomer."""
    scored = np.array([bool(len(query.history)) for query in queries], np.bool_)
    scored &= isinstance(model, FoldsIn)
    found = np.full((len(queries), k), -1, np.int32)
    if scored.any():
        asked = [query for query, dense in zip(queries, scored, strict=True) if dense]
        excluded = [items.positions(query.exclude) for query in asked]
        found[scored] = rank(_scores_of(model, asked, items), excluded, k)
    if not scored.all():
        asked = [query for query, dense in zip(queries, scored, strict=True) if not dense]
        found[~scored] = _predicted(model, asked, items, k)
    return found


def _scores_of(model: Any, queries: Sequence[FeedQuery], items: Vocabulary) -> NDArray[np.float32]:
    own = np.asarray(model.fold_in(queries), np.float32)
    if model.vocabulary == items:
        # `rank` writes into what it is given, and the model may keep its array.
        return own.copy()
    places = [model.vocabulary.position(item) for item in items]
    known = np.array([p is not None for p in places], np.bool_)
    scores = np.full((len(queries), len(items)), -np.inf, np.float32)
    scores[:, known] = own[:, [p for p in places if p is not None]]
    return scores


def _predicted(
    model: Any, queries: Sequence[FeedQuery], items: Vocabulary, k: int
) -> NDArray[np.int32]:
    found = np.full((len(queries), k), -1, np.int32)
    for row, prediction in enumerate(model.predict(queries, k)):
        positions = items.positions(prediction.ids)
        found[row, : len(positions)] = positions
    return found


def _by_person(
    ranked: NDArray[np.int32], targets: Sequence[NDArray[np.int32]], owners: Owners | None
) -> dict[str, NDArray[np.float64]]:
    hits, n_targets = judge(ranked, targets), sizes(targets)
    values = {
        "ndcg@10": ndcg(hits, n_targets, 10),
        "ndcg@100": ndcg(hits, n_targets, 100),
        "recall@20": recall(hits, n_targets, 20),
        "recall@50": recall(hits, n_targets, 50),
        "mrr@100": reciprocal_rank(hits, 100),
    }
    if owners is not None:
        values["novelty@100"] = novelty(ranked, owners.counts, owners.n_people, DEPTH)
    return values
