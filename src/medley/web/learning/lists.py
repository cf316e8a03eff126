"""What the playlist model learns from: playlists, and the songs of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max

from medley.metrics.drift import drift_of_counts
from medley.training.policy import Facts
from medley.web.labels.models import SongFile
from medley.web.learning.ages import age_days, created_ms, mark_of, named
from medley.web.playlists.dataset import learned_playlists
from medley.web.playlists.models import PlaylistTag

if TYPE_CHECKING:
    from medley.artifacts.manifest import Manifest


def playlist_mark() -> dict[str, Any]:
    """Note how many playlists and songs there are, and the latest change of each."""
    lists, songs = learned_playlists(), _songs()
    return {
        "playlists": lists.count(),
        "updated_ms": lists.aggregate(at=Max("updated_ms"))["at"] or 0,
        "songs": songs.count(),
        "newest_song": songs.aggregate(newest=Max("pk"))["newest"] or 0,
        "tags": _tags(0),
    }


def playlist_facts(version: Manifest | None) -> Facts:
    """Say what became of the playlists since a version; a changed one counts as new.

    Songs that no playlist holds are learned too: they are reached by their artist,
    name and sound.
    """
    lists, songs = learned_playlists(), _songs()
    total, heard = lists.count(), songs.count()
    latest = lists.aggregate(at=Max("updated_ms"))["at"] or 0
    content = named(total, latest, heard)
    if version is None:
        return Facts(total, total, content=content)
    mark = mark_of(version)
    if mark is None:
        since = created_ms(version)
        changed = lists.filter(updated_ms__gt=since).count()
        changed += songs.filter(added_ms__gt=since).count()
        return Facts(total, changed, age_days(version), content=content)
    came = lists.filter(updated_ms__gt=mark["updated_ms"]).count()
    gone = max(0, mark["playlists"] - total)
    new_songs = songs.filter(pk__gt=mark["newest_song"]).count()
    lost_songs = max(0, mark["songs"] - (heard - new_songs))
    drifts = {"tags": drift_of_counts(mark.get("tags") or {}, _tags(mark["updated_ms"]))}
    changed = came + gone + new_songs + lost_songs
    return Facts(total, changed, age_days(version), drifts, content=content)


def _songs() -> Any:
    return SongFile.objects.filter(item__isnull=False)


def _tags(since_ms: int) -> dict[str, int]:
    """Count the most used tags of playlists that changed since."""
    rows: Any = PlaylistTag.objects.filter(
        playlist__draft=False, playlist__hidden=False, playlist__updated_ms__gt=since_ms
    )
    counted = rows.order_by().values_list("tag").annotate(n=Count("pk")).order_by("-n", "tag")
    return dict(counted[:100])
