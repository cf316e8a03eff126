"""The table of recordings: one person's landmarks through a piece of time."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


def new_token() -> str:
    """A name that nobody guesses, whether a database heeds case or not."""
    return secrets.token_hex(16)


class Origin(models.TextChoices):
    """Where landmarks come from."""

    FILE = "file", _("A file of landmarks")
    VIDEO = "video", _("A video")
    LIVE = "live", _("The webcam")


class Recording(models.Model):
    """Landmarks of a recording; the numbers lie in a file named by ``token``.

    ``person`` is whose it is; empty for the site's own, which are imported. ``key`` is the
    hash of the landmarks. ``exercise`` is what people say is done in it, and empty where
    nobody said so.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token)
    key = models.CharField(max_length=64, db_index=True)
    person = models.ForeignKey(
        "people.Person",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="recordings",
    )
    name = models.CharField(max_length=200)
    origin = models.CharField(max_length=16, choices=Origin.choices, default=Origin.FILE)
    exercise = models.CharField(max_length=32, blank=True, db_index=True)
    n_frames = models.PositiveIntegerField()
    duration_s = models.FloatField()
    fps = models.FloatField()
    added_ms = models.BigIntegerField()

    class Meta:
        app_label = "coach"
        indexes = [models.Index(fields=["person", "-added_ms"], name="recording_latest")]

    def __str__(self) -> str:
        return self.name
