"""How long it takes to take along and to delete people with few and with many events.

Makes a site in a folder of its own with people of 100 and of 100,000 events among 2,000
others, freezes its data as a snapshot, writes each person's file and erases them. Memory is
what the process grew by meanwhile.

    python benchmarks/erasure.py [--many 100000]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

OTHERS, ITEMS = 2_000, 2_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"MEDLEY_HOME": home, "DATABASE_URL": "", "MEDLEY_ACCESS_LOG": "0"}
        from medley.cli.django import setup

        setup()
        print("## Taking along and deleting\n")
        print(f"SQLite; {OTHERS:,} others with 50 events each; one snapshot of all.\n")
        print("| events of the person | file, s | file, MB | memory, MB | erased, s | memory, MB |")
        print("|---|---|---|---|---|---|")
        fill()
        for n in (100, options.many):
            print(f"| {n:,} | " + " | ".join(measured(n, Path(home))) + " |")


def fill() -> None:
    from medley.web.catalog.models import CatalogueRevision, Item
    from medley.web.feed.models import Event
    from medley.web.people.models import Person

    Item.objects.bulk_create(
        Item(key=f"i:{n}", kind="film", title=f"Film {n}") for n in range(ITEMS)
    )
    Person.objects.bulk_create(Person(key=f"p:{n}") for n in range(OTHERS))
    CatalogueRevision.bump()
    items = list(Item.objects.values_list("pk", flat=True))
    people = list(Person.objects.values_list("pk", flat=True))
    Event.objects.bulk_create(
        (
            Event(person_id=pk, item_id=items[(pk + k) % ITEMS], kind="like", at_ms=k, key=str(k))
            for pk in people
            for k in range(50)
        ),
        batch_size=5_000,
    )


def measured(n: int, home: Path) -> Iterator[str]:
    from django.conf import settings

    from medley.data.snapshot import save_snapshot
    from medley.web.feed.dataset import feed_data_from_database
    from medley.web.people.erasing import erase
    from medley.web.people.own_data import written

    person = somebody(n)
    save_snapshot(feed_data_from_database(), settings.MEDLEY_SNAPSHOTS)
    began, before = time.perf_counter(), resident_mb()
    file = home / "export.json"
    with file.open("w") as out:
        out.writelines(written(person))
    yield f"{time.perf_counter() - began:.2f}"
    yield f"{file.stat().st_size / 1e6:.1f}"
    yield f"{max(resident_mb() - before, 0):.0f}"
    began, before = time.perf_counter(), resident_mb()
    erasure = erase(person, asked_by="command")
    yield f"{time.perf_counter() - began:.2f}"
    yield f"{max(resident_mb() - before, 0):.0f}"
    if erasure is None or erasure.report["rows_left"] or not erasure.report["snapshots"]:
        sys.exit("the person was not erased")


def somebody(n: int):
    from medley.web.catalog.models import Item
    from medley.web.feed.models import Event
    from medley.web.people.models import Person

    person = Person.objects.create(key=f"busy:{n}")
    items = list(Item.objects.values_list("pk", flat=True))
    Event.objects.bulk_create(
        (
            Event(person=person, item_id=items[k % ITEMS], kind="view", at_ms=k, key=str(k))
            for k in range(n)
        ),
        batch_size=5_000,
    )
    return person


def resident_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    main()
