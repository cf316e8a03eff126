"""Every table that names a person or an account, and what an erasure does there.

A table that is not listed in `HOLDINGS` fails a test, so that none can be forgotten.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.deletion import Collector

from medley.web.people.models import Person, User

DELETED, UNNAMED = "deleted", "unnamed"
HOLDINGS = {
    "api.ApiKey.user": DELETED,
    "coach.Correction.person": DELETED,
    "coach.Recording.person": DELETED,
    "coach.Workout.person": DELETED,
    "covers.Sketch.person": DELETED,
    "feed.Event.person": DELETED,
    "feed.Exposure.person": DELETED,
    "feed.RankedList.person": DELETED,
    "jobs.Job.person": DELETED,
    # What somebody said of an item is the site's knowledge by then; who said it is not kept.
    "labels.Label.person": UNNAMED,
    "learning.ShadowAnswer.person": DELETED,
    "labels.FilmUpload.person": DELETED,
    "labels.Upload.person": DELETED,
    "people.Block.person": DELETED,
    "people.FormerKey.person": DELETED,
    "people.Interest.person": DELETED,
    "people.Person.user": DELETED,
    "people.User_groups.user": DELETED,
    "people.User_user_permissions.user": DELETED,
    "people.Wish.person": DELETED,
    "playlists.Draft.person": DELETED,
    "playlists.Playlist.owner": DELETED,
    "playlists.PlaylistLike.person": DELETED,
}
NAMES = {"jobs.Job.asked_by": UNNAMED}
"""Columns of text that may hold the name of an account."""


def naming_fields() -> dict[str, models.Field[Any, Any]]:
    """Every column of every table that leads to a person or an account, by its full name."""
    found: dict[str, models.Field[Any, Any]] = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.related_model in (Person, User):
                found[f"{model._meta.label}.{field.name}"] = field
    return found


def rows_of(person_pk: int, user_pk: int | None) -> dict[str, int]:
    """Count the rows that name a person or its account, by column; those without any are left out.

    This asks the tables themselves, whatever `HOLDINGS` says.
    """
    counts: dict[str, int] = {}
    for name, field in naming_fields().items():
        pk = person_pk if field.related_model is Person else user_pk
        if pk is not None:
            n = field.model._default_manager.filter(**{field.attname: pk}).count()
            if n:
                counts[name] = n
    for name in ("people.Person", "people.User"):
        model = apps.get_model(name)
        pk = person_pk if model is Person else user_pk
        if pk is not None and model._default_manager.filter(pk=pk).exists():
            counts[name] = 1
    return counts


def would_delete(person: Person) -> tuple[dict[str, int], dict[str, int]]:
    """Count what deleting a person and its account deletes, and what it leaves without a name.

    Rows that go along count too, such as the entries of a playlist.

    Returns
    -------
    dict of str to int, dict of str to int
        By table.
    """
    gone: Counter[str] = Counter()
    unnamed: Counter[str] = Counter()
    for root in filter(None, (person.user, person)):
        collector: Any = Collector(using="default", origin=root)
        collector.collect([root])
        found: Counter[str] = Counter()
        for model, held in collector.data.items():
            found[model._meta.label] += len(held)
        for query in collector.fast_deletes:
            found[query.model._meta.label] += query.count()
        # What hangs on the account through the person would be counted twice.
        gone |= found
        unnamed |= _unnamed(collector)
    return _sorted(gone), _sorted(unnamed)


def _unnamed(collector: Any) -> Counter[str]:
    found: Counter[str] = Counter()
    for (field, _), groups in collector.field_updates.items():
        # MariaDB also empties columns of rows that are deleted a moment later.
        if HOLDINGS.get(f"{field.model._meta.label}.{field.name}") != UNNAMED:
            continue
        for rows in groups:
            found[field.model._meta.label] += rows.count() if hasattr(rows, "query") else len(rows)
    return found


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts) if counts[name]}
