"""The table of songs that people sent to have them labelled."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


def new_token() -> str:
    """A name that nobody guesses: 24 random characters."""
    return secrets.token_urlsafe(18)


class Verdict(models.TextChoices):
    """What the person said of the model's answer."""

    NONE = "", _("Not said")
    ACCEPTED = "accepted", _("Accepted")
    CORRECTED = "corrected", _("Corrected")


class Upload(models.Model):
    """A sound file of one person; nobody else ever hears or sees it.

    The file and what was heard of it lie in a folder named by ``token`` and go with
    the row after ``expires_ms``. ``answer`` is what a model said: its version, whether
    it was unsure and the genres' probabilities; empty while none is trained. ``genre``
    is the person's own label.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80, blank=True)
    size = models.PositiveBigIntegerField()
    duration_s = models.FloatField()
    answer = models.JSONField(default=dict, blank=True)
    genre = models.ForeignKey(
        "catalog.Category", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    labelled_ms = models.BigIntegerField(default=0)
    created_ms = models.BigIntegerField()
    expires_ms = models.BigIntegerField(db_index=True)

    class Meta:
        app_label = "labels"
        indexes = [models.Index(fields=["person", "-created_ms"], name="upload_latest")]

    def __str__(self) -> str:
        return self.token
