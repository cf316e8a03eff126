"""Tables of song files and labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileState(models.TextChoices):
    """What was found at a file's path when it was last looked for."""

    PRESENT = "present", _("Present")
    MISSING = "missing", _("Missing")
    BROKEN = "broken", _("Broken")


class SongFile(models.Model):
    """A sound file of the library.

    ``payload`` is the hash of its sound without tags: files that share it hold one
    song, which ``item`` is. ``stamp`` tells that the file was touched. A broken file
    has a ``fault`` and no item. ``path`` is absolute; ``path_hash`` is its unique
    short form. ``genres`` is what the tags say, as written.
    """

    item = models.ForeignKey(
        "catalog.Item", null=True, blank=True, on_delete=models.CASCADE, related_name="song_files"
    )
    path = models.TextField()
    path_hash = models.CharField(max_length=22, unique=True)
    payload = models.CharField(max_length=40, blank=True, db_index=True)
    stamp = models.CharField(max_length=80, blank=True)
    state = models.CharField(
        max_length=16, choices=FileState.choices, default=FileState.PRESENT, db_index=True
    )
    fault = models.CharField(max_length=300, blank=True)
    artist = models.CharField(max_length=200, blank=True)
    album_artist = models.CharField(max_length=200, blank=True)
    album = models.CharField(max_length=300, blank=True)
    track = models.PositiveIntegerField(null=True, blank=True)
    genres = models.JSONField(default=list, blank=True)
    duration_s = models.FloatField(null=True, blank=True)
    added_ms = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.path


class Provenance(models.TextChoices):
    """Who or what made a label."""

    HUMAN = "human", _("A person")
    FILE = "file", _("The file's tag")
    MODEL = "model", _("A model")


class LabelState(models.TextChoices):
    """What became of a label."""

    SUGGESTED = "suggested", _("Suggested")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class Label(models.Model):
    """Somebody or something says that an item has a genre.

    ``position`` orders the genres that one file gives. ``probability``,
    ``model_version`` and ``unsure`` are a model's; ``person`` is who made a human's
    label, or accepted or rejected another's.
    """

    item = models.ForeignKey("catalog.Item", on_delete=models.CASCADE, related_name="labels")
    genre = models.ForeignKey("catalog.Category", on_delete=models.CASCADE, related_name="labels")
    provenance = models.CharField(max_length=8, choices=Provenance.choices)
    state = models.CharField(
        max_length=16, choices=LabelState.choices, default=LabelState.SUGGESTED
    )
    position = models.PositiveSmallIntegerField(default=0)
    probability = models.FloatField(null=True, blank=True)
    model_version = models.CharField(max_length=120, blank=True)
    unsure = models.BooleanField(default=False)
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="labels"
    )
    at_ms = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "genre", "provenance"], name="label_once")
        ]
        indexes = [
            models.Index(fields=["provenance", "state", "probability"], name="label_by_probability")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.genre_id} {self.provenance} {self.state}"


# Django knows the tables that this module imports.
from medley.web.labels.models_film_uploads import FilmUpload as FilmUpload  # noqa: E402
from medley.web.labels.models_films import FilmName as FilmName  # noqa: E402
from medley.web.labels.models_films import FilmRecord as FilmRecord  # noqa: E402
from medley.web.labels.models_review import Doubt as Doubt  # noqa: E402
from medley.web.labels.models_uploads import Upload as Upload  # noqa: E402
from medley.web.labels.models_written import WrittenGenre as WrittenGenre  # noqa: E402
