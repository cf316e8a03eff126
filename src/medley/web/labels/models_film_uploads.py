"""The table of films that people sent to have them labelled and scored."""

from __future__ import annotations

from typing import Any

from django.db import models

from medley.web.labels.models_uploads import Verdict, new_token


class FilmUpload(models.Model):
    """A poster, texts and facts of one person; nobody else ever sees them.

    The poster, written anew, lies in a folder named by ``token``; it goes with the row
    after ``expires_ms``. ``facts`` are `medley.data.films.FilmFacts` as plain values.
    ``answer`` is what the models said; empty while none is trained. ``genres`` are the
    slugs that the person says, null before.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token)
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="film_uploads"
    )
    name = models.CharField(max_length=300)
    title = models.CharField(max_length=300, blank=True)
    overview = models.TextField(blank=True)
    facts: Any = models.JSONField(default=dict, blank=True)
    has_poster = models.BooleanField(default=False)
    animated = models.BooleanField(default=False)
    size = models.PositiveBigIntegerField(default=0)
    answer: Any = models.JSONField(default=dict, blank=True)
    genres: Any = models.JSONField(null=True, blank=True)
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    labelled_ms = models.BigIntegerField(default=0)
    created_ms = models.BigIntegerField()
    expires_ms = models.BigIntegerField(db_index=True)

    class Meta:
        app_label = "labels"
        indexes = [models.Index(fields=["person", "-created_ms"], name="film_upload_latest")]

    def __str__(self) -> str:
        return self.token
