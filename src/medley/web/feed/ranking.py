"""From a person's marks to a frozen order of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Explains
from medley.core.prediction import BecauseWished, Reason
from medley.core.vocabulary import Vocabulary
from medley.data.feed import FeedQuery
from medley.data.signals import WEIGHTS
from medley.features.wishes import history_with_wish_weight
from medley.serving.balance import Balance, Candidates
from medley.serving.exploration import explore
from medley.serving.predictor import Serving
from medley.serving.rules import Offer, Ruled, Scenario, apply_rules
from medley.serving.spread import spread
from medley.web.feed.aligned import Aligned, best
from medley.web.feed.catalogue_index import CatalogueIndex
from medley.web.feed.chances import Chance, chances_of
from medley.web.feed.gate import Gate, Wanted, open_gate
from medley.web.feed.less import fading, fall, strengths
from medley.web.feed.marks import Marks
from medley.web.feed.nudge import pinned_places, with_nudge

LIST_LENGTH = 1_000
EXPLAINED = 65
"""So many items of a list carry their reason: the first page and two scrolls."""
BALANCED = 90
"""So many places of a list are balanced; what follows stands by its worth alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Circumstances:
    """All that a ranking depends on besides the person and the models.

    Attributes
    ----------
    scenario : Scenario
        The rules.
    now_ms : int
        Milliseconds since 1970-01-01 UTC.
    seed : int
        Another one rotates a little and draws anew.
    mix : ndarray of float, shape (n_categories,), or None
        The person's mix of the index's categories; None calibrates nothing.
    prior : ndarray of float, shape (n_categories,), or None
        Everybody's mix, see `medley.serving.balance.open_up`.
    known_by : ndarray of int64, shape (n_items,)
        How often each item was shown lately; empty where nobody counted.
    without : ndarray of int64
        Primary keys of what stands on the page already.
    """

    scenario: Scenario
    now_ms: int
    seed: int = 0
    mix: NDArray[np.float64] | None = None
    prior: NDArray[np.float64] | None = None
    known_by: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    without: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Trail:
    """How a ranking came about: what `medley.web.feed.why` reads.

    Attributes
    ----------
    gate : Gate
    scores : ndarray of float32, shape (n_items,)
        Of the whole index, less what was asked for less of.
    fallen : ndarray of float32, shape (n_items,), or None
        By how much "less like this" lowered each.
    candidates : ndarray of intp
        Positions of what the rules were given, best first.
    ruled : Ruled
    """

    gate: Gate
    scores: NDArray[np.float32]
    fallen: NDArray[np.float32] | None
    candidates: NDArray[np.intp]
    ruled: Ruled


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """What one person gets, in the order in which it is shown.

    Attributes
    ----------
    pks : ndarray of int64, shape (n,)
    scores : ndarray of float32, shape (n,)
        The model's rank scores of the items.
    reasons : list of Reason or None
        The main reason of the first `EXPLAINED` items.
    relaxed : str or None
        What was not followed because nothing remained, in words.
    chances : tuple of Chance
        The places that chance filled.
    nudged : int or None
        Primary key of the wish that was brought back.
    trail : Trail or None
    """

    pks: NDArray[np.int64]
    scores: NDArray[np.float32]
    reasons: list[Reason | None]
    relaxed: str | None
    chances: tuple[Chance, ...] = ()
    nudged: int | None = None
    trail: Trail | None = None


def rank(
    sources: Sequence[Aligned],
    marks: Marks,
    wanted: Wanted,
    circumstances: Circumstances,
    *,
    nudge: Callable[[Trail], int | None] | None = None,
) -> Ranking:
    """Rank what a person may be shown.

    Scores, then rules and balance, then chance, then pins and the nudge.

    Parameters
    ----------
    sources : sequence of Aligned
        The models that give candidates, all over one index; of several they are
        taken in turn.
    marks : Marks
    wanted : Wanted
    circumstances : Circumstances
    nudge : callable, optional
        Chooses the position of a wish to bring back.
    """
    index, scenario, now_ms = sources[0].index, circumstances.scenario, circumstances.now_ms
    gate = open_gate(index, marks, wanted, scenario, now_ms=now_ms, without=circumstances.without)
    query = query_of(sources[0], marks, now_ms)
    scores, fallen = _scores(sources, query, gate, circumstances, strengths(marks, now_ms))
    order = best(scores, gate.mask, scenario.sources.size)
    ruled = _ruled(index, scores, order, marks, circumstances)
    trail = Trail(gate, scores, fallen, order, ruled)
    shown, chances = _placed(index, scores, trail, circumstances)
    found = nudge(trail) if nudge is not None else None
    if found is not None:
        shown, chances = with_nudge(shown, chances, found, index.creators)
    reasons = _main_reasons(sources, query, [index.keys[n] for n in shown[:EXPLAINED].tolist()])
    if found is not None:
        reasons = _nudge_reason(reasons, shown, found, float(scores[found]))
    return Ranking(
        pks=index.pks[shown],
        scores=scores[shown],
        reasons=reasons,
        relaxed=" ".join(gate.relaxed) or None,
        chances=chances,
        nudged=None if found is None else int(index.pks[found]),
        trail=trail,
    )


