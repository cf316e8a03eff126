"""Events per second of `ingest` into SQLite, beside a bare `sqlite3.executemany`.

    python benchmarks/import_events.py [--repeats 7] [--synthetic 1000000]

Both sides write the same rows into identical tables: same columns, indexes,
foreign keys and pragmas, with the items already there. Ours reads and decodes
the CSV, checks each row, finds people and items, makes the key that keeps an
event once, and keeps a checkpoint. The bare side gets the finished tuples from
memory in one call and one transaction. Repetitions alternate, so that a busy
machine slows both.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

TARGET = 2.5
COMMAND = "python benchmarks/import_events.py"
EVENT_COLUMNS = "person_id, item_id, kind, undo, at_ms, key"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Seconds of both sides, one entry a repetition."""

    name: str
    events: int
    ours: tuple[float, ...]
    bare: tuple[float, ...]

    @property
    def ratios(self) -> list[float]:
        return sorted(mine / bare for mine, bare in zip(self.ours, self.bare, strict=True))

    def row(self) -> str:
        ratios = self.ratios
        mine, bare = statistics.median(self.ours), statistics.median(self.bare)
        return (
            f"| {self.name} | {self.events:,} | {self.events / mine:,.0f} | "
            f"{self.events / bare:,.0f} | {statistics.median(ratios):.2f} | "
            f"{ratios[0]:.2f} to {ratios[-1]:.2f} | {len(ratios)} |"
        )


def compare(name: str, folder: Path, repeats: int) -> Comparison:
    """Import a MovieLens folder's events ``repeats`` times, and its tuples as often."""
    from django.db import connection

    from medley.data.sources import read_movielens

    start = Path(connection.settings_dict["NAME"])
    fresh, empty = start.with_suffix(".fresh"), start.with_suffix(".empty")
    if fresh.exists():
        _replace(start, fresh)
    else:
        connection.close()
        shutil.copy(start, fresh)
    _ingest(read_movielens(folder, what="items"))
    connection.close()
    shutil.copy(start, empty)
    ours, bare = [], []
    rows: list[tuple[object, ...]] = []
    for _ in range(repeats):
        _replace(start, empty)
        began = perf_counter()
        _ingest(read_movielens(folder, what="events"))
        ours.append(perf_counter() - began)
        connection.close()
        rows = rows or _final_rows(start)
        peer = start.with_suffix(".bare")
        _replace(peer, empty)
        bare.append(_bare_seconds(peer, start, rows))
    return Comparison(name, len(rows), tuple(ours), tuple(bare))


def _ingest(stream: object) -> None:
    from django.conf import settings

    from medley.web.catalog.ingest import ingest

    ingest(
        stream,
        source="benchmark",
        fingerprint=stream.fingerprint(),
        bad_rows=settings.MEDLEY_HOME / "bad.csv",
    )


def _replace(path: Path, source: Path) -> None:
    for end in ("", "-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    shutil.copy(source, path)


def _open(path: Path) -> sqlite3.Connection:
    from django.db import connection

    opened = sqlite3.connect(path, isolation_level=None)
    for pragma in connection.settings_dict["OPTIONS"]["init_command"].split(";"):
        opened.execute(pragma)
    return opened


def _final_rows(path: Path) -> list[tuple[object, ...]]:
    with _open(path) as database:
        return database.execute(f"SELECT {EVENT_COLUMNS} FROM feed_event ORDER BY id").fetchall()


def _bare_seconds(peer: Path, ours: Path, rows: Sequence[tuple[object, ...]]) -> float:
    database = _open(peer)
    # People are there beforehand: a bare insert would break its foreign key.
    database.execute(f"ATTACH '{ours}' AS ours")
    database.execute("INSERT INTO people_person SELECT * FROM ours.people_person")
    database.execute("DETACH ours")
    marks = ", ".join("?" * 6)
    began = perf_counter()
    database.execute("BEGIN IMMEDIATE")
    database.executemany(f"INSERT INTO feed_event ({EVENT_COLUMNS}) VALUES ({marks})", rows)
    database.execute("COMMIT")
    seconds = perf_counter() - began
    database.close()
    return seconds


def make_set(folder: Path, n_events: int, *, n_people: int = 20_000, n_items: int = 5_000) -> None:
    """Write a made MovieLens folder: people in turn, items by a power law."""
    rng = random.Random(7)
    folder.mkdir(parents=True)
    with (folder / "movies.csv").open("w", newline="") as file:
        csv.writer(file).writerow(("movieId", "title", "genres"))
        csv.writer(file).writerows((i, f"Made film {i} (2000)", "Drama") for i in range(1, n_items))
    with (folder / "ratings.csv").open("w", newline="") as file:
        csv.writer(file).writerow(("userId", "movieId", "rating", "timestamp"))
        csv.writer(file).writerows(_made_ratings(rng, n_events, n_people, n_items))


def _made_ratings(
    rng: random.Random, n_events: int, n_people: int, n_items: int
) -> Iterator[tuple[int, int, float, int]]:
    for i in range(n_events):
        item = min(n_items - 1, int(rng.paretovariate(0.6)))
        yield i * n_people // n_events + 1, item, rng.randint(1, 10) / 2, 1_000_000_000 + i


def markdown(comparisons: Sequence[Comparison]) -> str:
    """The section of docs/results.md."""
    lines = [
        "## Import",
        "",
        f"`{COMMAND}`",
        "",
        "Events a second into SQLite: `medley import` (reading, checking, checkpoints) beside "
        f"`sqlite3.executemany` of the same finished rows into an identical table. At most {TARGET}"
        " is wanted.",
        "",
        "| events | rows | ours, a second | bare, a second | ratio (median) | range | repeats |",
        "|---|---:|---:|---:|---:|---:|---:|",
        *(comparison.row() for comparison in comparisons),
    ]
    return "\n".join(lines) + "\n"


def measure(*, repeats: int = 7, synthetic: int = 1_000_000) -> list[Comparison]:
    """Run the comparisons in a database of their own, which is removed again."""
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["MEDLEY_HOME"] = scratch
        os.environ.pop("DATABASE_URL", None)
        from medley.cli.django import setup

        setup()
        found = []
        data = Path(os.environ.get("MEDLEY_DATA", "../shared/data")) / "movielens-small"
        if data.is_dir():
            found.append(compare("MovieLens small", data, repeats))
        if synthetic:
            made = Path(scratch) / "made"
            make_set(made, synthetic)
            found.append(compare("made ratings", made, max(3, repeats // 2)))
        return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--synthetic", type=int, default=1_000_000)
    given = parser.parse_args()
    found = measure(repeats=given.repeats, synthetic=given.synthetic)
    print(markdown(found))
    return int(any(statistics.median(one.ratios) > TARGET for one in found))


if __name__ == "__main__":
    sys.exit(main())
