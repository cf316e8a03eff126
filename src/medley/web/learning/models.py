"""Tables of what operators should know of, and of models that answer without being shown."""

from __future__ import annotations

from django.db import models


class AlarmRecord(models.Model):
    """Something that an operator should mend, and since when; open until ``ended_ms``.

    ``kind`` is one of `medley.web.learning.alarms.KINDS`, ``subject`` a task or a place.
    ``open_key`` names both while it lasts, so that it is told of once.
    """

    kind = models.CharField(max_length=16)
    subject = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=1000)
    open_key = models.CharField(max_length=140, null=True, unique=True)
    since_ms = models.BigIntegerField()
    last_ms = models.BigIntegerField()
    ended_ms = models.BigIntegerField(null=True)

    class Meta:
        app_label = "learning"

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class ShadowTrial(models.Model):
    """A version that answers a share of what is asked: unseen beside the champion, or shown.

    What is shown in place of the champion's answer is judged by what people do with it.
    """

    task = models.CharField(max_length=32)
    version = models.CharField(max_length=120)
    share = models.FloatField()
    shown = models.BooleanField(default=False)
    active = models.BooleanField(default=True, db_index=True)
    started_ms = models.BigIntegerField()
    ended_ms = models.BigIntegerField(null=True)

    class Meta:
        app_label = "learning"

    def __str__(self) -> str:
        return f"{self.task} {self.version}"


class ShadowAnswer(models.Model):
    """What one request was answered, and what it would have been by the version in the shadow.

    ``shown`` and ``unseen`` are what either answered in plain values: primary keys of the
    first items of a feed, keys of tracks, slugs of genres, an exercise, or a score with the
    ends of its interval. ``overlap`` is the share that both have. ``about`` names the question
    where it can be asked again, so that it is kept once for each trial.
    """

    trial = models.ForeignKey(ShadowTrial, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.CASCADE, related_name="+"
    )
    about = models.CharField(max_length=80, null=True)
    shown_by = models.CharField(max_length=120)
    shown = models.JSONField(default=list)
    unseen = models.JSONField(default=list)
    overlap = models.FloatField()
    took_ms = models.FloatField(default=0.0)
    at_ms = models.BigIntegerField(db_index=True)

    class Meta:
        app_label = "learning"
        constraints = [
            models.UniqueConstraint(fields=["trial", "about"], name="shadow_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.trial_id} {self.at_ms}"
