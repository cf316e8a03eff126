"""Playlists and songs as the database keeps them, as far as a person may see them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from medley.web.people.models import Person
from medley.web.playlists.models import Playlist, PlaylistEntry, PlaylistSource, PlaylistTag, Track

AT_ONCE = 500
"""So many keys go into one statement; databases limit its parameters."""


def visible_to(person: Person | None) -> QuerySet[Playlist]:
    """Playlists of the site and the person's own; never another person's."""
    seen = ~Q(source=PlaylistSource.PERSON)
    if person is not None:
        seen |= Q(owner=person)
    return Playlist.objects.filter(seen, hidden=False, draft=False)


def playlists_named(keys: Iterable[str], person: Person | None) -> dict[str, Playlist]:
    """Find those of the playlists that the person may see."""
    found = visible_to(person).filter(key__in=list(keys)[:AT_ONCE])
    return {playlist.key: playlist for playlist in found}


def tracks_named(keys: Iterable[str]) -> dict[str, Track]:
    """Find tracks by their keys; what is gone is left out."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, Track] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = Track.objects.filter(key__in=wanted[start : start + AT_ONCE])
        found.update((track.key, track) for track in rows)
    return found


def tracks_of(playlists: Iterable[Playlist]) -> dict[int, list[Track]]:
    """Read the songs of playlists in their order, each once.

    Returns
    -------
    dict of int to list of Track
        By the playlist's primary key.
    """
    pks = [playlist.pk for playlist in playlists]
    held: dict[int, dict[int, Track]] = {pk: {} for pk in pks}
    entries = PlaylistEntry.objects.filter(playlist_id__in=pks).order_by("playlist_id", "position")
    for entry in entries.select_related("track"):
        held[entry.playlist_id].setdefault(entry.track_id, entry.track)
    return {pk: list(found.values()) for pk, found in held.items()}


def tags_of(playlists: Iterable[Playlist]) -> dict[int, tuple[str, ...]]:
    """Read the tags of playlists in the order they were given, by primary key."""
    held: dict[int, list[str]] = {playlist.pk: [] for playlist in playlists}
    rows = PlaylistTag.objects.filter(playlist__in=list(held)).order_by("pk")
    for pk, tag in rows.values_list("playlist_id", "tag"):
        held[pk].append(tag)
    return {pk: tuple(tags) for pk, tags in held.items()}
