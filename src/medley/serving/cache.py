"""A bounded memory of answers, dropped oldest use first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

KeyType = TypeVar("KeyType", bound=Hashable)
ValueType = TypeVar("ValueType")


class RecentlyUsed(Generic[KeyType, ValueType]):
    """A mapping of at most ``size`` entries that many threads may use.

    Examples
    --------
    >>> held = RecentlyUsed[str, int](2)
    >>> held.put("a", 1); held.put("b", 2); held.get("a")
    1
    >>> held.put("c", 3); held.get("b") is None, len(held)
    (True, 2)
    """

    def __init__(self, size: int) -> None:
        if size < 1:
            raise ValueError(f"a cache of {size} entries holds nothing; give 1 or more")
        self._size = size
        self._entries: OrderedDict[KeyType, ValueType] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: KeyType) -> ValueType | None:
        """Look up what was put, None when it was not or is gone."""
        with self._lock:
            if key not in self._entries:
                return None
            self._entries.move_to_end(key)
            return self._entries[key]

    def put(self, key: KeyType, value: ValueType) -> None:
        """Keep a value; the entry unused for longest goes when there is no room."""
        with self._lock:
            self._entries[key] = value
            self._entries.move_to_end(key)
            if len(self._entries) > self._size:
                self._entries.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()

    def __len__(self) -> int:
        return len(self._entries)
