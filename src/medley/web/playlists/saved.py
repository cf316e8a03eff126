"""Playlists that a person keeps: saved, renamed, shared, liked, put away."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from medley.web.clock import now_ms
from medley.web.people.models import Person
from medley.web.playlists.models import (
    Playlist,
    PlaylistEntry,
    PlaylistLike,
    PlaylistSource,
    PlaylistTag,
)
from medley.web.playlists.shelf import tracks_named

LONGEST_TAG = 80
OFFERED = 60
"""So many of a person's playlists are listed."""


@transaction.atomic
def save(
    person: Person,
    title: str,
    keys: Sequence[str],
    tags: Sequence[str],
    *,
    playlist: Playlist | None = None,
    cover_seed: int = 0,
    cover: dict[str, Any] | None = None,
) -> Playlist:
    """Keep a playlist for a person, who owns it; models learn from it at the next training.

    Parameters
    ----------
    person : Person
    title : str
    keys : sequence of str
        Of the tracks, in their order; those that are gone are left out.
    tags : sequence of str
    playlist : Playlist, optional
        One of the person's own to write over, in place of a new one.
    cover_seed : int
    cover : dict, optional
        What was chosen of the cover beside its seed; left out, it stays as it is.
    """
    at = now_ms()
    if playlist is None:
        key = f"person:{secrets.token_hex(12)}"
        playlist = Playlist(
            key=key, owner=person, source=PlaylistSource.PERSON, created_ms=at, share_token=None
        )
    playlist.title, playlist.cover_seed, playlist.updated_ms = title, cover_seed, at
    if cover is not None:
        playlist.cover = cover
    playlist.save()
    _write(playlist, keys, tags)
    return playlist


def _write(playlist: Playlist, keys: Sequence[str], tags: Sequence[str]) -> None:
    tracks = tracks_named(keys)
    PlaylistEntry.objects.filter(playlist=playlist).delete()
    PlaylistEntry.objects.bulk_create(
        PlaylistEntry(playlist=playlist, position=position, track=tracks[key])
        for position, key in enumerate(key for key in keys if key in tracks)
    )
    PlaylistTag.objects.filter(playlist=playlist).delete()
    kept = dict.fromkeys(tag[:LONGEST_TAG] for tag in tags if tag)
    PlaylistTag.objects.bulk_create(PlaylistTag(playlist=playlist, tag=tag) for tag in kept)


def own_playlists(person: Person | None) -> QuerySet[Playlist]:
    """The person's playlists, what changed last first."""
    held = Playlist.objects.filter(owner=person, hidden=False, draft=False)
    if person is None:
        held = held.none()
    return held.annotate(n_songs=Count("entries")).order_by("-updated_ms", "-pk")


def liked_playlists(person: Person | None) -> QuerySet[Playlist]:
    """Playlists of others that the person likes and may still see: those shared."""
    liked = Playlist.objects.filter(
        liked_by__person=person, hidden=False, share_token__isnull=False
    ).exclude(owner=person)
    if person is None:
        liked = liked.none()
    return liked.annotate(n_songs=Count("entries", distinct=True)).order_by("-liked_by__at_ms")


def rename(playlist: Playlist, title: str) -> None:
    """Give a playlist another title."""
    Playlist.objects.filter(pk=playlist.pk).update(title=title, updated_ms=now_ms())
    playlist.title = title


def share(playlist: Playlist) -> str:
    """Give the secret part of the playlist's link, made when there is none."""
    if playlist.share_token is None:
        playlist.share_token = secrets.token_urlsafe(24)
        Playlist.objects.filter(pk=playlist.pk).update(share_token=playlist.share_token)
    return playlist.share_token


def unshare(playlist: Playlist) -> None:
    """Let the link lead nowhere; a later one is another."""
    playlist.share_token = None
    Playlist.objects.filter(pk=playlist.pk).update(share_token=None)


def put_away(playlist: Playlist, *, away: bool) -> None:
    """Delete a playlist so that it can be taken back, or take it back."""
    Playlist.objects.filter(pk=playlist.pk).update(hidden=away, updated_ms=now_ms())
    playlist.hidden = away


@transaction.atomic
def like(playlist: Playlist, person: Person, *, liked: bool) -> None:
    """Note that the person likes a playlist, or no longer does; twice is as once."""
    held = PlaylistLike.objects.filter(playlist=playlist, person=person)
    if liked:
        PlaylistLike.objects.get_or_create(
            playlist=playlist, person=person, defaults={"at_ms": now_ms()}
        )
    else:
        held.delete()
    playlist.likes = PlaylistLike.objects.filter(playlist=playlist).count()
    Playlist.objects.filter(pk=playlist.pk).update(likes=playlist.likes)


def likes_it(playlist: Playlist | None, person: Person | None) -> bool:
    """Whether the person likes the playlist."""
    if playlist is None or person is None:
        return False
    return PlaylistLike.objects.filter(playlist=playlist, person=person).exists()
