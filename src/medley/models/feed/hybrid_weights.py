"""Learning the hybrid's weights on people, items and times that its parts never saw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from medley.data.feed import FeedData
from medley.features.history import strength
from medley.models.feed.blend import FEW, KNOTS, PARTS, PERSONAL, Cases, learn_weights
from medley.models.feed.hybrid_cases import Asked, Person, later_cases, random_cases
from medley.models.feed.hybrid_parts import PartsConfig, fit_parts

START = np.array([30.0, 3.0, 3.0, 0.01, 0.0, 0.1, 0.0, 0.0], np.float32)
"""Weights of a long history before learning, in the order of `PARTS`."""

FEW_LIKES = 10

INTEREST = 8.0
"""What a declared category adds for somebody without history, in standard deviations
of the other parts' sum, where the data hold too few declarations to learn from; with
n likes it is 1 + n / 5 times less."""


@dataclass(frozen=True, slots=True)
class WeightsConfig:
    """Settings of the inner fits.

    Attributes
    ----------
    share : float
        Share of the people that is held out of the first inner fit.
    max_people : int
        At most so many are held out.
    hidden_items : float
        Share of the items whose events are hidden from the first inner fit, so
        that they stand for new ones.
    people_per_knot : int
    max_candidates : int
        Of a larger catalogue so many items are drawn to be ranked.
    before : float
        The second inner fit ends where this share of the events has happened.
    felt : float
        In [0, 1]: how far the impersonal weights of the present lean to those
        of random moments where likes are few. What came last is mostly what was
        popular, so 0 ranks best by time, but hardly answers to a first like.
    """

    share: float = 0.15
    max_people: int = 500
    hidden_items: float = 0.1
    people_per_knot: int = 150
    max_candidates: int = 4000
    before: float = 0.8
    felt: float = 0.5


def learn_tables(
    data: FeedData, parts_config: PartsConfig, config: WeightsConfig, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Learn the weights of the blend at each length of history.

    Returns
    -------
    ndarray of float32, shape (2, n_knots, n_parts)
        For histories that ended long ago, and for those of the present; the same
        where fewer than half of the events have times.
    """
    people = _held_out_people(data, parts_config, config, rng)
    past = _learn(people, lambda _, longer: longer, sure=1.0)
    if np.count_nonzero(data.time_ms) * 2 <= len(data):
        return np.stack([past, past])
    later = _later(data, parts_config, config, rng)
    # It begins with weights that were learned, so less has to be proved to move one.
    present = _learn(later, lambda knot, _: past[knot], sure=0.5)
    return np.stack([past, _felt(present, past, config.felt)])


def _felt(
    present: NDArray[np.float32], past: NDArray[np.float32], felt: float
) -> NDArray[np.float32]:
    """Bring the impersonal weights of a few likes towards those of random moments."""
    few = (KNOTS > 0) & (KNOTS <= FEW_LIKES)
    found = present.copy()
    found[few, PERSONAL:-1] += felt * (past - present)[few, PERSONAL:-1]
    return found


def _learn(
    cases_at: Callable[[int], Cases],
    start: Callable[[int, NDArray[np.float32]], NDArray[np.float32]],
    *,
    sure: float,
) -> NDArray[np.float32]:
    """Learn one table, the longest history first."""
    table = np.empty((len(KNOTS), len(PARTS)), np.float32)
    learned = np.zeros(len(KNOTS), np.bool_)
    weights = START
    for knot in range(len(KNOTS))[::-1]:
        cases = cases_at(knot)
        learned[knot] = len(cases.targets) >= FEW
        weights = learn_weights(cases, start(knot, weights), sure=sure)
        weights[-1] = _interest(cases, weights, int(KNOTS[knot]))
        table[knot] = weights
    # Weights of one table stand in one scale: a gap takes those of its neighbour.
    for knot in np.flatnonzero(~learned).tolist() if learned.any() else ():
        nearest = np.flatnonzero(learned)[np.abs(np.flatnonzero(learned) - knot).argmin()]
        table[knot, :-1] = table[nearest, :-1]
    # With no history the personal parts are silent; one event decides their weight.
    table[0, :PERSONAL] = table[1, :PERSONAL]
    return table


def _interest(cases: Cases, weights: NDArray[np.float32], length: int) -> float:
    """Weight of declared interests, where there were none to learn it from."""
    declared, others = cases.features[-1], cases.features[:-1]
    if declared.any():
        return float(weights[-1])
    spread = np.tensordot(weights[:-1], others, axes=1).std(axis=1) if others.size else np.ones(1)
    return INTEREST * max(float(spread.mean()), 1e-3) / (1 + length / 5)


def _held_out_people(
    data: FeedData, parts_config: PartsConfig, config: WeightsConfig, rng: np.random.Generator
) -> Callable[[int], Cases]:
    """Fit without some people and items; ask about those people at any time."""
    strong = strength(data.weight) >= 1
    liked = np.bincount(data.person[strong], minlength=len(data.people))
    eligible = np.flatnonzero(liked >= 2)
    n_held = min(config.max_people, int(config.share * len(eligible)))
    held = np.sort(rng.permutation(eligible)[:n_held])
    hidden = rng.random(len(data.catalogue)) < config.hidden_items
    inner = data.take(~np.isin(data.person, held) & ~hidden[data.item])
    parts = fit_parts(inner, parts_config, rng)
    newness = parts.newness.copy()
    newness[hidden, :2] = 1
    rows = data.take(np.isin(data.person, held) & strong)
    people = [
        Person(rows.item[rows.person == person], 0, data.interests.get(person, ()))
        for person in held.tolist()
    ]
    asked = Asked(replace(parts, newness=newness), people, hidden, config.people_per_knot)
    return lambda knot: random_cases(asked, int(KNOTS[knot]), config.max_candidates, rng)


def _later(
    data: FeedData, parts_config: PartsConfig, config: WeightsConfig, rng: np.random.Generator
) -> Callable[[int], Cases]:
    """Fit on what came before a moment; ask about what each person liked after it."""
    moment = int(np.quantile(data.time_ms[data.time_ms > 0], config.before, method="higher"))
    parts = fit_parts(data.take(data.time_ms < moment), parts_config, rng)
    rows = np.flatnonzero(strength(data.weight) >= 1)
    rows = rows[np.lexsort((data.time_ms[rows], data.person[rows]))]
    people = []
    for mine in np.split(rows, np.flatnonzero(np.diff(data.person[rows])) + 1):
        before = int((data.time_ms[mine] < moment).sum())
        if before < len(mine):
            who = int(data.person[mine[0]])
            people.append(Person(data.item[mine], before, data.interests.get(who, ())))
    hidden = np.zeros(len(data.catalogue), np.bool_)
    shuffled = [people[i] for i in rng.permutation(len(people)).tolist()]
    asked = Asked(parts, shuffled, hidden, config.people_per_knot)
    return lambda knot: later_cases(asked, knot, config.max_candidates, rng)
