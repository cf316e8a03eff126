"""Sessions in the database, read with one plain statement.

The same table and format as Django's own engine. A page reads its session
first of all, and building the query anew each time took longer than running it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db import connection
from django.utils import timezone

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(DatabaseSessionStore):
    """Reads quickly; writes, expires and deletes as Django does."""

    def load(self) -> dict[str, Any]:
        """Read the session, empty when there is none or it expired."""
        expires = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(_READ, (self.session_key, expires))
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])
