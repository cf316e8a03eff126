"""Appends events: the hot path of an import, so one statement a chunk."""

from __future__ import annotations

from binascii import b2a_base64
from collections import defaultdict
from hashlib import blake2b
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.constants import OnConflict

from medley.data.rows import EventRow
from medley.data.signals import EVENT_KINDS
from medley.data.times import LATEST_MS
from medley.data.validation import fault_of_event, fault_of_person_key
from medley.web.catalog.ingest_bad_rows import BadRowFile
from medley.web.catalog.ingest_items import Written
from medley.web.catalog.ingest_keys import KnownKeys, in_batches
from medley.web.catalog.ingest_people import PeopleWriter
from medley.web.feed.models import Event
from medley.web.people.models import Wish

COLUMNS = ("person_id", "item_id", "kind", "undo", "at_ms", "value", "key")


def event_key(event: EventRow) -> str:
    """Name an event by what it says, so that the same person's same event is kept once.

    Returns
    -------
    str
        22 characters: a 128-bit BLAKE2b hash in base64.

    Examples
    --------
    >>> len(event_key(EventRow("movielens:7", "movielens:1", "like", 1260759144000)))
    22
    """
    kind = f"undo {event.kind}" if event.undo else event.kind
    said = f"{event.item}\0{kind}\0{event.at_ms}".encode()
    return b2a_base64(blake2b(said, digest_size=16).digest())[:22].decode("ascii")


def sound_events(
    events: list[EventRow],
    lines: list[int],
    file: str,
    items: KnownKeys,
    people: PeopleWriter,
    bad: BadRowFile,
) -> list[EventRow]:
    """Set aside events of unknown items, of unknown kinds and at impossible times.

    A chunk is looked at as a whole first: nearly always there is nothing wrong.
    """
    unknown = items.find({event.item for event in events})
    strangers = {event.person for event in events}.difference(people.known)
    unwelcome = {key: fault for key in strangers if (fault := fault_of_person_key(key))}
    strange = {event.kind for event in events}.difference(EVENT_KINDS)
    times = [event.at_ms for event in events if event.at_ms is not None]
    if not (unknown or unwelcome or strange or (times and not _possible(times))):
        return events
    good = []
    for event, line in zip(events, lines, strict=True):
        fault = fault_of_event(event) or unwelcome.get(event.person)
        if fault is None and event.item in unknown:
            fault = f"the item {event.item!r} is not in the catalogue; import the items first"
        if fault is None:
            good.append(event)
        else:
            bad.set_aside((file, line), fault, event)
    return good


def append_events(events: list[EventRow], items: KnownKeys, people: PeopleWriter) -> Written:
    """Append a chunk of events, keep wishes in step, raise their people's revision."""
    if not events:
        return Written()
    people.ensure({event.person for event in events})
    known = people.known
    values = [
        (known[e.person], items[e.item], e.kind, e.undo, e.at_ms, e.value, event_key(e))
        for e in events
    ]
    with connection.cursor() as cursor:
        cursor.executemany(insert_statement(), values)
        new = cursor.rowcount
    if new:
        people.changed(sorted({row[0] for row in values}))
        _keep_wishes({(row[0], row[1]) for row in values if row[2] == "wish"})
    return Written(accepted=len(values), new=new)


def _possible(times: list[int]) -> bool:
    return min(times) >= 0 and max(times) <= LATEST_MS


def insert_statement() -> str:
    """The statement that appends an event unless it is there, in the database's dialect."""
    quote = connection.ops.quote_name
    ignore = OnConflict.IGNORE
    verb = connection.ops.insert_statement(on_conflict=ignore)
    suffix = connection.ops.on_conflict_suffix_sql([], ignore, [], [])
    columns, marks = ", ".join(map(quote, COLUMNS)), ", ".join(["%s"] * len(COLUMNS))
    table = quote(Event._meta.db_table)
    return f"{verb} {table} ({columns}) VALUES ({marks}) {suffix}".strip()


def _keep_wishes(pairs: set[tuple[int, int]]) -> None:
    """Make the wishes of these pairs of person and item what their latest event says.

    Read back from the log, because a file need not be in the order of time.
    """
    wanted: dict[int, set[int]] = defaultdict(set)
    for person, item in pairs:
        wanted[person].add(item)
    for people in in_batches(sorted(wanted)):
        latest: dict[tuple[int, int], tuple[bool, int]] = {}
        rows: Any = Event.objects.filter(person_id__in=people, kind="wish")
        order = rows.order_by(F("at_ms").asc(nulls_first=True), "pk")
        for person, item, undo, at_ms in order.values_list("person_id", "item_id", "undo", "at_ms"):
            if item in wanted[person]:
                latest[person, item] = (undo, at_ms or 0)
        for (person, item), (undo, at_ms) in latest.items():
            if undo:
                Wish.objects.filter(person_id=person, item_id=item).delete()
            else:
                Wish.objects.update_or_create(
                    person_id=person, item_id=item, defaults={"at_ms": at_ms}
                )
