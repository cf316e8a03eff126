"""What people say of a film's genres: several at once, accepted, corrected, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from medley.core.errors import DataError
from medley.serving.film_answers import FilmAnswer
from medley.web.catalog.models import CatalogueRevision, Category, Item
from medley.web.clock import now_ms
from medley.web.labels.film_genres import known_film_genres
from medley.web.labels.genres import FILMS, genre_named
from medley.web.labels.models import Label, LabelState, Provenance
from medley.web.labels.saying import withdraw
from medley.web.people.models import Person

MOST_GENRES = 12
"""So many genres one film can have."""


@transaction.atomic
def say(
    item: Item, genres: Sequence[Category], person: Person, answered: FilmAnswer | None = None
) -> None:
    """Say which genres a film has, and by that which it has not.

    Genres that a model said become accepted or rejected; beside them stands the
    person's own label of each other genre, rejected where a file said it wrongly.

    Parameters
    ----------
    item : Item
    genres : sequence of Category
        All that the film has.
    person : Person
    answered : FilmAnswer, optional
        What the present model says, where nothing is written down yet.

    Raises
    ------
    DataError
        If no genre is named, or more than `MOST_GENRES`.
    """
    check_genres([genre.slug for genre in genres])
    now = now_ms()
    Item.objects.select_for_update().filter(pk=item.pk).first()
    _keep_catalogue(item)
    by_model = Label.objects.filter(item=item, provenance=Provenance.MODEL)
    if answered is not None and not by_model.exists():
        suggest(item, answered)
    chosen = {genre.pk: genre for genre in genres}
    before = set(Label.objects.filter(item=item).values_list("genre_id", flat=True))
    proposed = set(by_model.values_list("genre_id", flat=True))
    by_model.filter(genre__in=chosen).update(state=LabelState.ACCEPTED, person=person, at_ms=now)
    by_model.exclude(genre__in=chosen).update(state=LabelState.REJECTED, person=person, at_ms=now)
    own = Label.objects.filter(item=item, provenance=Provenance.HUMAN)
    own.filter(genre__in=proposed).delete()
    for genre in (chosen.keys() | before) - proposed:
        state = LabelState.ACCEPTED if genre in chosen else LabelState.REJECTED
        Label.objects.update_or_create(
            item=item,
            genre_id=genre,
            provenance=Provenance.HUMAN,
            defaults={"state": state, "person": person, "at_ms": now},
        )
    settle(item)


@transaction.atomic
def suggest(item: Item, answered: FilmAnswer) -> None:
    """Write down the genres that a model says of a film that nobody decided on.

    Where it says none, the most probable one is written down as unsure.
    """
    rows = Label.objects.filter(item=item, provenance=Provenance.MODEL)
    if rows.exclude(state=LabelState.SUGGESTED).exists():
        return
    said = [one for one in answered.genres if one.said] or list(answered.genres[:1])
    genres = [genre_named(one.genre, may_make=True, family=FILMS) for one in said]
    rows.exclude(genre__in=genres).delete()
    now = now_ms()
    for position, (one, genre) in enumerate(zip(said, genres, strict=True)):
        Label.objects.update_or_create(
            item=item,
            genre=genre,
            provenance=Provenance.MODEL,
            defaults={
                "state": LabelState.SUGGESTED,
                "position": position,
                "probability": one.probability,
                "model_version": answered.genre_version,
                "unsure": not one.said,
                "at_ms": now,
            },
        )


@transaction.atomic
def unsay(item: Item, person: Person) -> None:
    """Take the person's latest word on a film back; a model's suggestions are open again.

    Raises
    ------
    DataError
        If the person said nothing of it.
    """
    if not withdraw(item, person):
        raise DataError(_("You said nothing of this film; there is nothing to take back."))
    settle(item)


def check_genres(slugs: Sequence[str]) -> None:
    """See that a film gets one genre at least, and not all that there are.

    Raises
    ------
    DataError
        In the language of the request.
    """
    if not slugs:
        raise DataError(_("Choose at least one genre."))
    if len(set(slugs)) > MOST_GENRES:
        raise DataError(
            _("A film has at most %(n)s genres; %(given)s are chosen. Leave some out.")
            % {"n": MOST_GENRES, "given": len(set(slugs))}
        )


def genres_named(names: Iterable[str], *, may_make: bool = False) -> list[Category]:
    """Find genres of films by slugs or names, each once, in their order.

    Raises
    ------
    DataError
        If there is no such genre, none is named, or too many are.
    """
    told = [name for name in names if name.strip()]
    check_genres(told)
    found = [genre_named(name, may_make=may_make, family=FILMS) for name in told]
    return list({genre.pk: genre for genre in found}.values())


def settle(item: Item) -> None:
    """Let the catalogue's categories of a film follow its labels."""
    known = known_film_genres([item.pk]).get(item.pk)
    if known is None:
        return
    genres = set(Category.objects.filter(slug__in=known).values_list("pk", flat=True))
    if genres != set(item.categories.values_list("pk", flat=True)):
        item.categories.set(genres)
        CatalogueRevision.bump()


def _keep_catalogue(item: Item) -> None:
    """Write down which genres the catalogue's list gives, so that they can come back."""
    if Label.objects.filter(item=item, provenance__in=(Provenance.FILE, Provenance.HUMAN)).exists():
        return
    Label.objects.bulk_create(
        Label(
            item=item,
            genre=genre,
            provenance=Provenance.FILE,
            state=LabelState.ACCEPTED,
            position=position,
            at_ms=item.updated_ms,
        )
        for position, genre in enumerate(item.categories.all())
    )
