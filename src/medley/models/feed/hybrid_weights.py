"""Learning the hybrid's weights on people and items that its parts never saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from medley.data.feed import FeedData
from medley.features.history import strength
from medley.models.feed.blend import KNOTS, PARTS, PERSONAL, Cases, learn_weights
from medley.models.feed.hybrid_parts import HybridParts, PartsConfig, fit_parts

START = np.array([10.0, 1.0, 2.0, 0.05, 0.0, 0.5, 0.0], np.float32)
"""Weights of a long history before learning, in the order of `PARTS`."""

INTEREST = 2.0
"""What a declared category adds for somebody without history, where the data
hold too few declarations to learn from; with n likes it is 1 + n / 5 times less."""


@dataclass(frozen=True, slots=True)
class WeightsConfig:
    """Settings of the inner fit.

    Attributes
    ----------
    share : float
        Share of the people that is held out of the inner fit.
    max_people : int
        At most so many are held out.
    hidden_items : float
        Share of the items whose events are hidden from the inner fit, so that
        they stand for new ones.
    people_per_knot : int
    max_candidates : int
        Of a larger catalogue so many items are drawn to be ranked.
    """

    share: float = 0.15
    max_people: int = 500
    hidden_items: float = 0.1
    people_per_knot: int = 150
    max_candidates: int = 4000


def learn_table(
    data: FeedData, parts_config: PartsConfig, config: WeightsConfig, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Learn the weights of the blend at each length of history.

    Returns
    -------
    ndarray of float32, shape (n_knots, n_parts)
    """
    strong = strength(data.weight) >= 1
    liked = np.bincount(data.person[strong], minlength=len(data.people))
    eligible = np.flatnonzero(liked >= 2)
    n_held = min(config.max_people, int(config.share * len(eligible)))
    held = np.sort(rng.permutation(eligible)[:n_held])
    hidden = rng.random(len(data.catalogue)) < config.hidden_items
    inner = data.take(~np.isin(data.person, held) & ~hidden[data.item])
    parts = fit_parts(inner, parts_config, rng)
    parts = replace(parts, newness=np.where(hidden, np.float32(1), parts.newness))
    rows = data.take(np.isin(data.person, held) & strong)
    tastes = [rows.item[rows.person == person] for person in held.tolist()]
    interests = [data.interests.get(person, ()) for person in held.tolist()]
    table = np.empty((len(KNOTS), len(PARTS)), np.float32)
    weights = START
    for knot in range(len(KNOTS))[::-1]:
        cases = _cases(parts, tastes, interests, hidden, int(KNOTS[knot]), config, rng)
        start = weights.copy()
        start[PARTS.index("interest")] = INTEREST / (1 + KNOTS[knot] / 5)
        weights = table[knot] = learn_weights(cases, start)
    # With no history the personal parts are silent; one event decides their weight.
    table[0, :PERSONAL] = table[1, :PERSONAL]
    return table


def _cases(
    parts: HybridParts,
    tastes: Sequence[NDArray[np.int32]],
    interests: Sequence[tuple[str, ...]],
    hidden: NDArray[np.bool_],
    length: int,
    config: WeightsConfig,
    rng: np.random.Generator,
) -> Cases:
    """Ask about people as if only ``length`` of their likes were known."""
    n_items = len(hidden)
    world = np.arange(n_items)
    if n_items > config.max_candidates:
        world = np.sort(rng.choice(n_items, config.max_candidates, replace=False))
    features: list[NDArray[np.float32]] = []
    targets: list[NDArray[np.bool_]] = []
    seen: list[NDArray[np.bool_]] = []
    # The lightest people who have enough: whoever liked hundreds of things goes
    # on differently after ten of them than somebody who liked a dozen.
    by_size = sorted(range(len(tastes)), key=lambda who: len(tastes[who]))
    for who in by_size:
        if len(features) == config.people_per_knot:
            break
        liked = np.isin(np.arange(n_items), tastes[who])
        known = rng.permutation(np.flatnonzero(liked & ~hidden))[:length].astype(np.int32)
        rest = np.flatnonzero(np.isin(world, np.setdiff1d(tastes[who], known)))
        if len(known) < length or len(rest) < max(1, length // 5):
            continue
        wanted = np.zeros(len(world), np.bool_)
        wanted[rng.permutation(rest)[: max(5, length // 3)]] = True
        said = parts.features(known, np.ones(length, np.float32), interests[who])
        features.append(said[world].T)
        targets.append(wanted)
        seen.append(np.isin(world, known) | (liked[world] & ~wanted))
    stacked = np.empty((len(PARTS), len(features), len(world)), np.float32)
    for row, held in enumerate(features):
        stacked[:, row] = held
    shape = (len(features), len(world))
    return Cases(
        stacked, np.array(targets, np.bool_).reshape(shape), np.array(seen, np.bool_).reshape(shape)
    )
