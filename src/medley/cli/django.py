"""Starts Django for the commands that need the catalogue."""

from __future__ import annotations

import os

from medley.core.errors import UnavailableError


def setup(*, migrate: bool = True) -> None:
    """Set Django up and bring the database's tables up to date.

    Raises
    ------
    UnavailableError
        If the database cannot be reached or its folder cannot be written.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medley.web.settings")
    import django
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        django.setup()
        if not migrate:
            return
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
    except OSError as error:
        raise UnavailableError(
            f"cannot write {error.filename or 'the data folder'}: {error.strerror}; "
            "set MEDLEY_HOME to a folder that you may write to"
        ) from None
    except DatabaseError as error:
        reason = str(error).splitlines()[0]
        raise UnavailableError(
            f"the database does not answer ({reason}); check DATABASE_URL and that it is running"
        ) from None
