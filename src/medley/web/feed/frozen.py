"""Frozen lists and exposures in the database: what was promised and what was shown."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Field
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.web.clock import now_ms
from medley.web.feed.chances import Chance, pack_chances, shifted, unpack_chances
from medley.web.feed.models import Exposure, RankedList
from medley.web.feed.reasons import reasons_behind
from medley.web.people.models import Person

KEPT_MS = 2 * 86_400_000
PURGE_EVERY_S = 600.0
FALLBACK_LENGTH = 200


@dataclass(frozen=True, slots=True, eq=False)
class FrozenList:
    """A ranked list that does not change any more.

    Attributes
    ----------
    list_id : UUID
    person_pk : int or None
        Whose list it is; None for anybody's.
    scenario : str
        Where it is shown, e.g. ``"home"``.
    model_version : str
    pks : ndarray of int64, shape (n,)
    reasons : bytes
        As packed by `medley.web.feed.reasons`.
    fallback : str
        Why another than the champion made it, empty when that did.
    chances : tuple of Chance
        The places that chance filled.
    experiment, arm : str
        In which trial it was made; empty for none.
    """

    list_id: uuid.UUID
    person_pk: int | None
    scenario: str
    model_version: str
    pks: NDArray[np.int64]
    reasons: bytes
    fallback: str = ""
    chances: tuple[Chance, ...] = ()
    experiment: str = ""
    arm: str = ""


def behind(shown: NDArray[np.int64], fresh: FrozenList) -> FrozenList:
    """Put a fresh list, made without what was shown already, behind that."""
    return replace(
        fresh,
        pks=np.concatenate([shown, fresh.pks]),
        reasons=reasons_behind(len(shown), fresh.reasons),
        chances=shifted(fresh.chances, len(shown)),
    )


def read_list(list_id: uuid.UUID, person: Person | None) -> FrozenList:
    """Read a list that a cursor points into.

    Raises
    ------
    DataError
        If the list was purged, or is somebody else's.
    """
    row = RankedList.objects.filter(pk=list_id).first()
    if row is None:
        raise DataError("the list that the cursor points into is gone; begin again without it")
    if row.person_id is not None and row.person_id != (person.pk if person else None):
        raise DataError("the cursor belongs to somebody else; begin again without it")
    pks = np.frombuffer(bytes(row.items), "<i8").astype(np.int64)
    return FrozenList(
        row.pk,
        row.person_id,
        row.scenario,
        row.model_version,
        pks,
        bytes(row.reasons),
        row.fallback,
        unpack_chances(bytes(row.chances)),
        row.experiment,
        row.arm,
    )


def write_page(
    frozen: FrozenList,
    positions: Sequence[int],
    *,
    first_position: int,
    person: Person | None,
    store_list: bool,
) -> str:
    """Write down that a page is shown, with its list when that is not stored yet.

    Both are written in one transaction.

    Parameters
    ----------
    frozen : FrozenList
    positions : sequence of int
        Places in the list of what is shown.
    first_position : int
        Where the page began; items hidden since are passed over.
    person : Person or None
    store_list : bool

    Returns
    -------
    str
        The request id.
    """
    row = _exposure(frozen.scenario, frozen.model_version, [], person) | {
        "ranked_list": frozen.list_id,
        "first_position": first_position,
        "experiment": frozen.experiment,
        "arm": frozen.arm,
        **_shown(frozen, positions),
    }
    if not store_list:
        _insert_exposure(row)
        return str(row["request_id"])
    with transaction.atomic():
        _as_row(frozen).save(force_insert=True)
        _insert_exposure(row)
    _purge.now_and_then()
    return str(row["request_id"])


def write_exposure(
    scenario: str, model_version: str, shown: list[int], person: Person | None
) -> str:
    """Write down that items are shown outside any list, and give the request id."""
    row = _exposure(scenario, model_version, shown, person)
    _insert_exposure(row)
    return str(row["request_id"])


def _exposure(
    scenario: str, model_version: str, shown: list[int], person: Person | None
) -> dict[str, Any]:
    return {
        "request_id": uuid.uuid4(),
        "person": person.pk if person else None,
        "scenario": scenario,
        "model_version": model_version,
        "ranked_list": None,
        "first_position": 0,
        "items": shown,
        "positions": list(range(len(shown))),
        "propensities": [1] * len(shown),
        "pools": {},
        "experiment": "",
        "arm": "",
        "shown_ms": now_ms(),
    }


def _shown(frozen: FrozenList, positions: Sequence[int]) -> dict[str, Any]:
    """What is shown, where, and which places of it chance filled."""
    place_on_page = {position: n for n, position in enumerate(positions)}
    propensities: list[float] = [1] * len(positions)
    pools = {}
    for one in frozen.chances:
        n = place_on_page.get(one.place)
        if n is not None:
            propensities[n] = one.propensity
            pools[str(n)] = frozen.pks[list(one.pool)].tolist()
    return {
        "items": frozen.pks[list(positions)].tolist(),
        "positions": list(positions),
        "propensities": propensities,
        "pools": pools,
    }


def _insert_exposure(row: dict[str, Any]) -> None:
    """Insert with a statement built once: it runs at every page that anybody sees."""
    statement, fields = _exposure_statement()
    values = [field.get_db_prep_save(row[field.name], connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@cache
def _exposure_statement() -> tuple[str, tuple[Field[Any, Any], ...]]:
    fields = Exposure._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or "") for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = quote(Exposure._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(fields)  # noqa: S608


def _as_row(frozen: FrozenList) -> RankedList:
    return RankedList(
        id=frozen.list_id,
        person_id=frozen.person_pk,
        scenario=frozen.scenario,
        model_version=frozen.model_version,
        items=frozen.pks.astype("<i8").tobytes(),
        reasons=frozen.reasons,
        fallback=frozen.fallback[:FALLBACK_LENGTH],
        chances=pack_chances(frozen.chances),
        experiment=frozen.experiment,
        arm=frozen.arm,
        created_ms=now_ms(),
    )


def purge_lists() -> int:
    """Delete the lists older than two days and say how many there were."""
    return RankedList.objects.filter(created_ms__lt=now_ms() - KEPT_MS).delete()[0]


class _Purge:
    """Purges at most once in ten minutes, whoever stores a list then."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = float("-inf")

    def now_and_then(self) -> None:
        with self._lock:
            due = time.monotonic() - self._last >= PURGE_EVERY_S
            if due:
                self._last = time.monotonic()
        if due:
            purge_lists()


_purge = _Purge()
