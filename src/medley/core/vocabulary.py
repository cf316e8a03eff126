"""The mapping between string ids and array positions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray


class Vocabulary(Sequence[str]):
    """An ordered set of string ids.

    Parameters
    ----------
    ids : iterable of str
        Each at most once.

    Raises
    ------
    ValueError
        If an id occurs twice.

    Examples
    --------
    >>> v = Vocabulary(["b", "a"])
    >>> v.position("a"), v.position("zebra"), v[0]
    (1, None, 'b')
    >>> Vocabulary.decode(v.encode()) == v
    True
    """

    __slots__ = ("_ids", "_positions")

    def __init__(self, ids: Iterable[str]) -> None:
        self._ids = tuple(ids)
        self._positions = {item: i for i, item in enumerate(self._ids)}
        if len(self._positions) != len(self._ids):
            raise ValueError("a vocabulary names an id twice")

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids in order."""
        return self._ids

    def position(self, item: str) -> int | None:
        """Position of an id, or None when it is unknown."""
        return self._positions.get(item)

    def positions(self, items: Iterable[str]) -> NDArray[np.int32]:
        """Positions of the known ids among ``items``; unknown ones are left out."""
        get = self._positions.get
        found = [p for p in map(get, items) if p is not None]
        return np.asarray(found, dtype=np.int32)

    def encode(self) -> NDArray[np.uint8]:
        """Pack the ids into bytes: UTF-8, each ended by a zero byte."""
        if any("\0" in item for item in self._ids):
            raise ValueError("an id holds a zero byte")
        packed = "".join(item + "\0" for item in self._ids).encode()
        return np.frombuffer(packed, dtype=np.uint8)

    @classmethod
    def decode(cls, packed: NDArray[np.uint8]) -> Vocabulary:
        """Unpack what `encode` made."""
        text = packed.tobytes().decode()
        return cls(text.split("\0")[:-1])

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        return self._ids[index]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __contains__(self, item: object) -> bool:
        return item in self._positions

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vocabulary) and self._ids == other._ids

    def __hash__(self) -> int:
        return hash(self._ids)
