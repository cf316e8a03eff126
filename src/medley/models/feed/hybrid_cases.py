"""Questions with known answers, from which the hybrid learns its weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.models.feed.blend import KNOTS, PARTS, PERSONAL, Cases, damping
from medley.models.feed.hybrid_parts import HybridParts


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """Somebody whose likes the parts do not know, or only those before a moment.

    Attributes
    ----------
    liked : ndarray of int32, shape (n,)
        Item positions, oldest first where times are known.
    before : int
        So many of them lie before the moment.
    interests : tuple of str
    """

    liked: NDArray[np.int32]
    before: int
    interests: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Whom to ask about, and the parts to be blended.

    Attributes
    ----------
    parts : HybridParts
    people : sequence of Person
    hidden : ndarray of bool, shape (n_items,)
        Items that are asked about but never shown in a history.
    at_most : int
        People asked about at one length of history.
    """

    parts: HybridParts
    people: Sequence[Person]
    hidden: NDArray[np.bool_]
    at_most: int


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """One question: what is known of somebody, what is to be found, what does not count."""

    person: Person
    known: NDArray[np.int32]
    wanted: NDArray[np.int32]


def random_cases(asked: Asked, length: int, max_candidates: int, rng: np.random.Generator) -> Cases:
    """Show ``length`` of each person's likes, drawn at random; ask about others."""
    world = _world(len(asked.hidden), max_candidates, rng)
    return _stack(asked, _drawn(asked, length, world, rng), world)


def _drawn(
    asked: Asked, length: int, world: NDArray[np.intp], rng: np.random.Generator
) -> Iterator[_Case]:
    # The lightest people who have enough: whoever liked hundreds of things goes
    # on differently after ten of them than somebody who liked a dozen.
    for person in sorted(asked.people, key=lambda person: len(person.liked)):
        shown = np.sort(person.liked[~asked.hidden[person.liked]])
        known = rng.permutation(shown)[:length].astype(np.int32)
        rest = np.intersect1d(world, np.setdiff1d(person.liked, known))
        if len(known) < length or len(rest) < max(1, length // 5):
            continue
        yield _Case(person, known, rng.permutation(rest)[: max(5, length // 3)].astype(np.int32))


def later_cases(asked: Asked, knot: int, max_candidates: int, rng: np.random.Generator) -> Cases:
    """Show what people liked first; ask about what they liked next.

    Whoever liked something before the moment is asked about with all of that, at
    the knot nearest to it; beyond that with the first likes after it.
    """
    world = _world(len(asked.hidden), max_candidates, rng)
    return _stack(asked, _continued(asked, knot, world), world)


def _continued(asked: Asked, knot: int, world: NDArray[np.intp]) -> Iterator[_Case]:
    length, at = int(KNOTS[knot]), np.log1p(KNOTS)
    for person in asked.people:
        shown = length
        if person.before:
            nearest = int(np.abs(at - np.log1p(person.before)).argmin())
            if nearest > knot:
                continue
            shown = person.before if nearest == knot else length
        wanted = np.intersect1d(person.liked[shown:], world)
        if len(wanted):
            yield _Case(person, person.liked[:shown], wanted.astype(np.int32))


def _world(n_items: int, max_candidates: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Positions of the items that are ranked, ascending."""
    if n_items <= max_candidates:
        return np.arange(n_items)
    return np.sort(rng.choice(n_items, max_candidates, replace=False))


def _stack(asked: Asked, cases: Iterator[_Case], world: NDArray[np.intp]) -> Cases:
    """Let the parts speak on each case."""
    features: list[NDArray[np.float32]] = []
    targets: list[NDArray[np.bool_]] = []
    seen: list[NDArray[np.bool_]] = []
    for _, case in zip(range(asked.at_most), cases, strict=False):
        ones = np.ones(len(case.known), np.float32)
        said = asked.parts.features(case.known, ones, case.person.interests)[world].T.copy()
        said[:PERSONAL] *= damping(ones.sum(keepdims=True))
        features.append(said)
        targets.append(np.isin(world, case.wanted))
        seen.append(np.isin(world, case.person.liked) & ~targets[-1])
    stacked = np.empty((len(PARTS), len(features), len(world)), np.float32)
    for row, held in enumerate(features):
        stacked[:, row] = held
    shape = (len(features), len(world))
    return Cases(
        stacked, np.array(targets, np.bool_).reshape(shape), np.array(seen, np.bool_).reshape(shape)
    )
