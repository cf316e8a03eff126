"""The catalogue: list, read, create, change, hide."""

from __future__ import annotations

import struct
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from ninja import Router, Status

from medley.core.errors import DataError
from medley.data.rows import KINDS
from medley.serving.cursor import seal, unseal
from medley.web.api import schemas
from medley.web.api.callers import Caller
from medley.web.api.payload import item_payload
from medley.web.catalog.models import CatalogueRevision, Category, Creator, Item
from medley.web.clock import now_ms
from medley.web.problem import Problem, naming

CHANGE = "catalog.change_item"
ADD = "catalog.add_item"
_PLACE = struct.Struct(">QQ")
_PLAIN_FIELDS = (
    "kind",
    "title",
    "title_ko",
    "title_en",
    "description",
    "year",
    "duration_s",
    "published_ms",
    "links",
    "hidden",
)
_NULLABLE = frozenset({"year", "duration_s", "published_ms", "creator"})

router = Router(tags=["items"])


@router.get("/items", response=schemas.ItemsOut, summary="A page of the catalogue")
def list_items(
    request: HttpRequest,  # noqa: ARG001
    limit: schemas.Limit = 30,
    cursor: schemas.Cursor | None = None,
    kind: str | None = None,
    category: str | None = None,
) -> schemas.ItemsOut:
    """List what is not hidden, in the order of arrival.

    The cursor is bound to the catalogue as it was when the list began: what
    arrives later is not in it, and nothing comes twice.
    """
    rows = _visible(kind, category)
    purpose = f"items {kind or ''} {category or ''}"
    after, last = 0, 0
    if cursor is None:
        last = Item.objects.aggregate(last=Max("pk"))["last"] or 0
    else:
        after, last = _read_place(cursor, purpose)
    page = list(rows.filter(pk__gt=after, pk__lte=last).order_by("pk")[: limit + 1])
    following = None
    if len(page) > limit:
        place = _PLACE.pack(page[limit - 1].pk, last)
        following = seal(place, settings.SECRET_KEY.encode(), purpose=purpose)
    found = [schemas.ItemOut(**item_payload(item)) for item in page[:limit]]
    return schemas.ItemsOut(items=found, cursor=following)


@router.get("/items/{path:key}", response=schemas.ItemOut, summary="One item")
def get_item(request: HttpRequest, key: str) -> schemas.ItemOut:
    """Read an item by its key, e.g. ``movielens:1``."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return schemas.ItemOut(**item_payload(visible_item(key, caller)))


@router.post("/items", response={201: schemas.ItemOut}, summary="Add an item")
def create_item(request: HttpRequest, body: schemas.ItemIn) -> Status[schemas.ItemOut]:
    """Add an item under a key of its own. Needs the permission ``catalog.add_item``."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    caller.require(ADD)
    with transaction.atomic():
        if Item.objects.filter(key=body.id).exists():
            raise Problem(
                409, f"there is an item {body.id!r} already; change it with PATCH", field="id"
            )
        item = Item(key=body.id)
        _apply(item, body)
    return Status(201, schemas.ItemOut(**item_payload(_read(body.id))))


@router.patch("/items/{path:key}", response=schemas.ItemOut, summary="Change or hide an item")
def change_item(request: HttpRequest, key: str, body: schemas.ItemFields) -> schemas.ItemOut:
    """Change the fields given. Needs the permission ``catalog.change_item``."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    caller.require(CHANGE)
    with transaction.atomic():
        item = visible_item(key, caller)
        _apply(item, body)
    return schemas.ItemOut(**item_payload(_read(key)))


def visible_item(key: str, caller: Caller) -> Item:
    """Find an item that the caller may see.

    Raises
    ------
    Problem
        404 when there is none, or it is hidden and the caller may not change it.
    """
    item = _read(key) if "\0" not in key else None
    if item is not None and item.hidden and not _may_see_hidden(caller):
        item = None
    if item is None:
        raise Problem(
            404, f"the catalogue has no item {key!r}; keys look like 'movielens:1'", field="item"
        )
    return item


def _may_see_hidden(caller: Caller) -> bool:
    return caller.is_site_program or (caller.user is not None and caller.user.has_perm(CHANGE))


def _read(key: str) -> Any:
    rows = Item.objects.select_related("creator").prefetch_related("categories")
    return rows.filter(key=key).first()


def _visible(kind: str | None, category: str | None) -> QuerySet[Item]:
    rows = Item.objects.filter(hidden=False)
    rows = rows.select_related("creator").prefetch_related("categories")
    if kind is not None:
        if kind not in KINDS:
            known = ", ".join(KINDS)
            raise Problem(422, f"there is no kind {kind!r}; there are: {known}", field="kind")
        rows = rows.filter(kind=kind)
    if category is not None:
        found = Category.objects.filter(slug=category).first() if "\0" not in category else None
        if found is None:
            raise Problem(422, f"there is no category {category!r}", field="category")
        rows = rows.filter(categories=found)
    return rows


def _read_place(cursor: str, purpose: str) -> tuple[int, int]:
    with naming("cursor"):
        payload = unseal(cursor, settings.SECRET_KEY.encode(), purpose=purpose)
        if len(payload) != _PLACE.size:
            raise DataError("the cursor is of another kind; begin again without it")
    after, last = _PLACE.unpack(payload)
    return after, last


def _apply(item: Item, body: schemas.ItemFields) -> None:
    given = body.model_dump(exclude_unset=True)
    for field, value in given.items():
        if value is None and field not in _NULLABLE:
            raise Problem(422, f"{field} cannot be null; leave it out to keep it", field=field)
        if field in _PLAIN_FIELDS:
            setattr(item, field, value)
    if "creator" in given:
        item.creator = _creator(given["creator"])
    categories = _categories(given["categories"]) if "categories" in given else None
    item.updated_ms = now_ms()
    item.save()
    if categories is not None:
        item.categories.set(categories)
    CatalogueRevision.bump()


def _creator(given: dict[str, str] | None) -> Creator | None:
    if given is None:
        return None
    creator, _ = Creator.objects.update_or_create(
        key=given["key"], defaults={"name": given["name"]}
    )
    return creator


def _categories(slugs: list[str]) -> list[Category]:
    found = list(Category.objects.filter(slug__in=slugs))
    unknown = set(slugs) - {category.slug for category in found}
    if unknown:
        raise Problem(
            422, f"there is no category {min(unknown)!r}; give slugs that exist", field="categories"
        )
    return found
