"""Tables of the work done in the background, and of the workers that do it."""

from __future__ import annotations

from django.db import models


class JobState(models.TextChoices):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (JobState.WAITING, JobState.RUNNING)


class Job(models.Model):
    """One piece of work, and how far it is.

    ``kind`` is one of `medley.web.jobs.kinds.KINDS`, ``subject`` what it is about: a
    task, a recording's token. ``asked_by`` is "worker", "cli" or a user's name.

    ``open_key`` names kind and subject while the job is open, and ``slot`` the place in
    its lane while it runs; both are unique, so that the database itself refuses a second
    job about the same thing, and a second one in the same place. ``holder`` is the process
    that has it: what another process says of the job does not count.

    ``beats`` counts signs of life: whether it stands still is judged by the watcher's own
    steady clock, since the times in ``*_ms`` jump when a machine's clock is set.
    ``spent_s`` is measured by a steady clock too, from the beginning of this try.
    """

    kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=120)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.CASCADE, related_name="jobs"
    )
    asked_by = models.CharField(max_length=150, blank=True)
    why = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=16, choices=JobState.choices, default=JobState.WAITING)
    open_key = models.CharField(max_length=160, null=True, unique=True)
    slot = models.CharField(max_length=40, null=True, unique=True)
    holder = models.CharField(max_length=200, blank=True)
    beats = models.PositiveBigIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    wants_end = models.BooleanField(default=False)
    done = models.FloatField(default=0.0)
    words = models.CharField(max_length=300, blank=True)
    spent_s = models.FloatField(default=0.0)
    peak_mb = models.FloatField(default=0.0)
    trouble = models.TextField(blank=True)
    log = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    created_ms = models.BigIntegerField(default=0)
    started_ms = models.BigIntegerField(default=0)
    beat_ms = models.BigIntegerField(default=0)
    ended_ms = models.BigIntegerField(default=0)

    class Meta:
        app_label = "jobs"
        indexes = [
            models.Index(fields=["state", "kind"], name="job_next"),
            models.Index(fields=["kind", "subject"], name="job_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.subject}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN


class Worker(models.Model):
    """A process that works through the queue, and when it was last heard of."""

    name = models.CharField(max_length=200, unique=True)
    started_ms = models.BigIntegerField(default=0)
    beat_ms = models.BigIntegerField(default=0)

    class Meta:
        app_label = "jobs"

    def __str__(self) -> str:
        return self.name
