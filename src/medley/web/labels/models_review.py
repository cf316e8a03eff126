"""Tables of the review: models asked about the whole catalogue, and labels that look wrong."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """Where a run through the catalogue stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class ProposalRun(models.Model):
    """A model is asked about all songs, or all films, of which nothing is known.

    ``last_pk`` is the item that was asked about last, so that another process can go
    on. ``done`` of ``total`` were asked about, ``skipped`` of them could not be. ``beat_ms``
    is when the process that works on it was last heard of, ``spent_ms`` how long it took.
    """

    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=16, choices=RunState.choices, default=RunState.WAITING)
    wants_end = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    last_pk = models.BigIntegerField(default=0)
    trouble = models.CharField(max_length=500, blank=True)
    created_ms = models.BigIntegerField(default=0)
    beat_ms = models.BigIntegerField(default=0)
    spent_ms = models.BigIntegerField(default=0)

    class Meta:
        app_label = "labels"
        indexes = [models.Index(fields=["kind", "state"], name="proposal_run_open")]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.state}"


class Doubt(models.Model):
    """A label that looks wrong to a model which did not learn from it.

    ``given`` says whether the item has the genre; where a song has another one, ``instead``
    is what the model hears. ``probability`` is the model's of ``genre``, ``expected`` what it
    gives such labels usually, ``margin`` how far the two are apart. ``is_held`` marks items
    that every training holds out. ``dismissed`` is set by a person who found the label right.
    """

    item = models.ForeignKey("catalog.Item", on_delete=models.CASCADE, related_name="doubts")
    genre = models.ForeignKey("catalog.Category", on_delete=models.CASCADE, related_name="+")
    instead = models.ForeignKey(
        "catalog.Category", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    given = models.BooleanField()
    probability = models.FloatField()
    expected = models.FloatField()
    margin = models.FloatField(db_index=True)
    model = models.CharField(max_length=80, blank=True)
    is_held = models.BooleanField(default=False)
    dismissed = models.BooleanField(default=False)
    at_ms = models.BigIntegerField(default=0)

    class Meta:
        app_label = "labels"
        constraints = [models.UniqueConstraint(fields=["item", "genre"], name="doubt_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.genre_id} {self.margin:.2f}"
