"""Whom the site showed what of its own accord, and when first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Times = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What came onto people's first pages, in columns.

    Attributes
    ----------
    person, item : ndarray of int32, shape (n,)
        Positions in the people and the items of the `FeedData` beside it; by person, then
        item, each pair once.
    first_ms : ndarray of int64, shape (n,)
        When the pair came first; milliseconds since 1970-01-01 UTC.
    unnamed : ndarray of bool, shape (n_people,)
        Who became known to the site by coming, as anybody can. Others were named by a
        trusted program or an import, which may show them pages of their own.
    """

    person: Numbers
    item: Numbers
    first_ms: Times
    unnamed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.person)

    @classmethod
    def of(cls, person: Numbers, item: Numbers, at_ms: Times, unnamed: NDArray[np.bool_]) -> Shown:
        """Keep the first time of each pair.

        Examples
        --------
        >>> import numpy as np
        >>> twice = np.zeros(2, np.int32)
        >>> Shown.of(twice, twice, np.array([8, 5]), np.ones(1, np.bool_)).first_ms.tolist()
        [5]
        """
        order = np.lexsort((at_ms, item, person))
        person, item, at_ms = person[order], item[order], at_ms[order]
        first = np.ones(len(order), np.bool_)
        first[1:] = (person[1:] != person[:-1]) | (item[1:] != item[:-1])
        return cls(
            person[first].astype(np.int32),
            item[first].astype(np.int32),
            at_ms[first].astype(np.int64),
            unnamed,
        )

    def first_of(self, person: Numbers, item: Numbers) -> Times:
        """Look up when pairs came first, -1 where they never did.

        Returns
        -------
        ndarray of int64, shape (len(person),)
        """
        if not len(self):
            return np.full(len(person), -1, np.int64)
        known, asked = _keys(self.person, self.item), _keys(person, item)
        place = np.minimum(np.searchsorted(known, asked), len(known) - 1)
        return np.where(known[place] == asked, self.first_ms[place], -1)


def _keys(person: Numbers, item: Numbers) -> Times:
    return person.astype(np.int64) << 32 | item.astype(np.int64)
