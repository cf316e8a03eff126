"""Which genres Medley wrote into files, so that it never learns from its own words."""

from __future__ import annotations

from django.db import models


class WrittenGenre(models.Model):
    """A model's genre that was written into the tags of a sound, wherever its file lies."""

    payload = models.CharField(max_length=40, unique=True)
    genre = models.CharField(max_length=80)
    model_version = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.payload} {self.genre}"
