"""The table of playlists that are being made."""

from __future__ import annotations

import secrets

from django.db import models


def new_token() -> str:
    """A name that nobody guesses: 24 random characters."""
    return secrets.token_urlsafe(18)


class Draft(models.Model):
    """A playlist that a person is making; nobody else ever sees it.

    ``asked`` is what it was made from, ``state`` the songs as they stand and
    ``earlier`` the states that undo leads back to, the latest last. ``playlist`` is
    what it was saved as. ``cover_seed`` and ``cover`` are as those of a `Playlist`.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="drafts")
    playlist = models.ForeignKey(
        "playlists.Playlist", null=True, on_delete=models.CASCADE, related_name="drafts"
    )
    title = models.CharField(max_length=300)
    asked = models.JSONField(default=dict)
    state = models.JSONField(default=dict)
    earlier = models.JSONField(default=list)
    cover_seed = models.PositiveIntegerField(default=0)
    cover = models.JSONField(default=dict, blank=True)
    updated_ms = models.BigIntegerField(default=0, db_index=True)

    class Meta:
        app_label = "playlists"
        indexes = [models.Index(fields=["person", "-updated_ms"], name="draft_latest")]

    def __str__(self) -> str:
        return self.token
