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
from medley.data.validation import fault_of_event, fault_of_person_key
from medley.web.catalog.ingest_bad_rows import BadRowFile, Spot
from medley.web.catalog.ingest_items import Written
from medley.web.catalog.ingest_keys import KnownKeys, in_batches
from medley.web.catalog.ingest_people import PeopleWriter
from medley.web.feed.models import Event
from medley.web.people.models import Wish

COLUMNS = ("person_id", "item_id", "kind", "undo", "at_ms", "key")


def event_key(item: str, kind: str, undo: bool, at_ms: int | None) -> str:
    """Name an event by what it says, so that the same person's same event is kept once.

    Returns
    -------
    str
        22 characters: a 128-bit BLAKE2b hash in base64.

    Examples
    --------
    >>> event_key("movielens:1", "like", False, 1260759144000)
    'PnSgyHVcz5yIZDGWHpNJog'
    """
    said = f"{item}\0{kind}\0{undo:d}\0{at_ms}".encode()
    return b2a_base64(blake2b(said, digest_size=16).digest())[:22].decode()


def write_events(
    events: list[EventRow],
    spots: list[Spot],
    items: KnownKeys,
    people: PeopleWriter,
    bad: BadRowFile,
) -> Written:
    """Append a chunk of events, keep wishes in step, raise their people's revision.

    Events of unknown items, kinds or impossible times are set aside.
    """
    items.find({event.item for event in events})
    unwelcome = {
        key: fault
        for key in {event.person for event in events}.difference(people.known)
        if (fault := fault_of_person_key(key))
    }
    good = []
    for event, spot in zip(events, spots, strict=True):
        fault = fault_of_event(event) or unwelcome.get(event.person)
        if fault is None and event.item not in items:
            fault = f"the item {event.item!r} is not in the catalogue; import the items first"
        if fault is None:
            good.append(event)
        else:
            bad.set_aside(spot, fault, event)
    people.ensure({event.person for event in good})
    return _append(good, items, people)


def _append(events: list[EventRow], items: KnownKeys, people: PeopleWriter) -> Written:
    known = people.known
    values = [
        (
            known[e.person],
            items[e.item],
            e.kind,
            e.undo,
            e.at_ms,
            event_key(e.item, e.kind, e.undo, e.at_ms),
        )
        for e in events
    ]
    if not values:
        return Written()
    with connection.cursor() as cursor:
        cursor.executemany(insert_statement(), values)
        new = cursor.rowcount
    if new:
        people.changed(sorted({row[0] for row in values}))
        _keep_wishes({(row[0], row[1]) for row in values if row[2] == "wish"})
    return Written(accepted=len(values), new=new)


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
