"""Who acts: an account, a visitor, or somebody from an imported log."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """An account. What it did hangs on its `Person`."""


class Person(models.Model):
    """The owner of events: exactly one of an account, a visitor, an imported id.

    ``revision`` rises with every change of the person's events, interests or
    wishes, so that what was computed from them can be kept in memory.
    """

    key = models.CharField(max_length=191, unique=True)
    user = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="person"
    )
    revision = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.key


class Interest(models.Model):
    """A category that the person said to like."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="interests")
    category = models.ForeignKey("catalog.Category", on_delete=models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "category"], name="interest_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.category_id}"


class Wish(models.Model):
    """An item that the person keeps for later; the wish events in force."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="wishes")
    item = models.ForeignKey("catalog.Item", on_delete=models.CASCADE, related_name="+")
    at_ms = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "item"], name="wish_once")]
        indexes = [models.Index(fields=["person", "-at_ms"], name="wish_latest")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.item_id}"
