"""What commands print: one JSON document, a table, or a progress bar."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from medley.core.model import Progress, silent


def print_json(document: Any) -> None:
    """Print one JSON document on standard output, Hangul as it is.

    Raises
    ------
    ValueError
        If the document holds a number that is not finite.
    """
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.flush()


def print_json_rows(rows: Iterable[Any]) -> None:
    """Print a JSON array on standard output, each entry as it comes, none of them kept.

    Raises
    ------
    ValueError
        If an entry holds a number that is not finite.
    """
    out = sys.stdout.buffer
    start = b"[\n"
    for row in rows:
        text = json.dumps(row, ensure_ascii=False, indent=2, allow_nan=False)
        out.write(start + b"  " + text.replace("\n", "\n  ").encode())
        out.flush()
        start = b",\n"
    out.write(b"\n]\n" if start != b"[\n" else b"[]\n")
    out.flush()


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], title: str = "") -> None:
    """Print a table fitted to the terminal; numbers go to the right."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title or None, title_justify="left")
    for i, column in enumerate(columns):
        numeric = bool(rows) and isinstance(rows[0][i], int | float)
        table.add_column(column, justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(str(value) for value in row))
    console = Console()
    if not console.is_terminal:
        console = Console(width=200)
    console.print(table)


def say(message: str) -> None:
    """Tell the person at the terminal something, on standard error."""
    print(message, file=sys.stderr, flush=True)  # noqa: T201 - the one place that prints


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Yield a `Progress`: a bar on a terminal's standard error, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as bar:
        line = bar.add_task("starting", total=1.0)
        yield lambda done, words: bar.update(line, completed=done, description=words)
