"""Which sessions are a person's: found by reading all, since none is named by its person."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from medley.web.people.identity import VISITOR
from medley.web.people.models import Person

CHUNK = 2_000


def sessions_of(person: Person) -> list[str]:
    """Find the keys of a person's sessions, on whatever device.

    Sessions are read in chunks, so that memory stays small however many there are.
    """
    tokens = {
        key.removeprefix("visitor:")
        for key in (person.key, *person.former_keys.values_list("key", flat=True))
        if key.startswith("visitor:")
    }
    account = None if person.user_id is None else str(person.user_id)
    found = []
    for row in Session.objects.order_by().iterator(chunk_size=CHUNK):
        held = row.get_decoded()
        if held.get(VISITOR) in tokens or (account and held.get(SESSION_KEY) == account):
            found.append(row.session_key)
    return found
