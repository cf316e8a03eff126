"""The page that says why somebody is shown something, or why not."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from medley.core.errors import DataError
from medley.web.catalog.facets import facets
from medley.web.catalog.models import Item
from medley.web.catalog.search import clean_query, find_items
from medley.web.feed.gate import Wanted
from medley.web.feed.marks import marks_of
from medley.web.feed.models import Exposure
from medley.web.feed.notes import notes_in
from medley.web.feed.why import why as why_shown
from medley.web.naming import item_named, person_named
from medley.web.operators.access import only_operators
from medley.web.operators.why_words import concerns_of, stages_of, verdict_of
from medley.web.people.models import Person, User

LONGEST = 200
OFFERED = 8
LATELY = 20


@require_safe
@only_operators
def why(request: HttpRequest) -> HttpResponse:
    """Ask for a person and an item, and tell the item's way."""
    asked = {name: request.GET.get(name, "").strip()[:LONGEST] for name in ("person", "item")}
    page = request.GET.get("page", "")
    context: dict[str, Any] = {
        "tab": "why",
        **asked,
        "page": page,
        "people": _lately(),
        "categories": facets().categories.get("", ()),
    }
    if asked["item"]:
        context |= _answer(asked["person"], asked["item"], page)
    status = 404 if "trouble" in context else 200
    return render(request, "operators/why.html", context, status=status)


def _answer(person_text: str, item_text: str, page: str) -> dict[str, Any]:
    try:
        person = _person(person_text) if person_text else None
    except DataError:
        return {"trouble": _("There is nobody of that name or key.")}
    try:
        item = item_named(item_text)
    except DataError:
        offered = list(find_items(clean_query(item_text))[:OFFERED])
        return {"offered": offered} if offered else {"trouble": _("There is no such item.")}
    found = why_shown(person, item, wanted=_wanted(page, person, item))
    return {
        "found": found,
        "shown": item,
        "stages": stages_of(found),
        "verdict": verdict_of(found),
        "concerns": concerns_of(found),
        "notes": notes_in(found.fallback),
    }


def _person(text: str) -> Person:
    """Find a person by the name of an account, or by key."""
    user = User.objects.filter(username=text).first()
    if user is not None:
        person = Person.objects.filter(user=user).first()
        if person is not None:
            return person
    return person_named(text)


def _wanted(page: str, person: Person | None, item: Item) -> Wanted:
    if page == "for-later":
        return Wanted(only=marks_of(person).wished)
    if page == "creator" and item.creator is not None:
        return Wanted(creator=item.creator.key)
    slugs = {held.slug for held in facets().categories.get("", ())}
    slug = page.removeprefix("category:")
    return Wanted(category=slug) if slug in slugs and page != slug else Wanted()


def _lately() -> list[str]:
    """Names of who was shown something lately, an account's before its key."""
    latest = Exposure.objects.exclude(person=None).order_by("-shown_ms")
    pks = list(dict.fromkeys(latest.values_list("person_id", flat=True)[: 10 * LATELY]))[:LATELY]
    people = Person.objects.filter(pk__in=pks).select_related("user")
    by_pk = {person.pk: person for person in people}
    held = (by_pk[pk] for pk in pks if pk in by_pk)
    return [person.user.username if person.user else person.key for person in held]
