"""Primary keys by outside key, remembered within a bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Model

MAX_REMEMBERED = 100_000
IN_ONE_QUERY = 500

T = TypeVar("T")


def in_batches(values: Iterable[T], size: int = IN_ONE_QUERY) -> Iterator[list[T]]:
    """Cut values into lists that fit one query's parameters on every database."""
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch


class KnownKeys(dict[str, int]):
    """A mapping of key to primary key that is filled from a table on demand.

    Parameters
    ----------
    model : class of Model
        With a unique text field.
    name : str
        That field's name.
    """

    def __init__(self, model: type[Model], name: str = "key") -> None:
        super().__init__()
        self._rows: Any = model._default_manager
        self._name = name

    def find(self, keys: set[str]) -> set[str]:
        """Look up the keys not yet known; return those that the table lacks."""
        missing = keys.difference(self)
        for batch in in_batches(sorted(missing)):
            wanted = {f"{self._name}__in": batch}
            self.update(self._rows.filter(**wanted).values_list(self._name, "pk"))
        return missing.difference(self)

    def forget_if_many(self) -> None:
        """Start afresh once too many are remembered, so that memory stays bounded."""
        if len(self) > MAX_REMEMBERED:
            self.clear()
