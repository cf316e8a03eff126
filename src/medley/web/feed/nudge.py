"""A wish that fits now comes back to the feed, once in a while."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from medley.serving.rules import Trace
from medley.web.feed.catalogue_index import CatalogueIndex
from medley.web.feed.chances import Chance
from medley.web.people.models import Person, Wish

PLACE = 2
"""Where a nudge stands, from 0: seen at once, but not instead of the best."""
AMONG = 30
"""A wish fits when its score is among so many of the best that are shown."""
EVERY_MS = 7 * 86_400_000
"""A person is nudged once in so long."""
AGAIN_MS = 30 * 86_400_000
"""One item comes back once in so long."""
RIPE_MS = 86_400_000
"""What was wished for a moment ago is not forgotten yet."""


def wish_to_nudge(
    person: Person,
    index: CatalogueIndex,
    scores: NDArray[np.float32],
    candidates: NDArray[np.intp],
    allowed: NDArray[np.bool_],
    *,
    now_ms: int,
    visit_ms: int,
) -> int | None:
    """Choose the wish that fits best now.

    Parameters
    ----------
    person : Person
    index : CatalogueIndex
    scores : ndarray of float32, shape (n_items,)
    candidates : ndarray of intp
        Positions of what would be shown anyway, best first.
    allowed : ndarray of bool, shape (n_items,)
        What the person and the rules let through.
    now_ms, visit_ms : int
        A wish that came back within the same visit stays.

    Returns
    -------
    int or None
        Position in the index; None when nothing fits or it is too soon.
    """
    rows = list(Wish.objects.filter(person=person).values_list("item_id", "at_ms", "nudged_ms"))
    latest = max((nudged for _, _, nudged in rows), default=0)
    if now_ms - latest <= visit_ms:
        ripe = [pk for pk, _, nudged in rows if nudged == latest]
    elif now_ms - latest < EVERY_MS:
        return None
    else:
        ripe = [
            pk
            for pk, at_ms, nudged in rows
            if now_ms - at_ms >= RIPE_MS and now_ms - nudged >= AGAIN_MS
        ]
    places = index.positions(ripe)
    places = places[allowed[places]]
    if not len(places) or not len(candidates):
        return None
    found = int(places[scores[places].argmax()])
    bar = scores[candidates[min(AMONG, len(candidates)) - 1]]
    return found if scores[found] >= bar else None


def note_nudge(person: Person, pk: int, now_ms: int) -> None:
    """Write down that a wish was brought back."""
    Wish.objects.filter(person=person, item=pk).update(nudged_ms=now_ms)


def with_nudge(
    shown: NDArray[np.intp],
    chances: Sequence[Chance],
    found: int,
    creators: NDArray[np.int32],
) -> tuple[NDArray[np.intp], tuple[Chance, ...]]:
    """Put a wish on its place; what follows, and what is known of its chances, moves down.

    The place is the first from `PLACE` on where no neighbour is by its creator.
    """
    place = _place(creators[shown], int(creators[found]))

    def moved(n: int) -> int:
        return n + 1 if n >= place else n

    later = tuple(
        Chance(moved(one.place), one.propensity, tuple(map(moved, one.pool))) for one in chances
    )
    return np.insert(shown, place, found), later


def _place(around: NDArray[np.int32], creator: int) -> int:
    usual = min(PLACE, len(around))
    if creator < 0:
        return usual
    for place in range(usual, min(AMONG, len(around))):
        if creator not in around[place - 1 if place else 0 : place + 1]:
            return place
    return usual


def pinned_places(trace: Trace) -> frozenset[int]:
    """Places that pins hold."""
    return frozenset(
        step.after
        for step in trace.pinned.values()
        if step.effect == "pinned" and step.after is not None
    )
