"""What one person did, reduced to what still holds, kept in memory per revision."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from medley.data.feed import History
from medley.data.rows import EventRow
from medley.data.signals import CONSUMED, in_force, weight_of
from medley.serving.cache import RecentlyUsed
from medley.web.feed.models import Event
from medley.web.feed.recording import OLDEST_FIRST
from medley.web.people.models import Block, Interest, Person


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """A person's marks on items, by primary key.

    Attributes
    ----------
    liked, wished : frozenset of int
    disliked : frozenset of int
        What must not be shown: disliked, or wanted less of.
    less_ms : dict of int to int
        When the person asked for less like an item.
    creators, categories : frozenset of int
        What the person blocked.
    seen_ms : dict of int to int
        When each item was last viewed, played, finished or skipped, in
        milliseconds since 1970-01-01 UTC; 0 where the time is unknown.
    history : History
        The same by item key, for the models.
    interests : tuple of str
        Slugs of the declared categories.
    """

    liked: frozenset[int] = frozenset()
    disliked: frozenset[int] = frozenset()
    wished: frozenset[int] = frozenset()
    less_ms: dict[int, int] = field(default_factory=dict)
    creators: frozenset[int] = frozenset()
    categories: frozenset[int] = frozenset()
    seen_ms: dict[int, int] = field(default_factory=dict)
    history: History = field(default_factory=History)
    interests: tuple[str, ...] = ()

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing to personalise by."""
        return not self.interests and not bool((self.history.weights > 0).any())


_held: RecentlyUsed[tuple[int, int], Marks] = RecentlyUsed(1024)
NOBODY = Marks()


def marks_of(person: Person | None) -> Marks:
    """Collect a person's marks; remembered until the person's revision rises."""
    if person is None:
        return NOBODY
    stamp = (person.pk, person.revision)
    marks = _held.get(stamp)
    if marks is None:
        marks = _read(person)
        _held.put(stamp, marks)
    return marks


def forget_marks() -> None:
    """Read everybody afresh."""
    _held.clear()


def _read(person: Person) -> Marks:
    columns = ("item__key", "item_id", "kind", "undo", "at_ms", "value")
    rows = list(Event.objects.filter(person=person).order_by(*OLDEST_FIRST).values_list(*columns))
    pks = {key: pk for key, pk, *_ in rows}
    events = [
        EventRow(person.key, key, kind, at, undo, value) for key, _, kind, undo, at, value in rows
    ]
    everything = in_force(events)
    # A reset forgets the taste, not what was kept for later or sent away.
    reset_ms = person.reset_ms
    counted = (
        in_force(event for event in events if (event.at_ms or 0) > reset_ms)
        if reset_ms
        else everything
    )
    blocks = list(Block.objects.filter(person=person).values_list("creator_id", "category_id"))
    less = {pks[key]: kinds["less"] or 0 for key, kinds in counted.items() if "less" in kinds}
    return Marks(
        liked=_with("like", counted, pks),
        disliked=_with("dislike", everything, pks) | _with("less", everything, pks),
        wished=_with("wish", everything, pks),
        less_ms=less,
        creators=frozenset(creator for creator, _ in blocks if creator is not None),
        categories=frozenset(category for _, category in blocks if category is not None),
        seen_ms=_seen(counted, pks),
        history=_history(counted),
        interests=tuple(
            Interest.objects.filter(person=person)
            .order_by("category__slug")
            .values_list("category__slug", flat=True)
        ),
    )


def _with(kind: str, held: dict[str, dict[str, int | None]], pks: dict[str, int]) -> frozenset[int]:
    return frozenset(pks[key] for key, kinds in held.items() if kind in kinds)


def _seen(held: dict[str, dict[str, int | None]], pks: dict[str, int]) -> dict[int, int]:
    return {
        pks[key]: max(kinds[kind] or 0 for kind in CONSUMED & kinds.keys())
        for key, kinds in held.items()
        if CONSUMED & kinds.keys()
    }


def _history(held: dict[str, dict[str, int | None]]) -> History:
    times = [max(at or 0 for at in kinds.values()) for kinds in held.values()]
    weights = [weight_of(kinds) for kinds in held.values()]
    return History(tuple(held), np.asarray(weights, np.float32), np.asarray(times, np.int64))
