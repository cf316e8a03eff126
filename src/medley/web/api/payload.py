"""Items and reasons as JSON; what is written once for an item is used again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from medley.core.prediction import BecauseInterest, BecauseLiked, Reason
from medley.web.catalog.models import Item
from medley.web.catalog.pictures import shape_of
from medley.web.feed.catalogue_index import CatalogueIndex
from medley.web.feed.marks import Marks
from medley.web.feed.reasons import NAMES
from medley.web.feed.service import Slice

PICTURE_WIDTH = 480
_FORM = "api v1"


def external_id(key: str) -> str:
    """What the source calls an item: its key after the first colon."""
    return key.partition(":")[2]


def item_payload(item: Item) -> dict[str, Any]:
    """Write an item as plain values, the fields of `schemas.ItemOut`."""
    shape = shape_of(item.kind)
    picture = f"/picture/{item.pk}-{shape}-{PICTURE_WIDTH}.webp?v={item.updated_ms:x}"
    creator = item.creator
    return {
        "id": item.key,
        "external_id": external_id(item.key),
        "kind": item.kind,
        "title": item.title,
        "title_ko": item.title_ko,
        "title_en": item.title_en,
        "description": item.description,
        "categories": [category.slug for category in item.categories.all()],
        "creator": None if creator is None else {"key": creator.key, "name": creator.name},
        "year": item.year,
        "duration_s": item.duration_s,
        "picture": picture,
        "media": f"/media/{item.pk}" if item.media else None,
        "published_ms": item.published_ms,
        "links": item.links,
    }


def reason_payload(reason: Reason | None) -> dict[str, Any] | None:
    """Write a reason as plain values, the fields of `schemas.ReasonOut`."""
    if reason is None:
        return None
    found: dict[str, Any] = {"type": NAMES[type(reason)]}
    if isinstance(reason, BecauseLiked):
        found["item"] = reason.item
    elif isinstance(reason, BecauseInterest):
        found["category"] = reason.category
    return found | {"contribution": round(reason.contribution, 6)}


def feed_json(page: Slice, person_key: str | None, marks: Marks, index: CatalogueIndex) -> str:
    """Write a feed page as JSON, the fields of `schemas.FeedOut`.

    The items come written from memory: going through schemas would take
    longer than all the rest of the request.
    """
    items = page.written.get(_FORM)
    if items is None:
        items = page.written[_FORM] = _items_json(page, marks, index)
    head = {
        "person": person_key,
        "request_id": page.request_id,
        "model_version": page.model_version,
        "fallback": page.fallback,
        "cursor": page.cursor,
    }
    return f'{json.dumps(head, ensure_ascii=False)[:-1]},"items":[{items}]}}'


def _items_json(page: Slice, marks: Marks, index: CatalogueIndex) -> str:
    written = _written(page.pks, index)
    return ",".join(
        f'{written[pk]},"position":{position},"liked":{_bool(pk in marks.liked)},'
        f'"disliked":{_bool(pk in marks.disliked)},"wished":{_bool(pk in marks.wished)},'
        f'"reason":{_reason_json(reason)}}}'
        for pk, position, reason in zip(page.pks, page.positions, page.reasons, strict=True)
        if pk in written
    )


def _written(pks: Sequence[int], index: CatalogueIndex) -> dict[int, str]:
    """The items' JSON objects without the closing brace, those not in memory read in one go."""
    found = {pk: text for pk in pks if (text := index.written.get(pk)) is not None}
    missing = [pk for pk in pks if pk not in found]
    for pk, item in index.items(missing).items() if missing else ():
        found[pk] = json.dumps(item_payload(item), ensure_ascii=False)[:-1]
        index.written.put(pk, found[pk])
    return found


def _reason_json(reason: Reason | None) -> str:
    """Write what `reason_payload` gives, what is named escaped once."""
    if reason is None:
        return "null"
    named = ""
    if isinstance(reason, BecauseLiked):
        named = f'"item":{_quoted(reason.item)},'
    elif isinstance(reason, BecauseInterest):
        named = f'"category":{_quoted(reason.category)},'
    contribution = round(reason.contribution, 6)
    return f'{{"type":"{NAMES[type(reason)]}",{named}"contribution":{contribution!r}}}'


@lru_cache(maxsize=16_384)
def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _bool(value: bool) -> str:
    return "true" if value else "false"
