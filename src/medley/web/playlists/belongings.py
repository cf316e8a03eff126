"""What a person has among the playlists: taken along, or handed to an account."""

from __future__ import annotations

from typing import Any

from medley.web.covers.jobs import KIND
from medley.web.covers.models import Sketch
from medley.web.jobs.models import Job
from medley.web.people.models import Person
from medley.web.playlists.models import Draft, Playlist, PlaylistLike
from medley.web.playlists.shelf import tags_of, tracks_of


def hand_over(visitor: Person, person: Person) -> None:
    """Give a visitor's playlists, drafts, covers and likes to the account that signed in."""
    Playlist.objects.filter(owner=visitor).update(owner=person)
    Draft.objects.filter(person=visitor).update(person=person)
    Sketch.objects.filter(person=visitor).update(person=person)
    # Else it would go with the visitor, and nobody would paint what was asked for.
    Job.objects.filter(person=visitor, kind=KIND).update(person=person)
    held = PlaylistLike.objects.filter(person=person).values("playlist_id")
    likes = PlaylistLike.objects.filter(person=visitor)
    twice = list(likes.filter(playlist__in=held).values_list("playlist_id", flat=True))
    likes.filter(playlist__in=twice).delete()
    likes.update(person=person)
    count_likes(twice)


def liked_by(person: Person) -> list[int]:
    """Primary keys of the playlists that a person likes."""
    return list(PlaylistLike.objects.filter(person=person).values_list("playlist_id", flat=True))


def count_likes(playlists: list[int]) -> None:
    """Count the likes of playlists anew."""
    for pk in playlists:
        n = PlaylistLike.objects.filter(playlist=pk).count()
        Playlist.objects.filter(pk=pk).update(likes=n)


def playlists_document(person: Person) -> dict[str, Any]:
    """Lay out what a person made and liked."""
    own = list(Playlist.objects.filter(owner=person).order_by("pk"))
    tracks, tags = tracks_of(own), tags_of(own)
    return {
        "playlists": [
            {
                "key": one.key,
                "title": one.title,
                "tracks": [track.key for track in tracks[one.pk]],
                "tags": list(tags[one.pk]),
                "shared": one.share_token is not None,
                "deleted": one.hidden,
                "created_ms": one.created_ms,
                "updated_ms": one.updated_ms,
            }
            for one in own
        ],
        "liked_playlists": list(
            PlaylistLike.objects.filter(person=person)
            .order_by("at_ms")
            .values("playlist__key", "at_ms")
        ),
        "drafts": list(
            Draft.objects.filter(person=person)
            .order_by("updated_ms")
            .values("title", "asked", "state", "updated_ms")
        ),
    }
