"""What people did and what they were shown. Rows are appended, never changed."""

from __future__ import annotations

from django.db import models

from medley.data.signals import EVENT_KINDS


class Event(models.Model):
    """Something a person did to an item.

    ``key`` makes recording idempotent: the same person and key are kept once.
    ``value`` is a dwell's seconds.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="events")
    item = models.ForeignKey("catalog.Item", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in EVENT_KINDS])
    undo = models.BooleanField(default=False)
    at_ms = models.BigIntegerField(null=True)
    value = models.FloatField(null=True)
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="event_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {'undo ' if self.undo else ''}{self.kind} {self.item_id}"


class RankedList(models.Model):
    """The frozen order that a person scrolls through: what a cursor points into.

    ``items`` packs item primary keys as little-endian 64-bit integers,
    ``reasons`` what `medley.web.feed.reasons` packs. ``fallback`` says in words
    why another model than the champion made the list. ``chances`` packs the places
    that chance filled, see `medley.web.feed.chances`; ``experiment`` and ``arm`` say
    in which trial the list was made.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.CASCADE, related_name="+"
    )
    scenario = models.CharField(max_length=32)
    model_version = models.CharField(max_length=120)
    items = models.BinaryField()
    reasons = models.BinaryField(default=b"")
    fallback = models.CharField(max_length=200, blank=True)
    chances = models.BinaryField(default=b"")
    experiment = models.CharField(max_length=64, blank=True, default="")
    arm = models.CharField(max_length=64, blank=True, default="")
    created_ms = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)


class Exposure(models.Model):
    """One page as it was shown: which items, where, by which model, in which request.

    ``positions`` are the items' places in their list, ``propensities`` the
    probabilities with which each was chosen for its place (1 where the rank
    decided), and ``pools`` holds for each place that chance filled the items it
    chose among, by that place's number in ``items`` as text.
    """

    request_id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.CASCADE, related_name="exposures"
    )
    scenario = models.CharField(max_length=32)
    model_version = models.CharField(max_length=120)
    ranked_list = models.UUIDField(null=True)
    first_position = models.PositiveIntegerField(default=0)
    items = models.JSONField()
    positions = models.JSONField(default=list)
    propensities = models.JSONField(default=list)
    pools = models.JSONField(default=dict)
    experiment = models.CharField(max_length=64, blank=True, default="")
    arm = models.CharField(max_length=64, blank=True, default="")
    shown_ms = models.BigIntegerField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-shown_ms"], name="exposure_latest"),
            models.Index(fields=["experiment", "arm"], name="exposure_of_trial"),
            models.Index(fields=["model_version", "-shown_ms"], name="exposure_of_version"),
        ]

    def __str__(self) -> str:
        return str(self.request_id)


class Experiment(models.Model):
    """A trial of two or more ways to make a scenario's page.

    ``arms`` is a list of ``{"name", "share", "model", "rules", "balance"}``: a model
    version, a rules variant and settings of the balance, each empty for the usual
    one. The first arm is what the others are compared with.
    """

    name = models.CharField(max_length=64, unique=True)
    scenario = models.CharField(max_length=32)
    arms = models.JSONField()
    traffic = models.FloatField(default=1.0)
    active = models.BooleanField(default=True, db_index=True)
    started_ms = models.BigIntegerField()
    ended_ms = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return self.name
