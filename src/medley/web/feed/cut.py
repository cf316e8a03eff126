"""A page cut out of a frozen list; the same cut is asked for at every reload."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from medley.core.prediction import Reason
from medley.serving.cache import RecentlyUsed
from medley.serving.page import cut_page
from medley.web.feed.catalogue_index import CatalogueIndex
from medley.web.feed.frozen import FrozenList
from medley.web.feed.gate import BLOCKED_AGAIN, blocked
from medley.web.feed.marks import Marks, marks_of
from medley.web.feed.reasons import unpack_reason
from medley.web.people.models import Person

KEPT_CUTS = 2_048


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """What one page of a list holds.

    Attributes
    ----------
    pks : list of int
    positions : tuple of int
        Places of the items in the list.
    next_position : int or None
    reasons : list of Reason or None
    written : dict of str to str
        Forms in which the items were written already, by the name of the form.
    """

    pks: list[int]
    positions: tuple[int, ...]
    next_position: int | None
    reasons: list[Reason | None]
    written: dict[str, str] = field(default_factory=dict)


_cuts: RecentlyUsed[tuple[object, ...], Cut] = RecentlyUsed(KEPT_CUTS)


def cut_of(
    frozen: FrozenList, start: int, size: int, person: Person | None, index: CatalogueIndex
) -> Cut:
    """Cut a page for a person, passing over what is hidden or refused by now.

    It is kept for as long as the person's marks and the catalogue stay as they are.
    """
    whose = (None, 0) if person is None else (person.pk, person.revision)
    key = (frozen.list_id, start, size, *whose, index.revision)
    found = _cuts.get(key)
    if found is None:
        marks = marks_of(person)
        refused = (marks.disliked, _blocked(frozen, marks, index))
        page = cut_page(frozen.pks, start, size, index.hidden_pks, *refused)
        found = Cut(
            pks=frozen.pks[list(page.positions)].tolist(),
            positions=page.positions,
            next_position=page.next_position,
            reasons=[unpack_reason(frozen.reasons, n, index) for n in page.positions],
        )
        _cuts.put(key, found)
    return found


def forget_cuts() -> None:
    """Cut all pages afresh."""
    _cuts.clear()


def _blocked(frozen: FrozenList, marks: Marks, index: CatalogueIndex) -> frozenset[int]:
    """What was blocked, perhaps since the list was made, and was not asked for by name."""
    if not (marks.creators or marks.categories) or BLOCKED_AGAIN in frozen.fallback:
        return frozenset()
    by_creator, in_category = blocked(index, marks)
    mask = np.zeros(len(index), np.bool_)
    if frozen.scenario != "creator":
        mask |= by_creator
    if frozen.scenario != "category":
        mask |= in_category
    return frozenset(index.pks[mask].tolist())
