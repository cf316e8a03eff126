"""What the exposures of a trial say: who was shown what, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.data.feed import History
from medley.data.rows import EventRow
from medley.data.signals import in_force, weight_of
from medley.web.feed.models import Event, Exposure
from medley.web.feed.recording import OLDEST_FIRST
from medley.web.people.models import Interest

CHUNK = 500


@dataclass(slots=True)
class Shown:
    """What one person was shown in one arm.

    Attributes
    ----------
    first_ms : dict of int to int
        Item primary key -> when it was first shown.
    liked : set of int
        Those of them liked afterwards.
    """

    first_ms: dict[int, int] = field(default_factory=dict)
    liked: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A place that chance filled, with what came of it.

    Attributes
    ----------
    person : int
        Primary key.
    item : int
    pool : tuple of int
        Primary keys of what it was drawn from, itself among them.
    propensity : float
    shown_ms : int
    reward : float
        1 when it was liked afterwards.
    """

    person: int
    item: int
    pool: tuple[int, ...]
    propensity: float
    shown_ms: int
    reward: float


def shown_in(experiment: str) -> dict[str, dict[int, Shown]]:
    """Collect what each arm showed to whom, and what was liked of it.

    An item counts once for a person, however often its page was loaded.

    Returns
    -------
    dict
        Arm -> person primary key -> what they were shown.
    """
    found: dict[str, dict[int, Shown]] = defaultdict(dict)
    rows = Exposure.objects.filter(experiment=experiment, person__isnull=False)
    columns = rows.order_by("shown_ms").values_list("arm", "person_id", "items", "shown_ms")
    for arm, person, items, shown_ms in columns.iterator(chunk_size=CHUNK):
        shown = found[arm].setdefault(person, Shown())
        for item in items:
            shown.first_ms.setdefault(item, shown_ms)
    likes = _likes({person for people in found.values() for person in people})
    for people in found.values():
        for person, shown in people.items():
            held = likes.get(person, {})
            shown.liked = {
                item for item, at_ms in shown.first_ms.items() if held.get(item, -1) >= at_ms
            }
    return found


def drawn_in(experiment: str, arm: str, *, most: int) -> list[Drawn]:
    """Collect the places that chance filled, each once, the latest ``most`` pages."""
    rows = Exposure.objects.filter(experiment=experiment, arm=arm, person__isnull=False)
    rows = rows.exclude(pools={}).order_by("-shown_ms")
    columns = (
        "person_id",
        "ranked_list",
        "items",
        "positions",
        "propensities",
        "pools",
        "shown_ms",
    )
    pages = list(rows.values(*columns)[:most])
    likes = _likes({page["person_id"] for page in pages})
    first: dict[tuple[Any, int], Drawn] = {}
    # Latest first, so that of a page loaded twice the first time is kept.
    for page in pages:
        for n, drawn in _draws(page, likes):
            first[page["ranked_list"], page["positions"][n]] = drawn
    return list(first.values())


def _draws(page: dict[str, Any], likes: dict[int, dict[int, int]]) -> Iterator[tuple[int, Drawn]]:
    held = likes.get(page["person_id"], {})
    for text, pool in page["pools"].items():
        n = int(text)
        item = page["items"][n]
        yield (
            n,
            Drawn(
                person=page["person_id"],
                item=item,
                pool=tuple(pool),
                propensity=page["propensities"][n],
                shown_ms=page["shown_ms"],
                reward=float(held.get(item, -1) >= page["shown_ms"]),
            ),
        )


def _likes(people: Iterable[int]) -> dict[int, dict[int, int]]:
    """Person -> item -> when the like that holds was given."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for some in _batches(people):
        rows = Event.objects.filter(person__in=some, kind__in=("like", "dislike", "less"))
        columns = ("person_id", "item_id", "kind", "undo", "at_ms")
        for person, item, kind, undo, at_ms in rows.order_by(*OLDEST_FIRST).values_list(*columns):
            if kind == "like" and not undo:
                found[person][item] = at_ms or 0
            elif kind == "like" or not undo:
                found[person].pop(item, None)
    return found


def _batches(people: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(set(people))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


class Histories:
    """What people had done by a moment, for a model to be asked as it was then."""

    def __init__(self, people: Iterable[int]) -> None:
        self._events: dict[int, list[tuple[int, EventRow]]] = defaultdict(list)
        self._interests: dict[int, list[str]] = defaultdict(list)
        columns = ("person_id", "item__key", "kind", "undo", "at_ms", "value")
        for some in _batches(people):
            rows = Event.objects.filter(person__in=some).order_by(*OLDEST_FIRST)
            for person, key, kind, undo, at_ms, value in rows.values_list(*columns):
                row = EventRow("", key, kind, at_ms, undo, value)
                self._events[person].append((at_ms or 0, row))
            declared = Interest.objects.filter(person__in=some).order_by("category__slug")
            for person, slug in declared.values_list("person_id", "category__slug"):
                self._interests[person].append(slug)

    def before(self, person: int, moment_ms: int) -> History:
        """The history as it was just before a moment."""
        rows = (row for at_ms, row in self._events[person] if at_ms < moment_ms)
        held = in_force(rows)
        times = [max(at or 0 for at in kinds.values()) for kinds in held.values()]
        weights: NDArray[np.float32] = np.array([weight_of(k) for k in held.values()], np.float32)
        return History(tuple(held), weights, np.array(times, np.int64))

    def interests(self, person: int) -> tuple[str, ...]:
        """What the person declares now."""
        return tuple(self._interests[person])
