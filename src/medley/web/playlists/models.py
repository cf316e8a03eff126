"""Tables of playlists: imported ones, the demo's, and those that people make here."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Track(models.Model):
    """One recording that playlists name. `key` is its id outside the database.

    ``title`` and ``artist`` are empty where the source knows none; ``item`` is the
    same recording in the catalogue, None where it has none. ``tags`` is a list of
    texts, such as genres.
    """

    key = models.CharField(max_length=191, unique=True)
    title = models.CharField(max_length=300, blank=True)
    artist = models.CharField(max_length=200, blank=True)
    album = models.CharField(max_length=300, blank=True)
    duration_s = models.FloatField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    path = models.CharField(max_length=1000, blank=True)
    tags = models.JSONField(default=list, blank=True)
    item = models.ForeignKey(
        "catalog.Item", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return self.key


class PlaylistSource(models.TextChoices):
    """Where a playlist comes from."""

    IMPORTED = "imported", _("Imported")
    DEMO = "demo", _("Demo data")
    PERSON = "person", _("Made here")


class Playlist(models.Model):
    """A title, ordered entries and tags.

    ``owner`` is who made it here, None for the others. ``likes`` counts its
    `PlaylistLike` rows. ``weight`` is how much it counts in a fit before its likes
    do. A ``draft`` is being made and not saved: neither it nor a ``hidden`` one is
    learned from. ``share_token`` is the secret part of its link, None while it is
    not shared. ``cover`` is what was chosen of its cover beside the seed: see
    `medley.web.covers.choice.CoverChoice`.
    """

    key = models.CharField(max_length=191, unique=True)
    title = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    owner = models.ForeignKey(
        "people.Person",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="playlists",
    )
    source = models.CharField(
        max_length=16, choices=PlaylistSource.choices, default=PlaylistSource.IMPORTED
    )
    followers = models.PositiveIntegerField(default=0)
    likes = models.PositiveIntegerField(default=0)
    weight = models.FloatField(default=1.0)
    created_ms = models.BigIntegerField(default=0)
    updated_ms = models.BigIntegerField(default=0, db_index=True)
    draft = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)
    share_token = models.CharField(max_length=64, unique=True, null=True, blank=True)
    cover_seed = models.IntegerField(default=0)
    cover = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-updated_ms"], name="playlist_by_owner")]

    def __str__(self) -> str:
        return self.key


class PlaylistEntry(models.Model):
    """A track at its place in a playlist, counted from 0; one track may come twice."""

    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="entries")

    class Meta:
        ordering = ["playlist", "position"]
        constraints = [
            models.UniqueConstraint(fields=["playlist", "position"], name="playlist_entry_once")
        ]
        verbose_name_plural = "playlist entries"

    def __str__(self) -> str:
        return f"{self.playlist_id} {self.position} {self.track_id}"


class PlaylistTag(models.Model):
    """A tag of a playlist, as it was written."""

    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="tags")
    tag = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["playlist", "tag"], name="playlist_tag_once")
        ]

    def __str__(self) -> str:
        return f"{self.playlist_id} {self.tag}"


class PlaylistLike(models.Model):
    """Somebody likes a playlist."""

    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="liked_by")
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="liked_playlists"
    )
    at_ms = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["playlist", "person"], name="playlist_like_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} likes {self.playlist_id}"


# Django knows the tables that this module imports; the draft names `Playlist` by a string.
from medley.web.playlists.models_drafts import Draft as Draft  # noqa: E402
