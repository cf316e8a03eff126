"""The categories that a person declares to like."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from medley.web.catalog.models import Category
from medley.web.people.models import Interest, Person


@transaction.atomic
def declare(person: Person, slugs: Iterable[str]) -> None:
    """Make these categories a person's interests, in place of those before.

    Slugs that the catalogue does not know are left out.
    """
    wanted = set(Category.objects.filter(slug__in=list(slugs)).values_list("pk", flat=True))
    Person.objects.select_for_update().get(pk=person.pk)
    held = Interest.objects.filter(person=person)
    before = set(held.values_list("category_id", flat=True))
    if wanted == before:
        return
    held.exclude(category_id__in=wanted).delete()
    Interest.objects.bulk_create(
        Interest(person=person, category_id=pk) for pk in sorted(wanted - before)
    )
    Person.objects.filter(pk=person.pk).update(revision=F("revision") + 1)
    person.refresh_from_db(fields=["revision"])
