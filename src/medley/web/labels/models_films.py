"""Tables of what is known of films beside what the catalogue holds of every item."""

from __future__ import annotations

from django.db import models

from medley.data.film_series import plain_title

LONGEST_TITLE = 191


def title_key(title: str) -> str:
    """The form in which titles are looked up, cut to what an index takes."""
    return plain_title(title)[:LONGEST_TITLE] if title else ""


class FilmRecord(models.Model):
    """What is known of a film before its release, and how its audience judged it.

    ``title`` is empty where no list names the film; its item then shows the id.
    ``score`` is the mean audience score from above 0 to 100, null where unrated.
    ``sources`` are the files that told of it. ``lead`` is the key of the row that has
    its way where they differ, in the first of these files, and ``lead_said`` a hash of
    what it said last. ``provenance`` says who or what facts and score come from.
    """

    item = models.OneToOneField("catalog.Item", on_delete=models.CASCADE, related_name="film")
    title = models.CharField(max_length=300, blank=True)
    title_key = models.CharField(max_length=LONGEST_TITLE, blank=True, db_index=True)
    overview = models.TextField(blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    month = models.PositiveSmallIntegerField(null=True, blank=True)
    day = models.PositiveSmallIntegerField(null=True, blank=True)
    runtime_min = models.FloatField(null=True, blank=True)
    language = models.CharField(max_length=3, blank=True)
    directors = models.JSONField(default=list, blank=True)
    writers = models.JSONField(default=list, blank=True)
    collection = models.CharField(max_length=100, blank=True)
    score = models.FloatField(null=True, blank=True)
    sources = models.JSONField(default=list, blank=True)
    lead = models.CharField(max_length=191, blank=True)
    lead_said = models.CharField(max_length=22, blank=True)
    provenance = models.CharField(max_length=8, default="file")
    at_ms = models.BigIntegerField(default=0)

    class Meta:
        app_label = "labels"

    def __str__(self) -> str:
        return self.title


class FilmName(models.Model):
    """A key under which a list names a film, such as ``"imdb:tt0114709"``."""

    key = models.CharField(max_length=191, unique=True)
    item = models.ForeignKey("catalog.Item", on_delete=models.CASCADE, related_name="film_names")

    class Meta:
        app_label = "labels"

    def __str__(self) -> str:
        return self.key
