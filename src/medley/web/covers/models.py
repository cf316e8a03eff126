"""The table of covers that people are making."""

from __future__ import annotations

import secrets

from django.db import models


def new_token() -> str:
    """A name that nobody guesses: 24 random characters."""
    return secrets.token_urlsafe(18)


class Sketch(models.Model):
    """A cover that a person is making; nobody else ever sees it.

    ``person`` is None for one that a program of the site makes for nobody.
    ``choice`` is a `medley.web.covers.choice.CoverChoice`, ``pick`` which of the
    variants beside its seed is the one. ``draft`` or ``playlist`` is what the cover is
    for, if it is for a playlist. ``picture`` is the file that a diffusion model made.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.CASCADE, related_name="cover_sketches"
    )
    title = models.CharField(max_length=300, blank=True)
    tags = models.JSONField(default=list)
    choice = models.JSONField(default=dict)
    pick = models.PositiveSmallIntegerField(default=0)
    picture = models.CharField(max_length=32, blank=True)
    draft = models.ForeignKey(
        "playlists.Draft", null=True, on_delete=models.CASCADE, related_name="+"
    )
    playlist = models.ForeignKey(
        "playlists.Playlist", null=True, on_delete=models.CASCADE, related_name="+"
    )
    updated_ms = models.BigIntegerField(default=0, db_index=True)

    class Meta:
        app_label = "covers"
        indexes = [models.Index(fields=["person", "-updated_ms"], name="sketch_latest")]

    def __str__(self) -> str:
        return self.token
