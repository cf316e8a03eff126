"""The table of labels that look wrong."""

from __future__ import annotations

from django.db import models


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
