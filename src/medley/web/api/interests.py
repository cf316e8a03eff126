"""What somebody will like next: the probability of every category."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from medley.web.api.callers import Caller
from medley.web.feed.catalogue_index import current_index
from medley.web.feed.marks import marks_of
from medley.web.feed.taste import taste_of
from medley.web.people.models import Person

router = Router(tags=["me"])


class InterestOut(Schema):
    """One category. ``from_declared`` is the part of ``probability`` that was declared."""

    category: str
    name: str
    name_ko: str
    probability: float
    from_declared: float


class InterestsOut(Schema):
    """Every category, the most probable first; the probabilities sum to 1."""

    person: str | None
    model_version: str
    fallback: str | None
    declared: list[str]
    declared_share: float
    behaviour: float
    interests: list[InterestOut]


@router.get("/interests", response=InterestsOut, summary="What somebody will like next")
def interests(
    request: HttpRequest, response: HttpResponse, person: str | None = None
) -> dict[str, Any]:
    """Give the probability of every category for what the person will like next.

    What was declared fades as behaviour arrives: ``behaviour`` is the decayed count
    of what was liked and wished.
    """
    caller: Caller = request.auth  # type: ignore[attr-defined]
    response["Cache-Control"] = "private, no-store"
    return interests_document(caller.person(person))


def interests_document(person: Person | None) -> dict[str, Any]:
    """Lay a person's taste out as plain values; attributes as in `InterestsOut`."""
    taste = taste_of(person)
    held = {category.slug: category for category in current_index().categories}
    declared = dict(zip(taste.slugs, taste.declared.tolist(), strict=True))
    return {
        "person": person.key if person else None,
        "model_version": taste.model_version,
        "fallback": taste.fallback,
        "declared": list(marks_of(person).interests),
        "declared_share": taste.declared_share,
        "behaviour": taste.behaviour,
        "interests": [
            {
                "category": slug,
                "name": held[slug].name_en if slug in held else slug,
                "name_ko": held[slug].name_ko if slug in held else slug,
                "probability": probability,
                "from_declared": declared[slug],
            }
            for slug, probability in taste.by_slug().items()
        ],
    }
