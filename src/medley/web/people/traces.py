"""The names under which files and snapshots hold what a person did, and their keyed hashes.

After an erasure only the hashes are kept. They find a name again where it turns up, in a
snapshot that was being written at that moment; they tell nobody who it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from functools import cache

from django.conf import settings

from medley.core.errors import MedleyError
from medley.web.coach.models import Recording
from medley.web.people.holdings import naming_fields
from medley.web.people.models import FormerKey, Person
from medley.web.playlists.models import Playlist

FILE_NAMES = ("token", "picture")
"""Columns whose values name files."""


def reference_of(name: str) -> str:
    """Hash a name with the site's own key, as hexadecimal digits."""
    return hashlib.blake2b(name.encode(), key=_key(), digest_size=32).hexdigest()


def traces_of(person: Person) -> list[str]:
    """Hash every name that leads to a person: keys, files, playlists, recordings, the account."""
    names = {person.key, *FormerKey.objects.filter(person=person).values_list("key", flat=True)}
    names.update(Playlist.objects.filter(owner=person).values_list("key", flat=True))
    names.update(_file_names(person))
    for recording in Recording.objects.filter(person=person):
        names.update(_recording_names(recording))
    if person.user is not None:
        names.add(person.user.get_username())
    return sorted(map(reference_of, names))


def among(traces: Collection[str], names: Iterable[str]) -> set[str]:
    """Pick out the names whose hashes are among ``traces``."""
    held, key = frozenset(traces), _key()
    blake = hashlib.blake2b
    return {n for n in names if blake(n.encode(), key=key, digest_size=32).hexdigest() in held}


def _file_names(person: Person) -> set[str]:
    found: set[str] = set()
    for field in naming_fields().values():
        model = field.model
        columns = {one.name for one in model._meta.concrete_fields} & {*FILE_NAMES}
        if field.related_model is Person and columns:
            rows = model._default_manager.filter(**{field.name: person})
            for column in columns:
                found.update(filter(None, rows.values_list(column, flat=True)))
    return found


def _recording_names(recording: Recording) -> list[str]:
    from medley.data.exercise_snapshot import track_digest
    from medley.web.coach.recordings import track_of

    names = [recording.key]
    try:
        names.append(track_digest(track_of(recording)))
    except MedleyError:
        # Without its landmarks nothing was learned from it under that name.
        return names
    return names


@cache
def _key() -> bytes:
    return hashlib.sha256(b"medley erasure " + settings.SECRET_KEY.encode()).digest()
