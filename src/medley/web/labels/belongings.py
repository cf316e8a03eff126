"""What a person sent and said of songs and films: taken along, handed to an account, deleted."""

from __future__ import annotations

from typing import Any

from medley.web.labels import film_uploads
from medley.web.labels.kept_uploads import forget
from medley.web.labels.models import FilmUpload, Label, Upload
from medley.web.labels.uploads import uploads_document
from medley.web.people.models import Person


def hand_over(visitor: Person, person: Person) -> None:
    """Give a visitor's songs, films and labels to the account that signed in."""
    FilmUpload.objects.filter(person=visitor).update(person=person)
    Upload.objects.filter(person=visitor).update(person=person)
    Label.objects.filter(person=visitor).update(person=person)


def labels_document(person: Person) -> dict[str, Any]:
    """Lay out what a person sent and said."""
    labels = Label.objects.filter(person=person).order_by("at_ms")
    return {
        "uploads": uploads_document(person),
        "film_uploads": film_uploads.films_document(person),
        "labels": list(labels.values("item__key", "genre__slug", "provenance", "state", "at_ms")),
    }


def forget_uploads(person: Person) -> None:
    """Delete the person's songs and films from the disk too; labels stay, without their maker."""
    for film in FilmUpload.objects.filter(person=person):
        forget(film)
    for upload in Upload.objects.filter(person=person):
        forget(upload)
