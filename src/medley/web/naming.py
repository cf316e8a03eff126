"""People and items as somebody types them: the full key, or what follows the colon."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model

from medley.core.errors import DataError
from medley.web.catalog.models import Item
from medley.web.people.models import Person, User

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


def somebody(text: str) -> Person:
    """Find a person by the whole key or the name of an account; nothing is guessed.

    An account that never did anything gets its person.

    Raises
    ------
    DataError
        If there is none.
    """
    found = Person.objects.filter(key=text).first()
    if found is not None:
        return found
    user = User.objects.filter(username=text).first()
    if user is not None:
        return Person.objects.get_or_create(user=user, defaults={"key": f"user:{user.pk}"})[0]
    ends = Person.objects.filter(key__endswith=f":{text}").order_by("key")
    near = ", ".join(ends.values_list("key", flat=True)[:_SHOWN])
    hint = f"did you mean {near}?" if near else "give the name of an account or a whole key"
    raise DataError(f"nothing is kept about {text!r}; {hint}")


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
