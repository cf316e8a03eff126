"""A model's proposals for songs and films whose genres nobody knows yet."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from medley.core.errors import UnavailableError
from medley.web.catalog.models import Item
from medley.web.labels import film_labeller, film_saying, saying
from medley.web.labels.film_library import film_of, films
from medley.web.labels.labeller import answer, current
from medley.web.labels.library import songs, sound_of_song
from medley.web.labels.models import Label, LabelState, Provenance
from medley.web.learning.outcomes import ITEM


def unproposed(kind: str = "song") -> QuerySet[Item]:
    """Songs or films without a label by a person or a file, and without any proposal."""
    known = Q(state=LabelState.ACCEPTED) | Q(provenance=Provenance.MODEL)
    held = Label.objects.filter(known).values("item_id")
    # A film's categories are the genres that the catalogue's list gives it.
    rows = songs() if kind == "song" else films().filter(categories__isnull=True)
    return rows.exclude(pk__in=held).order_by("pk")


def propose_songs(items: Sequence[Item]) -> int:
    """Ask the model in use about songs; say how many it heard.

    Raises
    ------
    UnavailableError
        While no model is trained.
    """
    current()
    done = 0
    for item in items:
        try:
            sound = sound_of_song(item.pk)
        except UnavailableError:
            continue
        saying.suggest(item, answer(sound, f"{ITEM}{item.pk}", at_once=True))
        done += 1
    return done


def propose_films(items: Sequence[Item]) -> int:
    """Ask the model in use about films, all of them at once; say how many show anything.

    Raises
    ------
    UnavailableError
        While no model is trained.
    """
    held = [(item, film_of(item).query) for item in items]
    asked = [(item, query) for item, query in held if query.poster is not None or query.overview]
    if not asked:
        return 0
    found = film_labeller.answer_many(asked)
    for (item, _query), answered in zip(asked, found, strict=True):
        film_saying.suggest(item, answered)
    return len(asked)
