"""Files that are named after something of a person's, wherever in the data folder they lie.

What people send, paint and record lies in files named by random tokens. So they are found
by name alone, and a kind of file that comes later is found as well.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from django.conf import settings

from medley.web.people.traces import among

_NOT_THERE = {"models", "snapshots", "static", "metrics"}
"""Folders without files of people: what models learned from is searched by content."""


def files_named(traces: Collection[str]) -> dict[str, int]:
    """Count the files that the names behind ``traces`` lead to, by folder."""
    counts: Counter[str] = Counter()
    for path in _named(traces):
        counts[_store(path)] += sum(one.is_file() for one in path.rglob("*")) or 1
    return dict(sorted(counts.items()))


def delete_named(traces: Collection[str]) -> dict[str, int]:
    """Delete those files and folders, and count them as `files_named` does."""
    counts = files_named(traces)
    for path in list(_named(traces)):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return counts


def _named(traces: Collection[str]) -> Iterator[Path]:
    home = Path(settings.MEDLEY_HOME)
    for folder, inside, files in os.walk(home):
        if Path(folder) == home:
            inside[:] = [name for name in inside if name not in _NOT_THERE]
        names = [*inside, *files]
        heads = {head: name for name in names for head in _heads(name)}
        found = {heads[head] for head in among(traces, heads)}
        inside[:] = [name for name in inside if name not in found]
        yield from (Path(folder) / name for name in sorted(found))


def _heads(name: str) -> set[str]:
    """What a file may be named after: its whole name, or what precedes a dot or a last dash."""
    stem = name.split(".")[0]
    return {name, stem, stem.rpartition("-")[0] or stem}


def _store(path: Path) -> str:
    """The folder that a file is counted under: the top one, and within media the next."""
    parts = path.relative_to(settings.MEDLEY_HOME).parts
    return "/".join(parts[:2]) if parts[0] == "media" and len(parts) > 2 else parts[0]
