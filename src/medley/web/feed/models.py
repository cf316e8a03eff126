"""What people did and what they were shown. Rows are appended, never changed."""

from __future__ import annotations

from django.db import models

from medley.data.signals import EVENT_KINDS


class Event(models.Model):
    """Something a person did to an item.

    ``key`` makes recording idempotent: the same person and key are kept once.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="events")
    item = models.ForeignKey("catalog.Item", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in EVENT_KINDS])
    undo = models.BooleanField(default=False)
    at_ms = models.BigIntegerField(null=True)
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="event_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {'undo ' if self.undo else ''}{self.kind} {self.item_id}"


class RankedList(models.Model):
    """The frozen order that a person scrolls through: what a cursor points into.

    ``items`` packs item primary keys as little-endian 64-bit integers,
    ``reasons`` what `medley.web.feed.reasons` packs. ``fallback`` says in words
    why another model than the champion made the list.
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
    created_ms = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)


class Exposure(models.Model):
    """One page as it was shown: which items, where, by which model, in which request."""

    request_id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.CASCADE, related_name="exposures"
    )
    scenario = models.CharField(max_length=32)
    model_version = models.CharField(max_length=120)
    ranked_list = models.UUIDField(null=True)
    first_position = models.PositiveIntegerField(default=0)
    items = models.JSONField()
    shown_ms = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["person", "-shown_ms"], name="exposure_latest")]

    def __str__(self) -> str:
        return str(self.request_id)
