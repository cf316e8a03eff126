"""Who acts: an account, a visitor, or somebody from an imported log."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """An account. What it did hangs on its `Person`."""


class Person(models.Model):
    """The owner of events: exactly one of an account, a visitor, an imported id.

    ``revision`` rises with every change of the person's events, interests, wishes
    or blocks, so that what was computed from them can be kept in memory. Events up
    to ``reset_ms`` do not count as history any more; ``reset_before_ms`` is what it
    was before the latest reset, so that this can be taken back. ``outside`` is the
    share of the feed that the person wants outside their three largest categories,
    None for the rules' own.
    """

    key = models.CharField(max_length=191, unique=True)
    user = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="person"
    )
    revision = models.BigIntegerField(default=0)
    reset_ms = models.BigIntegerField(default=0)
    reset_before_ms = models.BigIntegerField(default=0)
    outside = models.FloatField(null=True)
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
    """An item that the person keeps for later; the wish events in force.

    ``nudged_ms`` is when the feed last brought it back by itself, 0 for never.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="wishes")
    item = models.ForeignKey("catalog.Item", on_delete=models.CASCADE, related_name="+")
    at_ms = models.BigIntegerField()
    nudged_ms = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "item"], name="wish_once")]
        indexes = [models.Index(fields=["person", "-at_ms"], name="wish_latest")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.item_id}"


class Block(models.Model):
    """A creator or a category that the person does not want to see; one of the two is set."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="blocks")
    creator = models.ForeignKey(
        "catalog.Creator", null=True, on_delete=models.CASCADE, related_name="+"
    )
    category = models.ForeignKey(
        "catalog.Category", null=True, on_delete=models.CASCADE, related_name="+"
    )
    at_ms = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "creator"], name="block_creator_once"),
            models.UniqueConstraint(fields=["person", "category"], name="block_category_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} not {self.creator_id or self.category_id}"


# Django knows the tables that this module imports; these name `Person` by a string.
from medley.web.people.models_erasures import Erasure as Erasure  # noqa: E402
from medley.web.people.models_erasures import FittedOn as FittedOn  # noqa: E402
from medley.web.people.models_erasures import FormerKey as FormerKey  # noqa: E402
