"""Tables of recordings, of what the coach said of them, and of what people say instead."""

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


class State(models.TextChoices):
    """What became of a workout that was sent."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Workout(models.Model):
    """A workout of one person and the coach's report on it; nobody else ever sees either.

    Its files (the video, what is drawn of it) lie in a folder named by ``token`` and go
    with the row. ``wanted`` is the exercise that the person named when sending it, empty
    where the coach was to tell. ``answer`` is what the coach said by itself, ``report``
    what holds after corrections, both as `medley.coaching.document.document_of` lays them
    out; the figures beside repeat what the report says, for lists and plots over weeks.
    ``said_count`` is the count that the person gave. ``trouble`` is a code of
    `medley.web.coach.words.TROUBLES`, ``detail`` its technical reason.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="workouts")
    recording = models.OneToOneField(
        Recording, null=True, blank=True, on_delete=models.SET_NULL, related_name="workout"
    )
    name = models.CharField(max_length=200)
    origin = models.CharField(max_length=16, choices=Origin.choices)
    size = models.PositiveBigIntegerField(default=0)
    pose_model = models.CharField(max_length=8, default="full")
    wanted = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    trouble = models.CharField(max_length=32, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    answer = models.JSONField(default=dict, blank=True)
    report = models.JSONField(default=dict, blank=True)
    exercise = models.CharField(max_length=32, blank=True)
    said_count = models.PositiveIntegerField(null=True, blank=True)
    n_reps = models.PositiveIntegerField(default=0)
    n_partial = models.PositiveIntegerField(default=0)
    hold_s = models.FloatField(default=0.0)
    range_deg = models.FloatField(default=0.0)
    n_held = models.PositiveIntegerField(default=0)
    n_broken = models.PositiveIntegerField(default=0)
    created_ms = models.BigIntegerField()
    judged_ms = models.BigIntegerField(default=0)

    class Meta:
        app_label = "coach"
        indexes = [models.Index(fields=["person", "-created_ms"], name="workout_latest")]

    def __str__(self) -> str:
        return self.token


class Correction(models.Model):
    """What a person says of a recording instead of the coach; the latest one holds.

    ``exercise``, ``count`` or ``verdict`` is what they say, the others empty;
    ``was_exercise`` and ``was_count`` what the report said, ``model_version`` who told the
    exercise, or judged the condition. A verdict is about the ``condition`` of the repetition
    or hold of ``was_exercise`` from ``start_s`` to ``end_s``, and ``was_verdict`` what the
    coach had said of it; the two are the same where the person agrees.
    """

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="corrections")
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="coach_corrections"
    )
    exercise = models.CharField(max_length=32, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    was_exercise = models.CharField(max_length=32, blank=True)
    was_count = models.PositiveIntegerField(default=0)
    condition = models.CharField(max_length=32, blank=True)
    verdict = models.CharField(max_length=8, blank=True)
    was_verdict = models.CharField(max_length=8, blank=True)
    side = models.CharField(max_length=8, blank=True)
    start_s = models.FloatField(null=True, blank=True)
    end_s = models.FloatField(null=True, blank=True)
    model_version = models.CharField(max_length=80, blank=True)
    at_ms = models.BigIntegerField()

    class Meta:
        app_label = "coach"
        indexes = [models.Index(fields=["recording", "-at_ms"], name="correction_latest")]

    def __str__(self) -> str:
        said = self.exercise or (f"{self.condition} {self.verdict}" if self.verdict else self.count)
        return f"{self.recording_id} {said}"