def query_of(aligned: Aligned, marks: Marks, now_ms: int) -> FeedQuery:
    """What the model is asked about a person."""
    history = history_with_wish_weight(marks.history, wish_weight_of(aligned.serving))
    return FeedQuery(fading(history, marks, aligned.index, now_ms), marks.interests)


def wish_weight_of(serving: Serving) -> float:
    """What a wish weighs for a model: learned at its training, else the usual weight."""
    return float(serving.notes.get("wish_weight", WEIGHTS["wish"]))


def _scores(
    sources: Sequence[Aligned],
    query: FeedQuery,
    gate: Gate,
    circumstances: Circumstances,
    less: dict[int, float],
) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
    index = sources[0].index
    scores = sources[0].scores(query)
    if len(sources) > 1:
        scores = _in_turn([one.scores(query) for one in sources], gate, circumstances)
    around = fall(sources[0].serving.model, index, less)
    if around is None or not gate.mask.any():
        return scores, None
    span = float(scores[gate.mask].max() - scores[gate.mask].min())
    fallen = (around * (span or 1.0)).astype(np.float32)
    return scores - fallen, fallen


def _in_turn(
    scored: Sequence[NDArray[np.float32]], gate: Gate, circumstances: Circumstances
) -> NDArray[np.float32]:
    """Score by the place in a list to which each model gives its best in turn."""
    size = circumstances.scenario.sources.size
    orders = [best(scores, gate.mask, size) for scores in scored]
    turns = np.concatenate(
        [np.arange(len(order)) * len(orders) + n for n, order in enumerate(orders)]
    )
    joined = np.concatenate(orders)[np.argsort(turns, kind="stable")]
    _, first = np.unique(joined, return_index=True)
    taken = joined[np.sort(first)]
    found = np.zeros(len(gate.mask), np.float32)
    found[taken] = np.linspace(1.0, 0.01, len(taken), dtype=np.float32)
    return found


def _ruled(
    index: CatalogueIndex,
    scores: NDArray[np.float32],
    order: NDArray[np.intp],
    marks: Marks,
    circumstances: Circumstances,
) -> Ruled:
    scenario, mix = circumstances.scenario, circumstances.mix
    values = scores[order]
    if marks.says_nothing:
        # Of a stranger nothing is known to balance by: the categories take turns.
        order = spread(order, index.main_category)
        values = np.linspace(1.0, 0.0, len(order), dtype=np.float32)
        scenario, mix = replace(scenario, balance=_plain(scenario.balance)), None
    known_by = circumstances.known_by
    candidates = Candidates(
        ids=tuple(index.keys[n] for n in order.tolist()),
        scores=values,
        categories=index.shares(order),
        creators=index.creators[order],
        published_ms=index.published_ms[order],
        known_by=known_by[order] if len(known_by) else known_by,
    )
    slugs = Vocabulary(held.slug for held in index.categories)
    seen = np.zeros(len(order), np.bool_)
    offer = Offer(candidates, index.kinds[order], slugs, index.creator_keys, seen)
    ruled = apply_rules(
        scenario,
        offer,
        target=mix,
        prior=circumstances.prior,
        seed=circumstances.seed,
        now_ms=circumstances.now_ms,
        places=BALANCED,
    )
    return replace(ruled, order=order[ruled.order])


def _plain(balance: Balance) -> Balance:
    return replace(
        balance,
        calibration=0.0,
        diversity=0.0,
        novelty=0.0,
        freshness=0.0,
        rotation=0.0,
        discovery=0.0,
    )


def _placed(
    index: CatalogueIndex, scores: NDArray[np.float32], trail: Trail, circumstances: Circumstances
) -> tuple[NDArray[np.intp], tuple[Chance, ...]]:
    """Let chance fill its places among the balanced ones, around the pins."""
    order, scenario = trail.ruled.order, circumstances.scenario
    pinned = pinned_places(trail.ruled.trace)
    head, tail = order[:BALANCED], order[BALANCED:]
    free = np.array([n for n in range(len(head)) if n not in pinned], np.intp)
    explored = explore(
        head[free],
        scores,
        scenario.exploration,
        seed=circumstances.seed,
        page=scenario.balance.page,
        creators=index.creators if scenario.balance.apart else None,
    )
    shown = head.copy()
    shown[free] = explored.order
    return np.concatenate([shown, tail]), chances_of(explored, free.tolist())


def _nudge_reason(
    reasons: list[Reason | None], shown: NDArray[np.intp], found: int, score: float
) -> list[Reason | None]:
    place = int(np.flatnonzero(shown == found)[0])
    padded = [*reasons, *([None] * (place + 1 - len(reasons)))]
    padded[place] = BecauseWished(score)
    return padded


def _main_reasons(
    sources: Sequence[Aligned], query: FeedQuery, keys: Sequence[str]
) -> list[Reason | None]:
    for source in sources:
        if isinstance(source.serving.model, Explains):
            found = source.serving.model.explain(query, keys)
            return [reasons[0] if reasons else None for reasons in found]
    return []
