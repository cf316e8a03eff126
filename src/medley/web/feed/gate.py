"""Who may come onto a page at all: what the person refused, what the rules bar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from medley.serving.rules import Scenario, narrow
from medley.web.feed.catalogue_index import CatalogueIndex
from medley.web.feed.marks import Marks

SEEN_RECENTLY_MS = 30 * 86_400_000
SEEN_AGAIN = "You have seen everything here lately, so it is shown again."
LIKED_AGAIN = "You have seen or liked everything here, so it is shown again."
BLOCKED_AGAIN = "You turned away everything here, so it is shown again."
RULES_RELAXED = "A rule would have left nothing here, so it was not followed."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a feed is narrowed to.

    Attributes
    ----------
    category : str or None
        Slug of the only category.
    kind : str or None
        The only kind of items.
    playable : bool
        Only items with a clip.
    creator : str or None
        Key of the only creator.
    only : frozenset of int or None
        Primary keys of the only items.
    """

    category: str | None = None
    kind: str | None = None
    playable: bool = False
    creator: str | None = None
    only: frozenset[int] | None = None


EVERYTHING = Wanted()


@dataclass(slots=True, eq=False)
class Gate:
    """What may be shown, and for everything else why it may not.

    Attributes
    ----------
    mask : ndarray of bool, shape (n,)
    offered : ndarray of bool, shape (n,)
        What may be shown once what was seen, liked or wished for comes again.
    closed : list of (str, ndarray of bool)
        Reason, with file and line where a rule is one, and the items that it
        takes away; an item is in the first that applies to it.
    relaxed : list of str
        For the visitor: what was not followed because nothing would have been left.
    fallbacks : list of str
        For the operator: rules that were not applied.
    """

    mask: NDArray[np.bool_]
    offered: NDArray[np.bool_]
    closed: list[tuple[str, NDArray[np.bool_]]] = field(default_factory=list)
    relaxed: list[str] = field(default_factory=list)
    fallbacks: list[str] = field(default_factory=list)

    def close(self, reason: str, away: NDArray[np.bool_]) -> None:
        """Take items away."""
        self.closed.append((reason, self.mask & away))
        self.mask = self.mask & ~away

    def why_closed(self, position: int) -> str | None:
        """Why an item may not be shown; None when it may."""
        return next((reason for reason, away in self.closed if away[position]), None)


def open_gate(
    index: CatalogueIndex,
    marks: Marks,
    wanted: Wanted,
    scenario: Scenario,
    *,
    now_ms: int,
    without: Iterable[int] = (),
) -> Gate:
    """Decide what may be shown.

    Parameters
    ----------
    index : CatalogueIndex
    marks : Marks
    wanted : Wanted
    scenario : Scenario
    now_ms : int
        Milliseconds since 1970-01-01 UTC.
    without : iterable of int
        Primary keys of what stands on the page already.
    """
    gate = Gate(np.ones(len(index), np.bool_), np.empty(0, np.bool_))
    gate.close("hidden by who runs the site", index.hidden)
    gate.close("not of what was asked for", ~_asked_for(index, wanted))
    gate.close("shown already in this list", _marked(index, without))
    gate.close("less like it was asked for", _marked(index, marks.less_ms))
    gate.close("disliked", _marked(index, marks.disliked))
    _close_blocked(gate, index, marks, wanted)
    passed = narrow(scenario, index, gate.mask, now_ms=now_ms)
    for rule, away in passed.removed:
        gate.close(rule, away)
    gate.fallbacks += passed.fallbacks
    if passed.fallbacks:
        gate.relaxed.append(RULES_RELAXED)
    gate.offered = gate.mask
    if not scenario.filters.seen:
        _close_known(gate, index, marks, scenario.where("filters.seen"), now_ms)
    return gate


def _asked_for(index: CatalogueIndex, wanted: Wanted) -> NDArray[np.bool_]:
    mask = np.ones(len(index), np.bool_)
    if wanted.kind is not None:
        mask &= index.of_kind(wanted.kind)
    if wanted.category is not None:
        mask &= index.in_category(wanted.category)
    if wanted.creator is not None:
        mask &= index.by_creator(wanted.creator)
    if wanted.only is not None:
        mask &= _marked(index, wanted.only)
    return mask & index.playable if wanted.playable else mask


def _close_blocked(gate: Gate, index: CatalogueIndex, marks: Marks, wanted: Wanted) -> None:
    """Leave out blocked creators and categories, but not what was asked for by name."""
    creators, categories = blocked(index, marks, asked_for=wanted.category)
    if wanted.creator is not None:
        creators[:] = False
    if gate.mask.any() and not (gate.mask & ~creators & ~categories).any():
        gate.relaxed.append(BLOCKED_AGAIN)
        gate.fallbacks.append("the person blocked everything, so blocks were not followed")
        return
    gate.close("by a creator that the person blocked", creators)
    gate.close("in a category that the person blocked", categories)


def blocked(
    index: CatalogueIndex, marks: Marks, *, asked_for: str | None = None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Mark what is by a blocked creator, and what is in a blocked category.

    Parameters
    ----------
    index : CatalogueIndex
    marks : Marks
    asked_for : str, optional
        Slug of a category that counts as not blocked.
    """
    refused = np.flatnonzero(np.isin(index.creator_pks, list(marks.creators)))
    slugs = [
        held.slug
        for held in index.categories
        if held.pk in marks.categories and held.slug != asked_for
    ]
    return np.isin(index.creators, refused), index.in_category(*slugs)


def _close_known(gate: Gate, index: CatalogueIndex, marks: Marks, rule: str, now_ms: int) -> None:
    """Leave out what was seen lately, liked or saved for later, while anything else remains."""
    since = now_ms - SEEN_RECENTLY_MS
    seen = _marked(index, (pk for pk, at in marks.seen_ms.items() if at >= since))
    liked = _marked(index, marks.liked)
    wished = _marked(index, marks.wished)
    if (gate.mask & ~(seen | liked | wished)).any():
        gate.close(f"{rule}: seen in the last 30 days", seen)
    elif (gate.mask & ~(liked | wished)).any():
        gate.relaxed.append(SEEN_AGAIN)
    else:
        if gate.mask.any():
            gate.relaxed.append(LIKED_AGAIN)
        return
    gate.close(f"{rule}: liked already", liked)
    gate.close(f"{rule}: saved for later, which has a row of its own", wished)


def _marked(index: CatalogueIndex, pks: Iterable[int]) -> NDArray[np.bool_]:
    mask = np.zeros(len(index), np.bool_)
    mask[index.positions(pks)] = True
    return mask
