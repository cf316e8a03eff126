"""Writing down what people do: appended, idempotent, all or nothing."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max

from medley.core.errors import DataError
from medley.data.signals import EVENT_KINDS
from medley.web.catalog.models import Category, Item
from medley.web.clock import YEAR_MS, after, now_ms
from medley.web.feed.models import Event
from medley.web.people.models import Interest, Person, Wish
from medley.web.watching.metrics import count_events

MAX_KEY_LENGTH = 64
LATEST_MS = 253_402_300_799_000
"""The end of the year 9999, so that every time can be printed as a date."""
LONGEST_DWELL_S = 86_400.0
OLDEST_FIRST = (F("at_ms").asc(nulls_first=True), "pk")
"""The order in which events hold: by time, those without one first."""


class KeyReusedError(DataError):
    """A key came back with a different event than the one it was first used for."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be recorded.

    Attributes
    ----------
    person : Person
    item : Item
    kind : str
        One of `medley.data.signals.EVENT_KINDS`.
    undo : bool
        Takes the person's earlier event of this kind back.
    key : str or None
        At most 64 characters; an event whose key the person used before is
        not recorded again.
    at_ms : int or None
        Milliseconds since 1970-01-01 UTC; None means this moment.
    value : float or None
        For a dwell: seconds, from 0 to a day.
    """

    person: Person
    item: Item
    kind: str
    undo: bool = False
    key: str | None = None
    at_ms: int | None = None
    value: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in EVENT_KINDS:
            known = ", ".join(EVENT_KINDS)
            raise DataError(f"no event is called {self.kind!r}; there are: {known}")
        if self.key is not None and not 0 < len(self.key) <= MAX_KEY_LENGTH:
            raise DataError(f"an event's key has {len(self.key)} characters; it may have 1 to 64")
        if self.at_ms is not None and not 0 <= self.at_ms <= LATEST_MS:
            raise DataError(
                f"an event's time is {self.at_ms}; it must be in milliseconds since 1970 (UTC)"
            )
        if self.value is not None and self.kind != "dwell":
            raise DataError(f"a {self.kind} has no value; only a dwell has one, its seconds")
        if self.value is not None and not 0 <= self.value <= LONGEST_DWELL_S:
            raise DataError(f"a dwell of {self.value} seconds; it must be 0 to 86400")


def item_by_key(key: str) -> Item:
    """Find an item by its key.

    Raises
    ------
    DataError
        If the catalogue has no such item.
    """
    item = Item.objects.filter(key=key).first() if "\0" not in key else None
    if item is None:
        raise DataError(f"the catalogue has no item {key!r}; keys look like 'movielens:1'")
    return item


def record(
    person: Person,
    item: Item,
    kind: str,
    *,
    undo: bool = False,
    key: str | None = None,
    at_ms: int | None = None,
    value: float | None = None,
) -> bool:
    """Record one event; the parameters are those of `NewEvent`.

    Returns
    -------
    bool
        False when the person's events already held the key: nothing changed.

    Raises
    ------
    DataError
        If the kind is unknown, the key or time out of range, the person gone,
        or (`KeyReusedError`) the key belongs to a different event.
    """
    return record_all([NewEvent(person, item, kind, undo, key, at_ms, value)])[0]


@transaction.atomic
def record_all(events: Sequence[NewEvent]) -> list[bool]:
    """Record many events of one or more people in one transaction.

    Wishes are brought in step and each person's revision rises, also on the
    `Person` objects passed in.

    Returns
    -------
    list of bool
        For each event, whether it was recorded (False: its key was known).

    Raises
    ------
    DataError
        As for `record`; then nothing at all was recorded.
    """
    people, resets = _lock_people(events)
    known = _known_keys(events)
    fresh: list[Event] = []
    outcome: list[bool] = []
    moments = _moments(events, resets)
    for event in events:
        row = _as_row(event, moments[event.person.pk])
        twin = known.get((row.person_id, row.key))
        if twin is not None:
            _check_same(event, twin)
        else:
            fresh.append(row)
            known[row.person_id, row.key] = (row.item_id, row.kind, row.undo)
        outcome.append(twin is None)
    if fresh:
        Event.objects.bulk_create(fresh, batch_size=500)
        settle_wishes({(row.person_id, row.item_id) for row in fresh if row.kind == "wish"})
        _raise_revisions(events, people, {row.person_id for row in fresh})
        for kind, n in Counter(row.kind for row in fresh).items():
            count_events(kind, n)
    return outcome


@transaction.atomic
def declare_interests(person: Person, categories: Iterable[Category]) -> None:
    """Make exactly these categories the person's interests."""
    list(Person.objects.select_for_update().filter(pk=person.pk))
    wanted = {category.pk: category for category in categories}
    held = Interest.objects.filter(person=person)
    held.exclude(category__in=wanted).delete()
    kept = set(held.values_list("category_id", flat=True))
    Interest.objects.bulk_create(
        Interest(person=person, category=category)
        for pk, category in wanted.items()
        if pk not in kept
    )
    Person.objects.filter(pk=person.pk).update(revision=F("revision") + 1)
    person.refresh_from_db(fields=["revision"])


