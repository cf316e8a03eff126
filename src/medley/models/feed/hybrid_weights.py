"""Learning the hybrid's weights on people and items that its parts never saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from medley.data.feed import FeedData
from medley.features.history import strength
from medley.models.feed.blend import KNOTS, PARTS, PERSONAL, Case, learn_weights
from medley.models.feed.hybrid_parts import HybridParts, PartsConfig, fit_parts

START = np.array([4.0, 1.0, 1.0, 0.5, 0.0, 1.0, 2.0], np.float32)
"""Weights where the data are too few to learn from, in the order of `PARTS`."""


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
        In a larger catalogue so many items are drawn as candidates.
    """

    share: float = 0.15
    max_people: int = 500
    hidden_items: float = 0.1
    people_per_knot: int = 150
    max_candidates: int = 3000


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
    for knot, length in enumerate(KNOTS.astype(int).tolist()):
        cases = _cases(parts, tastes, interests, hidden, length, config, rng)
        weights = table[knot] = learn_weights(cases, weights)
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
) -> list[Case]:
    """Ask about people as if only ``length`` of their likes were known."""
    found: list[Case] = []
    for who in rng.permutation(len(tastes)).tolist():
        if len(found) == config.people_per_knot:
            break
        seen = rng.permutation(tastes[who][~hidden[tastes[who]]])[:length]
        targets = np.setdiff1d(tastes[who], seen)
        if len(seen) < length or not len(targets):
            continue
        features = parts.features(seen, np.ones(length, np.float32), interests[who])
        found.append(_case(features, seen, targets, config.max_candidates, rng))
    return found


def _case(
    features: NDArray[np.float32],
    seen: NDArray[np.int32],
    targets: NDArray[np.int32],
    max_candidates: int,
    rng: np.random.Generator,
) -> Case:
    """Take the targets and as many of the other items as are wanted."""
    others = np.setdiff1d(np.arange(len(features)), np.concatenate([seen, targets]))
    drawn = others
    if len(others) > max_candidates:
        drawn = np.sort(rng.choice(others, max_candidates, replace=False))
    multiplicity = np.ones(len(targets) + len(drawn), np.float32)
    multiplicity[len(targets) :] = len(others) / max(len(drawn), 1)
    candidates = np.concatenate([targets, drawn])
    return Case(features[candidates], np.arange(len(targets)), multiplicity)
