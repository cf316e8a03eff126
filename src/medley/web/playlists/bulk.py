"""Inserts many rows at once: the bulk of an import, so without an object each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.models.constants import OnConflict


def insert_rows(
    model: type[models.Model],
    columns: tuple[str, ...],
    rows: Iterable[tuple[Any, ...]],
    *,
    unless_there: bool = False,
) -> None:
    """Insert rows in order.

    Parameters
    ----------
    model : class of Model
    columns : tuple of str
        Columns of its table.
    rows : iterable of tuple
        Values as the database takes them.
    unless_there : bool
        Pass over rows whose unique columns are taken; without it they are an error.
    """
    held = list(rows)
    if not held:
        return
    ignore = OnConflict.IGNORE if unless_there else None
    quote = connection.ops.quote_name
    verb = connection.ops.insert_statement(on_conflict=ignore)
    suffix = connection.ops.on_conflict_suffix_sql([], ignore, [], []) if ignore else ""
    names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    table = quote(model._meta.db_table)
    statement = f"{verb} {table} ({names}) VALUES ({marks}) {suffix}".strip()
    with connection.cursor() as cursor:
        cursor.executemany(statement, held)
