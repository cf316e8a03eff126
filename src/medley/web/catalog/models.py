"""Tables of the catalogue."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.dispatch import Signal
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

catalogue_changed = Signal()
"""Sent in the process that changed the catalogue; the others see the revision."""


class Category(models.Model):
    """A category or genre, with its name in both languages."""

    slug = models.SlugField(max_length=64, unique=True)
    name_ko = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    family = models.CharField(max_length=16, db_index=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["family", "position", "slug"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        """The name in the language of the present request."""
        return self.name_ko if (get_language() or "").startswith("ko") else self.name_en


class Creator(models.Model):
    """Who makes items: a club, a director, an artist."""

    key = models.CharField(max_length=191, unique=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class ItemKind(models.TextChoices):
    """What an item is."""

    VIDEO = "video", _("Video")
    FILM = "film", _("Film")
    SONG = "song", _("Song")
    PLAYLIST = "playlist", _("Playlist")
    WORKOUT = "workout", _("Workout")


class Item(models.Model):
    """One thing that can be recommended. `key` is its id outside the database."""

    key = models.CharField(max_length=191, unique=True)
    kind = models.CharField(max_length=16, choices=ItemKind.choices)
    title = models.CharField(max_length=300)
    title_ko = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    categories = models.ManyToManyField(Category, related_name="items")
    creator = models.ForeignKey(
        Creator, null=True, blank=True, on_delete=models.SET_NULL, related_name="items"
    )
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    duration_s = models.FloatField(null=True, blank=True)
    picture = models.CharField(max_length=300, blank=True)
    media = models.CharField(max_length=300, blank=True)
    published_ms = models.BigIntegerField(null=True, blank=True, db_index=True)
    links = models.JSONField(default=dict, blank=True)
    hidden = models.BooleanField(default=False)
    updated_ms = models.BigIntegerField(default=0, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["creator", "-published_ms"], name="item_by_creator")]

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """The title in the language of the present request, else its own."""
        korean = (get_language() or "").startswith("ko")
        return (self.title_ko if korean else self.title_en) or self.title


class CatalogueRevision(models.Model):
    """One row: a number that rises with every change of the catalogue.

    Each process keeps the catalogue's arrays in memory and reloads them when
    the number differs from the one it loaded at.
    """

    number = models.BigIntegerField(default=0)

    @classmethod
    def current(cls) -> int:
        """Read the number, 0 before the first change."""
        return cls.objects.filter(pk=1).values_list("number", flat=True).first() or 0

    @classmethod
    def bump(cls) -> None:
        """Tell all processes that the catalogue changed."""
        cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=1).update(number=models.F("number") + 1)
        transaction.on_commit(lambda: catalogue_changed.send(cls))

    def __str__(self) -> str:
        return str(self.number)


class ImportRun(models.Model):
    """How far an import got, so that a killed one goes on where it stopped."""

    source = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, unique=True)
    part = models.CharField(max_length=200, blank=True)
    rows_done = models.BigIntegerField(default=0)
    rows_bad = models.BigIntegerField(default=0)
    finished = models.BooleanField(default=False)
    started_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.source} {self.fingerprint[:8]}"

    def as_dict(self) -> dict[str, Any]:
        """The run as plain values."""
        return {"source": self.source, "rows": self.rows_done, "bad_rows": self.rows_bad}
