"""Events: what people did, one at a time or up to 1,000 at once."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Status
from pydantic import ValidationError

from medley.core.errors import DataError
from medley.web.api import schemas
from medley.web.api.callers import Caller
from medley.web.catalog.models import Item
from medley.web.feed.recording import MAX_KEY_LENGTH, NewEvent, record_all
from medley.web.people.models import Person
from medley.web.problem import Problem, naming

router = Router(tags=["events"])


@router.post(
    "/events",
    response={201: schemas.EventOut, 200: schemas.EventOut},
    summary="Record an event",
)
def record_event(request: HttpRequest, body: schemas.EventIn) -> Status[schemas.EventOut]:
    """Record that a person viewed, liked, wished, played... an item, or took it back.

    With a ``key``, or the header ``Idempotency-Key``, sending it again changes
    nothing and answers 200 instead of 201; the same key with another event is
    refused with 409.
    """
    caller: Caller = request.auth  # type: ignore[attr-defined]
    if body.key is None:
        body.key = _header_key(request)
    items = _items([body.item])
    with transaction.atomic():
        if body.item not in items:
            raise Problem(422, _no_item(body.item), field="item")
        person = _actor(caller, body.person)
        with naming("key"):
            fresh = record_all([_new_event(body, person, items)])[0]
    return Status(201 if fresh else 200, schemas.EventOut(recorded=fresh, person=person.key))


@router.post("/events/bulk", response=schemas.BulkOut, summary="Record up to 1,000 events")
def record_bulk(request: HttpRequest, body: schemas.BulkIn) -> schemas.BulkOut:
    """Record the rows that can be, all together, and say of each what became of it.

    A refused row keeps nobody else's from being recorded. With the header
    ``Idempotency-Key`` rows without a ``key`` get one made from it and their
    place, so that the whole call can be sent again.
    """
    caller: Caller = request.auth  # type: ignore[attr-defined]
    rows = [_judge(n, raw) for n, raw in enumerate(body.events)]
    _give_keys(rows, _header_key(request))
    items = _items([row.item for row in rows if isinstance(row, schemas.EventIn)])
    outcome: list[schemas.RowOut] = []
    with transaction.atomic():
        people: dict[str | None, Person | Problem] = {}
        ready: list[tuple[int, NewEvent]] = []
        for n, row in enumerate(rows):
            refusal = row if isinstance(row, schemas.RowOut) else None
            if refusal is None:
                made = _prepare(n, row, caller, items, people)  # type: ignore[arg-type]
                refusal = made if isinstance(made, schemas.RowOut) else None
                if not isinstance(made, schemas.RowOut):
                    ready.append((n, made))
            if refusal is not None:
                outcome.append(refusal)
        outcome += _record(ready)
    return _summary(outcome)


def _judge(n: int, raw: Any) -> schemas.EventIn | schemas.RowOut:
    try:
        return schemas.EventIn.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        return _refused(n, field or "row", first["msg"])


def _prepare(
    n: int,
    row: schemas.EventIn,
    caller: Caller,
    items: dict[str, Item],
    people: dict[str | None, Person | Problem],
) -> NewEvent | schemas.RowOut:
    if row.item not in items:
        return _refused(n, "item", _no_item(row.item))
    if row.person not in people:
        try:
            people[row.person] = _actor(caller, row.person)
        except Problem as problem:
            people[row.person] = problem
    person = people[row.person]
    if isinstance(person, Problem):
        return _refused(n, "person", str(person))
    return _new_event(row, person, items)


def _record(ready: list[tuple[int, NewEvent]]) -> list[schemas.RowOut]:
    """Record all at once; when a key among them is at odds, find out which."""
    try:
        with transaction.atomic():
            fresh = record_all([event for _, event in ready])
        return [_done(n, new) for (n, _), new in zip(ready, fresh, strict=True)]
    except DataError:
        return [_record_one(n, event) for n, event in ready]


def _record_one(n: int, event: NewEvent) -> schemas.RowOut:
    try:
        with transaction.atomic():
            return _done(n, record_all([event])[0])
    except DataError as error:
        return _refused(n, "key", str(error))


def _actor(caller: Caller, name: str | None) -> Person:
    person = caller.person(name, create=True)
    if person is None:
        raise Problem(422, "name the person to act for", field="person")
    return person


def _items(keys: list[str]) -> dict[str, Item]:
    wanted = {key for key in keys if "\0" not in key}
    return {item.key: item for item in Item.objects.filter(key__in=wanted).only("pk", "key")}


def _new_event(row: schemas.EventIn, person: Person, items: dict[str, Item]) -> NewEvent:
    return NewEvent(person, items[row.item], row.kind, row.undo, row.key, row.at_ms, row.value)


def _header_key(request: HttpRequest) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 0 < len(key) <= MAX_KEY_LENGTH:
        raise Problem(422, "an Idempotency-Key has 1 to 64 characters", field="Idempotency-Key")
    return key


def _give_keys(rows: list[schemas.EventIn | schemas.RowOut], key: str | None) -> None:
    if key is None:
        return
    stem = hashlib.sha256(key.encode()).hexdigest()[:48]
    for n, row in enumerate(rows):
        if isinstance(row, schemas.EventIn) and row.key is None:
            row.key = f"{stem}-{n}"


def _no_item(key: str) -> str:
    return f"the catalogue has no item {key!r}; keys look like 'movielens:1'"


def _refused(n: int, field: str, detail: str) -> schemas.RowOut:
    return schemas.RowOut(index=n, status="refused", field=field, detail=detail)


def _done(n: int, fresh: bool) -> schemas.RowOut:
    return schemas.RowOut(index=n, status="recorded" if fresh else "known")


def _summary(rows: list[schemas.RowOut]) -> schemas.BulkOut:
    counts = [row.status for row in rows]
    return schemas.BulkOut(
        recorded=counts.count("recorded"),
        known=counts.count("known"),
        refused=counts.count("refused"),
        rows=sorted(rows, key=lambda row: row.index),
    )
