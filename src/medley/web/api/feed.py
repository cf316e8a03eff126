"""Feed and similar items."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from medley.web.api import schemas
from medley.web.api.callers import Caller
from medley.web.api.items import visible_item
from medley.web.api.payload import feed_json, item_payload
from medley.web.feed import service
from medley.web.feed.catalogue_index import current_index
from medley.web.problem import naming

router = Router(tags=["feed"])


@router.get("/feed", response=schemas.FeedOut, summary="A page of a personal feed")
def feed(
    request: HttpRequest,
    limit: schemas.Limit = service.NEXT_PAGE,
    cursor: schemas.Cursor | None = None,
    category: str | None = None,
    kind: str | None = None,
    person: str | None = None,
) -> HttpResponse:
    """Begin a feed, or go on with the one that ``cursor`` points into.

    The order is frozen when a feed begins: no item comes twice and none is
    left out while scrolling, even when a model is trained meanwhile. With a
    cursor, ``category`` and ``kind`` are those the feed began with.
    """
    caller: Caller = request.auth  # type: ignore[attr-defined]
    actor = caller.person(person)
    if cursor is not None:
        with naming("cursor"):
            page = service.next_slice(cursor, actor, size=limit)
    else:
        with naming("kind" if category is None else "category"):
            page = service.first_slice(actor, size=limit, category=category, kind=kind)
    text = feed_json(page, actor.key if actor else None, service.marks_of(actor), current_index())
    return HttpResponse(text, content_type="application/json", headers=_PRIVATE)


_PRIVATE = {"Cache-Control": "private, no-store"}


@router.get("/similar", response=schemas.SimilarOut, summary="The items most like one")
def similar(
    request: HttpRequest, item: str, limit: schemas.Limit = 10, person: str | None = None
) -> schemas.SimilarOut:
    """List the items most like the one with the key ``item``, best first."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    actor = caller.person(person)
    found = visible_item(item, caller)
    page = service.similar_slice(found, limit, actor)
    cards = service.dress(page, actor).cards
    return schemas.SimilarOut(
        item=found.key,
        request_id=page.request_id,
        model_version=page.model_version,
        fallback=page.fallback,
        items=[schemas.ItemOut(**item_payload(card.item)) for card in cards],
    )
