"""Whether the site can do its work: what a balancer asks before it sends anybody here."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from medley.core.errors import MedleyError

_MIB = 2**20


def faults() -> dict[str, str]:
    """Look at all that an answer needs.

    Returns
    -------
    dict of str to str
        What is not ready, with what is wrong in words; empty when all is.
    """
    found: dict[str, str] = {}
    for name, look in _LOOKS.items():
        # Without a database nothing else can be asked.
        if name != "disk" and "database" in found:
            continue
        words = look()
        if words:
            found[name] = words
    return found


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"the database does not answer ({_first_line(error)})"
    return ""


class _Migrations:
    """Looks until all are applied: none is taken back while the site runs."""

    def __init__(self) -> None:
        self._applied = False

    def __call__(self) -> str:
        if self._applied:
            return ""
        try:
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            return f"the tables cannot be read ({_first_line(error)})"
        self._applied = not plan
        if plan:
            return f"{len(plan)} changes of tables are not applied; start `medley serve` or worker"
        return ""


def _model() -> str:
    from medley.web.feed.models_in_use import version_in_use

    try:
        version_in_use()
    except (MedleyError, DatabaseError, OSError) as error:
        return f"neither a model nor the baseline answers ({_first_line(error)})"
    return ""


def _disk() -> str:
    try:
        free = shutil.disk_usage(Path(settings.MEDLEY_HOME)).free
    except OSError as error:
        return f"the data folder cannot be read ({error.strerror})"
    least = settings.MEDLEY_LEAST_DISK_MB
    if free < least * _MIB:
        return f"{free // _MIB} MB are free where the data folder lies; {least} are needed"
    return ""


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


_LOOKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _Migrations(),
    "model": _model,
    "disk": _disk,
}
