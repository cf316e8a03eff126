"""People and items as somebody types them: the full key, or what follows the colon."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model

from medley.core.errors import DataError
from medley.web.catalog.models import Item
from medley.web.people.models import Person

Keyed = TypeVar("Keyed", bound=Model)
_SHOWN = 5


def item_named(text: str) -> Item:
    """Find an item by key, or by the end of exactly one key.

    Raises
    ------
    DataError
        If none fits, or several do.
    """
    return _named(Item, text, "item")


def person_named(text: str) -> Person:
    """Find a person by key, or by the end of exactly one key.

    Raises
    ------
    DataError
        If none fits, or several do.
    """
    return _named(Person, text, "person")


def _named(model: type[Keyed], text: str, word: str) -> Keyed:
    rows: Any = model._default_manager
    exact = rows.filter(key=text).first()
    if exact is not None:
        return exact
    found = list(rows.filter(key__endswith=f":{text}").order_by("key")[: _SHOWN + 1])
    if len(found) == 1:
        return found[0]
    if not found:
        raise DataError(f"there is no {word} {text!r}; give its full key, e.g. 'movielens:1'")
    keys = ", ".join(row.key for row in found[:_SHOWN])
    raise DataError(f"{text!r} fits several: {keys}; give the full key")
