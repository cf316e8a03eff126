"""Tables of covers that people are making, and of the jobs that a diffusion model does."""

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


class JobState(models.TextChoices):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"


class CoverJob(models.Model):
    """One picture that a diffusion model is to make, and how far it is.

    ``done`` is the share of the work in [0, 1], ``step`` of ``steps`` where the model
    is. ``picture`` is the file it became. ``trouble`` says in words what went wrong.
    ``beat_ms`` is when the process that works on it was last heard of.
    """

    sketch = models.ForeignKey(Sketch, on_delete=models.CASCADE, related_name="jobs")
    state = models.CharField(max_length=16, choices=JobState.choices, default=JobState.WAITING)
    wants_end = models.BooleanField(default=False)
    done = models.FloatField(default=0.0)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    picture = models.CharField(max_length=32, blank=True)
    trouble = models.CharField(max_length=500, blank=True)
    created_ms = models.BigIntegerField(default=0)
    started_ms = models.BigIntegerField(default=0)
    beat_ms = models.BigIntegerField(default=0)

    class Meta:
        app_label = "covers"
        indexes = [models.Index(fields=["state", "created_ms"], name="cover_job_next")]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
