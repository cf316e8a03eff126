"""What people say of a song's genre: accept, correct, take back. Everything keeps its maker."""

from __future__ import annotations

from django.db import transaction

from medley.core.errors import DataError
from medley.web.catalog.models import CatalogueRevision, Category, Item
from medley.web.clock import now_ms
from medley.web.labels.genres import genre_named
from medley.web.labels.known import genres_by_people
from medley.web.labels.labeller import Answer
from medley.web.labels.models import Label, LabelState, Provenance
from medley.web.people.models import Person


@transaction.atomic
def say(item: Item, genre: Category, person: Person, answered: Answer | None = None) -> Label:
    """Say which genre a song has.

    What a model said becomes accepted where it said the same, and rejected where it
    did not; in the second case the person's own label stands beside it.

    Parameters
    ----------
    item : Item
    genre : Category
    person : Person
    answered : Answer, optional
        What the present model says, where it is not written down yet.

    Returns
    -------
    Label
        The label that holds.
    """
    now = now_ms()
    Item.objects.select_for_update().filter(pk=item.pk).first()
    by_model = Label.objects.filter(item=item, provenance=Provenance.MODEL)
    # What was proposed and shown stays as it was, whichever model answers today.
    if answered is not None and not by_model.exists():
        suggest(item, answered)
    suggested = by_model.filter(state=LabelState.SUGGESTED)
    suggested.exclude(genre=genre).update(state=LabelState.REJECTED, person=person, at_ms=now)
    if by_model.filter(genre=genre).update(state=LabelState.ACCEPTED, person=person, at_ms=now):
        label = by_model.get(genre=genre)
    else:
        label, _ = Label.objects.update_or_create(
            item=item,
            genre=genre,
            provenance=Provenance.HUMAN,
            defaults={"state": LabelState.ACCEPTED, "person": person, "at_ms": now},
        )
    _settle(item)
    return label


def suggest(item: Item, answered: Answer) -> None:
    """Write down what a model says first of a song, unless a person spoke of the same."""
    genre = genre_named(answered.genres[0], may_make=True)
    rows = Label.objects.filter(item=item, provenance=Provenance.MODEL)
    if rows.filter(genre=genre).exclude(state=LabelState.SUGGESTED).exists():
        return
    rows.filter(state=LabelState.SUGGESTED).exclude(genre=genre).delete()
    Label.objects.update_or_create(
        item=item,
        genre=genre,
        provenance=Provenance.MODEL,
        defaults={
            "state": LabelState.SUGGESTED,
            "probability": float(answered.probabilities[0]),
            "model_version": answered.version,
            "unsure": answered.unsure,
            "at_ms": now_ms(),
        },
    )


@transaction.atomic
def unsay(item: Item, person: Person) -> None:
    """Take the person's latest word on a song back; a model's suggestion is open again.

    Raises
    ------
    DataError
        If the person said nothing of it.
    """
    if not withdraw(item, person):
        raise DataError(f"you said nothing of {item.key!r}; there is nothing to take back")
    _settle(item)


def withdraw(item: Item, person: Person) -> bool:
    """Take the labels of a person's latest word back; say whether there was one."""
    last = Label.objects.filter(item=item, person=person).order_by("-at_ms").first()
    if last is None:
        return False
    said = Label.objects.filter(item=item, person=person, at_ms=last.at_ms)
    said.filter(provenance=Provenance.HUMAN).delete()
    said.filter(provenance=Provenance.MODEL).update(state=LabelState.SUGGESTED, person=None)
    return True


def last_said(person: Person | None) -> Item | None:
    """The song that the person spoke of last, None where there is none."""
    if person is None:
        return None
    labels = Label.objects.filter(person=person, item__isnull=False).select_related("item")
    label = labels.order_by("-at_ms", "-pk").first()
    return None if label is None else label.item


def _settle(item: Item) -> None:
    """Let the catalogue's categories of a song follow its labels."""
    by_person = genres_by_people([item.pk]).get(item.pk)
    if by_person:
        genres = list(Category.objects.filter(slug=by_person))
    else:
        by_file = Label.objects.filter(
            item=item, provenance=Provenance.FILE, state=LabelState.ACCEPTED
        )
        genres = [label.genre for label in by_file.select_related("genre").order_by("position")]
    if {genre.pk for genre in genres} != set(item.categories.values_list("pk", flat=True)):
        item.categories.set(genres)
        CatalogueRevision.bump()