def settle_wishes(pairs: Iterable[tuple[int, int]]) -> None:
    """Make the wish rows of (person pk, item pk) pairs say what the events say.

    Must run inside the transaction that wrote the events.
    """
    for person, item in sorted(pairs):
        wishes = Event.objects.filter(person=person, item=item, kind="wish")
        latest = wishes.order_by(*OLDEST_FIRST).last()
        if latest is None or latest.undo:
            Wish.objects.filter(person=person, item=item).delete()
        else:
            Wish.objects.update_or_create(
                person_id=person, item_id=item, defaults={"at_ms": latest.at_ms or 0}
            )


def _lock_people(events: Sequence[NewEvent]) -> tuple[dict[int, int], dict[int, int]]:
    """Lock the people; give their revisions, and when each began anew."""
    wanted = {event.person.pk: event.person for event in events}
    locked = Person.objects.select_for_update().filter(pk__in=list(wanted)).order_by("pk")
    rows = list(locked.values_list("pk", "revision", "reset_ms"))
    revisions = {pk: revision for pk, revision, _ in rows}
    for pk, person in wanted.items():
        if pk not in revisions:
            raise DataError(f"the person {person.key!r} is gone; sign in or begin again")
    return revisions, {pk: reset_ms for pk, _, reset_ms in rows}


def _moments(events: Sequence[NewEvent], resets: dict[int, int]) -> dict[int, int]:
    """When events without a time happen: after what each person did to the same items."""
    timeless = [event for event in events if event.at_ms is None]
    if not timeless:
        return resets
    now = now_ms()
    ahead = Event.objects.filter(
        person__in={event.person.pk for event in timeless},
        item__in={event.item.pk for event in timeless},
        at_ms__gte=now,
        at_ms__lte=now + YEAR_MS,
    )
    latest = dict(ahead.values_list("person_id").annotate(Max("at_ms")).order_by())
    return {pk: after(reset_ms, latest.get(pk, 0)) for pk, reset_ms in resets.items()}


def _known_keys(events: Sequence[NewEvent]) -> dict[tuple[int, str], tuple[int, str, bool]]:
    keys = {event.key for event in events if event.key is not None}
    if not keys:
        return {}
    people = {event.person.pk for event in events}
    rows = Event.objects.filter(person__in=people, key__in=keys)
    columns = rows.values_list("person_id", "key", "item_id", "kind", "undo")
    return {(person, key): (item, kind, undo) for person, key, item, kind, undo in columns}


def _as_row(event: NewEvent, at_ms: int) -> Event:
    return Event(
        person_id=event.person.pk,
        item_id=event.item.pk,
        kind=event.kind,
        undo=event.undo,
        at_ms=at_ms if event.at_ms is None else event.at_ms,
        value=event.value,
        key=event.key or uuid.uuid4().hex,
    )


def _check_same(event: NewEvent, twin: tuple[int, str, bool]) -> None:
    if (event.item.pk, event.kind, event.undo) != twin:
        raise KeyReusedError(
            f"the key {event.key!r} was used for a different event; give each event its own key"
        )


def _raise_revisions(
    events: Sequence[NewEvent], revisions: dict[int, int], changed: set[int]
) -> None:
    Person.objects.filter(pk__in=changed).update(revision=F("revision") + 1)
    for event in events:
        if event.person.pk in changed:
            event.person.revision = revisions[event.person.pk] + 1
