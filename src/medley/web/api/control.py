"""What a person can see of what is known, change, forbid and begin anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from medley.web.api import schemas
from medley.web.api.callers import Caller
from medley.web.api.items import visible_item
from medley.web.api.payload import feed_json
from medley.web.catalog.models import Category
from medley.web.feed import service
from medley.web.feed.catalogue_index import current_index
from medley.web.feed.gate import Wanted
from medley.web.feed.knowledge import Knowledge, KnownItem, known_about
from medley.web.feed.recording import declare_interests
from medley.web.feed.why import why
from medley.web.people.control import (
    block_category,
    block_creator,
    category_named,
    creator_named,
    reset,
    unblock_category,
    unblock_creator,
    undo_reset,
)
from medley.web.people.models import Person
from medley.web.problem import Problem, naming

router = Router(tags=["me"])


@router.get("/me/known", response=schemas.KnownOut, summary="What is known and used")
def known(request: HttpRequest, person: str | None = None) -> schemas.KnownOut:
    """Show what shapes the person's pages: declared, foreseen, liked, wished, blocked."""
    actor = _caller(request).known_person(person)
    return _known(actor, known_about(actor))


@router.put("/me/interests", response=schemas.ChangedOut, summary="Declare interests")
def interests(request: HttpRequest, body: schemas.InterestsIn) -> schemas.ChangedOut:
    """Declare exactly these categories as interests."""
    actor = _actor(request, body.person)
    found = list(Category.objects.filter(slug__in=body.categories))
    strange = set(body.categories) - {category.slug for category in found}
    if strange:
        detail = f"there is no category {min(strange)!r}; give slugs that exist"
        raise Problem(422, detail, field="categories")
    before = set(service.marks_of(actor).interests)
    declare_interests(actor, found)
    return schemas.ChangedOut(changed=before != set(body.categories))


@router.post("/me/blocks", response=schemas.ChangedOut, summary="Block a creator or category")
def block(request: HttpRequest, body: schemas.BlockIn) -> schemas.ChangedOut:
    """Show nothing by this creator, or of this category, from the next page on."""
    return _blocking(request, body, block_creator, block_category)


@router.delete("/me/blocks", response=schemas.ChangedOut, summary="Take a block back")
def unblock(request: HttpRequest, body: schemas.BlockIn) -> schemas.ChangedOut:
    """Let a creator or category back in."""
    return _blocking(request, body, unblock_creator, unblock_category)


@router.post("/me/reset", response=schemas.ResetOut, summary="Begin anew")
def begin_anew(request: HttpRequest, person: str | None = None) -> schemas.ResetOut:
    """Let what was done until now no longer count; nothing is deleted."""
    return schemas.ResetOut(undo_until_ms=reset(_caller(request).known_person(person)))


@router.delete("/me/reset", response=schemas.ChangedOut, summary="Take a reset back")
def take_back(request: HttpRequest, person: str | None = None) -> schemas.ChangedOut:
    """Let what came before the latest reset count again, within 30 days."""
    return schemas.ChangedOut(changed=undo_reset(_caller(request).known_person(person)))


@router.get("/me/for-later", response=schemas.FeedOut, summary="What was saved for later")
def for_later(
    request: HttpRequest,
    limit: schemas.Limit = service.NEXT_PAGE,
    person: str | None = None,
) -> HttpResponse:
    """List the wishes, what fits best now first; go on with ``/feed?cursor=``."""
    actor = _caller(request).person(person)
    page = service.for_later_slice(actor, size=limit)
    marks = service.marks_of(actor)
    text = feed_json(page, actor.key if actor else None, marks, current_index())
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(text, content_type="application/json", headers=headers)


@router.get("/why", response=dict[str, Any], summary="Why an item is shown, or why not")
def explain(
    request: HttpRequest,
    item: str,
    person: str | None = None,
    category: str | None = None,
    kind: str | None = None,
) -> dict[str, Any]:
    """Say what the models, the rules and chance did to an item on a person's page.

    For who runs the site; others may ask about themselves.
    """
    caller = _caller(request)
    found = visible_item(item, caller)
    wanted = Wanted(category, kind)
    with naming("kind" if category is None else "category"):
        service.check_wanted(wanted)
    actor = caller.person(person)
    if person is not None and actor is None:
        raise Problem(404, "nothing is kept about this person", field="person")
    return why(actor, found, wanted=wanted).as_dict()


def _blocking(request: HttpRequest, body: schemas.BlockIn, creators: Any, categories: Any) -> Any:
    if (body.creator is None) == (body.category is None):
        raise Problem(422, "give either a creator or a category", field="creator")
    actor = _actor(request, body.person)
    if body.creator is not None:
        with naming("creator"):
            return schemas.ChangedOut(changed=creators(actor, creator_named(body.creator)))
    with naming("category"):
        return schemas.ChangedOut(changed=categories(actor, category_named(body.category or "")))


def _caller(request: HttpRequest) -> Caller:
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def _actor(request: HttpRequest, name: str | None) -> Person:
    person = _caller(request).person(name, create=True)
    if person is None:
        raise Problem(422, "name the person to act for", field="person")
    return person


def _known(person: Person, found: Knowledge) -> schemas.KnownOut:
    return schemas.KnownOut(
        person=person.key,
        declared=[category.slug for category in found.declared],
        taste=[schemas.ShareOut(category=one.slug, share=share) for one, share in found.taste],
        strongest=_items(found.strongest),
        wishes=_items(found.wishes),
        less=_items(found.less),
        disliked=[item.key for item in found.disliked],
        blocked_creators=[creator.key for creator in found.creators],
        blocked_categories=[category.slug for category in found.categories],
        events=found.counts,
        pages_shown=found.n_shown,
        model_version=found.model_version,
        experiment=found.experiment,
        arm=found.arm,
        reset_ms=found.reset_ms,
        reset_undo_until_ms=found.reset_undo_until_ms,
    )


def _items(found: Sequence[KnownItem]) -> list[schemas.KnownItemOut]:
    return [
        schemas.KnownItemOut(
            id=one.item.key, title=one.item.title, weight=round(one.weight, 6), at_ms=one.at_ms
        )
        for one in found
    ]
