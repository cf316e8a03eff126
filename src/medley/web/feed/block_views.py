"""Refusing a creator or a category from a card, and letting them back in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from medley.web.catalog.models import Category, Item
from medley.web.feed.answers import Undoable, answer, item_to_act_on
from medley.web.people.control import (
    block_category,
    block_creator,
    unblock_category,
    unblock_creator,
)
from medley.web.people.models import Person
from medley.web.refusal import only_post, refuse


@only_post
def not_creator(request: HttpRequest, pk: int) -> HttpResponse:
    """Show nothing by the item's creator any more."""
    item, person = item_to_act_on(request, pk)
    if item.creator is None:
        return refuse(request, 404)
    block_creator(person, item.creator)
    name = {"creator": item.creator.name}
    said = _("Nothing by %(creator)s from the next page on.") % name
    short = _("Nothing by %(creator)s") % name
    return answer(request, item, person, Undoable(said, f"{request.path}/undo", short))


@only_post
def creator_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the item's creator back in."""
    item, person = item_to_act_on(request, pk)
    if item.creator is not None:
        unblock_creator(person, item.creator)
    return answer(request, item, person, Undoable(_("They may show up again."), reopened=True))


@only_post
def not_category(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Show nothing of one of the item's categories any more."""
    item, person, category = _with_category(request, pk, slug)
    block_category(person, category)
    name = {"category": category.name}
    said = _("Nothing of %(category)s from the next page on.") % name
    short = _("Nothing of %(category)s") % name
    return answer(request, item, person, Undoable(said, f"{request.path}/undo", short))


@only_post
def category_again(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Let a category back in."""
    item, person, category = _with_category(request, pk, slug)
    unblock_category(person, category)
    said = _("%(category)s may show up again.") % {"category": category.name}
    return answer(request, item, person, Undoable(said, reopened=True))


def _with_category(request: HttpRequest, pk: int, slug: str) -> tuple[Item, Person, Category]:
    # Looked up first: an unknown category must not make a person of a visitor.
    category = get_object_or_404(Category, slug=slug)
    return (*item_to_act_on(request, pk), category)
