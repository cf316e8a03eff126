"""What the queue shows of a film: its poster and words, what was proposed, and every genre."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from medley.web.catalog.models import Item
from medley.web.labels import film_saying
from medley.web.labels.film_library import film_of
from medley.web.labels.film_page import answer_context, choices_context, mattered_context
from medley.web.labels.film_views import asked_genres, kept_words
from medley.web.labels.models import Label, LabelState, Provenance
from medley.web.labels.song_views import label_lines
from medley.web.learning.outcomes import ITEM
from medley.web.people.identity import person_of

KEYED = 9
"""So many genres have a number key."""


def film_queue_context(item: Item) -> dict[str, Any]:
    """Gather what is needed to decide on a film.

    What is accepted is what was proposed, whichever model answers today.
    """
    film = film_of(item)
    proposed = proposed_genres(item)
    here = reverse("labels:film", args=[item.pk])
    context: dict[str, Any] = {
        "title": item.name,
        "item": item,
        "lines": label_lines(item),
        "poster": f"/picture/{item.pk}-poster-480.webp" if film.query.poster is not None else "",
    }
    context |= answer_context(film.query, f"{ITEM}{item.pk}", unscored=film.score is None)
    context |= mattered_context(
        f"film {item.pk} {item.picture} {item.updated_ms}",
        film.query,
        film.overview,
        context.get("answer"),
        None,
        here,
    )
    slugs = [label.genre.slug for label in proposed]
    context |= choices_context(context, slugs)
    for number, choice in enumerate(context["choices"][:KEYED], 1):
        choice["number"] = number
    return context | {
        "proposed": [
            {"name": label.genre.name, "percent": round(100 * (label.probability or 0))}
            for label in proposed
        ],
        "proposed_names": ", ".join(label.genre.name for label in proposed),
        "proposed_unsure": any(label.unsure for label in proposed),
        "proposed_by": proposed[0].model_version if proposed else "",
    }


def proposed_genres(item: Item) -> list[Label]:
    """What a model proposed of an item and nobody decided on, the most probable first."""
    rows = Label.objects.filter(
        item=item, provenance=Provenance.MODEL, state=LabelState.SUGGESTED
    ).select_related("genre")
    return list(rows.order_by("-probability", "pk"))


def act_on_film(request: HttpRequest, item: Item) -> str:
    """Do what a form of the queue asks for: ``accept``, or keep the genres that it names.

    Returns
    -------
    str
        What was done, in the language of the request.

    Raises
    ------
    DataError
        If it cannot be done.
    """
    person = person_of(request, create=True)
    assert person is not None
    if request.POST.get("do") == "accept":
        genres = [label.genre for label in proposed_genres(item)]
    else:
        genres = film_saying.genres_named(asked_genres(request), may_make=True)
    film_saying.say(item, genres, person)
    return kept_words(genre.name for genre in genres)
