"""Following a scenario's rules: from ranked candidates to the order that is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.vocabulary import Vocabulary
from medley.data.rows import KINDS
from medley.serving.balance import Balanced, Candidates, balance
from medley.serving.rules.passing import narrow
from medley.serving.rules.place import place_pins, place_quotas
from medley.serving.rules.scenario import Boost, Scenario
from medley.serving.rules.trace import Trace


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """Candidates with all that rules ask about them.

    Attributes
    ----------
    candidates : Candidates
    kinds : ndarray of int8, shape (n,)
        Positions in `medley.data.rows.KINDS`.
    categories : Vocabulary
        Slugs of the columns of ``candidates.categories``.
    creators : Vocabulary
        Keys that ``candidates.creators`` points into.
    seen : ndarray of bool, shape (n,)
        What the person has seen.

    Raises
    ------
    DataError
        If the columns differ in length.
    """

    candidates: Candidates
    kinds: NDArray[np.int8]
    categories: Vocabulary
    creators: Vocabulary
    seen: NDArray[np.bool_]

    def __post_init__(self) -> None:
        n = len(self.candidates)
        if len(self.kinds) != n or len(self.seen) != n:
            raise DataError(f"{n} candidates, {len(self.kinds)} kinds and {len(self.seen)} seen")
        if self.candidates.categories.shape[1] != len(self.categories):
            raise DataError(
                f"{self.candidates.categories.shape[1]} category columns "
                f"but {len(self.categories)} slugs"
            )

    def of_kind(self, kind: str) -> NDArray[np.bool_]:
        """Mark the items of a kind."""
        found: NDArray[np.bool_] = self.kinds == KINDS.index(kind)
        return found

    def in_category(self, *slugs: str) -> NDArray[np.bool_]:
        """Mark the items in any of the categories; unknown ones hold nothing."""
        columns = self.categories.positions(slugs)
        held: NDArray[np.float32] = self.candidates.categories[:, columns].max(axis=1, initial=0.0)
        return held > 0

    def by_creator(self, *keys: str) -> NDArray[np.bool_]:
        """Mark the items by any of the creators; unknown ones made nothing."""
        return np.isin(self.candidates.creators, self.creators.positions(keys))

    def named(self, *items: str) -> NDArray[np.bool_]:
        """Mark the items of these ids."""
        wanted = set(items)
        return np.array([item in wanted for item in self.candidates.ids], np.bool_)

    @property
    def published_ms(self) -> NDArray[np.int64]:
        """When each item was published, 0 where unknown."""
        return self.candidates.published_ms


@dataclass(frozen=True, slots=True, eq=False)
class Ruled:
    """What may be shown, in order, with what the rules did.

    Attributes
    ----------
    order : ndarray of intp, shape (at most n,)
        Positions of the candidates. Empty only when there was no candidate.
    trace : Trace
    fallback : str or None
        In words, which rules were not applied because nothing would have been
        left; None when all were.
    balanced : Balanced or None
        The log of the balance, over what the filters left.
    """

    order: NDArray[np.intp]
    trace: Trace
    fallback: str | None
    balanced: Balanced | None

    def __len__(self) -> int:
        return len(self.order)


def apply_rules(
    scenario: Scenario,
    offer: Offer,
    *,
    target: NDArray[np.floating] | None = None,
    prior: NDArray[np.floating] | None = None,
    seed: int = 0,
    now_ms: int = 0,
    places: int | None = None,
) -> Ruled:
    """Filter, boost and balance candidates, then see to quotas and pins.

    A filter that would leave nothing is not applied, and the answer says so: a
    page is never empty because of a rule. Quotas and pins come last and
    outrank the balance, so that they can bring two items of one creator
    together.

    Parameters
    ----------
    scenario : Scenario
    offer : Offer
        Without what the person refused: no rule brings that back or takes it out.
    target, prior : ndarray of float, shape (n_categories,), optional
        The person's and everybody's mix, see `balance`; without a target
        nothing is calibrated.
    seed, now_ms, places : int
        See `balance`.

    Returns
    -------
    Ruled

    Examples
    --------
    >>> empty = Candidates((), np.zeros(0, np.float32), np.zeros((0, 0), np.float32),
    ...                    np.zeros(0, np.int32), np.zeros(0, np.int64))
    >>> offer = Offer(empty, np.zeros(0, np.int8), Vocabulary(()), Vocabulary(()),
    ...               np.zeros(0, np.bool_))
    >>> apply_rules(Scenario("home"), offer).fallback
    'there are no candidates'
    """
    candidates = offer.candidates
    trace = Trace({item: i for i, item in enumerate(candidates.ids)})
    kept = _filtered(scenario, offer, now_ms, trace)
    scores = _boosted(scenario, offer, kept, trace)
    by_score = kept[np.argsort(-scores, kind="stable")]
    trace.stages.append(("score", by_score))
    wanted = np.zeros(len(offer.categories)) if target is None else target
    left = _take(candidates, kept, scores)
    balanced = balance(
        left, wanted, scenario.balance, seed=seed, now_ms=now_ms, prior=prior, places=places
    )
    order = kept[balanced.order]
    _note_balance(scenario, kept, balanced, trace)
    masks = [(kind, share, offer.of_kind(kind)) for kind, share in scenario.quotas.items()]
    if masks:
        order = place_quotas(order, [(s, m) for _, s, m in masks], scenario.balance.page)
        trace.stages.append((scenario.where("quotas"), order))
    order = place_pins(order, scenario, trace)
    if not len(candidates):
        trace.fallbacks.append("there are no candidates")
    return Ruled(order, trace, "; ".join(trace.fallbacks) or None, balanced)


def _filtered(scenario: Scenario, offer: Offer, now_ms: int, trace: Trace) -> NDArray[np.intp]:
    kept = narrow(scenario, offer, np.ones(len(offer.candidates), np.bool_), now_ms=now_ms)
    if not scenario.filters.seen:
        kept.apply(scenario.where("filters.seen"), ~offer.seen)
    for rule, removed in kept.removed:
        trace.removed_by.update(dict.fromkeys(np.flatnonzero(removed).tolist(), rule))
    trace.fallbacks += kept.fallbacks
    return np.flatnonzero(kept.mask)


def _boosted(
    scenario: Scenario, offer: Offer, kept: NDArray[np.intp], trace: Trace
) -> NDArray[np.float32]:
    scores = offer.candidates.scores[kept]
    if not scenario.boosts or not len(kept):
        return scores
    # Rank scores may be negative, and a factor would then sink what it should lift.
    span = scores.max() - scores.min()
    relevance = (scores - scores.min()) / span if span > 0 else np.full(len(kept), 0.5)
    for i, boost in enumerate(scenario.boosts):
        matched = _matched(boost, offer)
        relevance = np.where(matched[kept], relevance * boost.factor, relevance)
        trace.boosted_by.append((scenario.where(f"boosts[{i + 1}]"), matched, boost.factor))
    return relevance.astype(np.float32)


def _matched(boost: Boost, offer: Offer) -> NDArray[np.bool_]:
    if boost.kind:
        return offer.of_kind(boost.kind)
    if boost.category:
        return offer.in_category(boost.category)
    return offer.by_creator(boost.creator)


def _take(
    candidates: Candidates, kept: NDArray[np.intp], scores: NDArray[np.float32]
) -> Candidates:
    return replace(
        candidates,
        ids=tuple(candidates.ids[i] for i in kept.tolist()),
        scores=scores,
        categories=candidates.categories[kept],
        creators=candidates.creators[kept],
        published_ms=candidates.published_ms[kept],
        known_by=candidates.known_by[kept] if len(candidates.known_by) else candidates.known_by,
        vectors=None if candidates.vectors is None else candidates.vectors[kept],
    )


def _note_balance(
    scenario: Scenario, kept: NDArray[np.intp], balanced: Balanced, trace: Trace
) -> None:
    trace.stages.append((scenario.where("balance"), kept[balanced.order]))
    for place in range(len(balanced.terms)):
        if balanced.before[place] > place:
            position = int(kept[balanced.order[place]])
            trace.lifted[position] = balanced.move(place).lifted_by
