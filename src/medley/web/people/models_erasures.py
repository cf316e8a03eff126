"""Tables of erasures: that somebody was deleted, and which models still learned from them."""

from __future__ import annotations

from typing import Any

from django.db import models


class FormerKey(models.Model):
    """A key that a person had before: a visitor's, until the visitor signed in.

    Snapshots of that time name the person by it.
    """

    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="former_keys"
    )
    key = models.CharField(max_length=191)

    class Meta:
        app_label = "people"

    def __str__(self) -> str:
        return self.key


class Erasure(models.Model):
    """That somebody was deleted, without saying who.

    ``reference`` is a keyed hash of the person's key, and ``traces`` such hashes of all
    names under which snapshots may hold what they did: who holds neither the key nor the
    name learns nothing from them. ``report`` says what was deleted, by table and by folder,
    and what a search afterwards found. ``asked_by`` is ``"page"``, ``"program"`` or
    ``"command"``. Models fitted on the person are to be refitted by ``refit_by_ms``.
    """

    reference = models.CharField(max_length=64, db_index=True)
    traces: Any = models.JSONField(default=list)
    at_ms = models.BigIntegerField(db_index=True)
    asked_by = models.CharField(max_length=16)
    report: Any = models.JSONField(default=dict)
    refit_by_ms = models.BigIntegerField()

    class Meta:
        app_label = "people"

    def __str__(self) -> str:
        return self.reference


class FittedOn(models.Model):
    """A version of a model that was fitted on data which held somebody who was deleted.

    ``sure`` is False where the data is gone, so that nobody can tell. ``cleared_ms`` is
    when the version was gone and another one served, 0 before.
    """

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="fitted")
    task = models.CharField(max_length=32)
    version = models.CharField(max_length=120)
    snapshot = models.CharField(max_length=64)
    sure = models.BooleanField(default=True)
    cleared_ms = models.BigIntegerField(default=0, db_index=True)

    class Meta:
        app_label = "people"
        constraints = [
            models.UniqueConstraint(fields=["erasure", "version"], name="fitted_on_once")
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.version}"
