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
from medley.web.people.models import Interest, Person


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """A person's marks on items, by primary key.

    Attributes
    ----------
    liked, disliked, wished : frozenset of int
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
    columns = ("item__key", "item_id", "kind", "undo", "at_ms")
    rows = list(Event.objects.filter(person=person).order_by(*OLDEST_FIRST).values_list(*columns))
    pks = {key: pk for key, pk, *_ in rows}
    held = in_force(EventRow(person.key, key, kind, at, undo) for key, _, kind, undo, at in rows)
    return Marks(
        liked=_with("like", held, pks),
        disliked=_with("dislike", held, pks),
        wished=_with("wish", held, pks),
        seen_ms=_seen(held, pks),
        history=_history(held),
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
