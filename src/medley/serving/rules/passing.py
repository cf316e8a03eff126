"""Which items pass a scenario's filters, asked of a whole catalogue or of candidates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from medley.serving.rules.scenario import Filters, Scenario

_DAY_MS = 86_400_000.0


class Filterable(Protocol):
    """Items in columns, as filters look at them."""

    @property
    def published_ms(self) -> NDArray[np.int64]:
        """When each was published, 0 where unknown."""
        ...

    def of_kind(self, kind: str) -> NDArray[np.bool_]:
        """Mark the items of a kind."""
        ...

    def in_category(self, *slugs: str) -> NDArray[np.bool_]:
        """Mark the items in any of the categories."""
        ...

    def by_creator(self, *keys: str) -> NDArray[np.bool_]:
        """Mark the items by any of the creators."""
        ...

    def named(self, *items: str) -> NDArray[np.bool_]:
        """Mark the items of these keys."""
        ...


@dataclass(slots=True, eq=False)
class Narrowed:
    """What is left of some items, and what took the others away.

    Attributes
    ----------
    mask : ndarray of bool, shape (n,)
    removed : list of (str, ndarray of bool)
        Rule with file and line, and what it removed.
    fallbacks : list of str
        Filters that were not applied, and why.
    """

    mask: NDArray[np.bool_]
    removed: list[tuple[str, NDArray[np.bool_]]] = field(default_factory=list)
    fallbacks: list[str] = field(default_factory=list)

    def apply(self, rule: str, passes: NDArray[np.bool_]) -> None:
        """Apply one filter unless it would leave nothing."""
        left = self.mask & passes
        if self.mask.any() and not left.any():
            self.fallbacks.append(f"{rule} would have left nothing, so it was not applied")
            return
        self.removed.append((rule, self.mask & ~passes))
        self.mask = left


def narrow(
    scenario: Scenario, items: Filterable, within: NDArray[np.bool_], *, now_ms: int
) -> Narrowed:
    """Apply all filters of a scenario but the one on what the person has seen.

    Parameters
    ----------
    scenario : Scenario
    items : Filterable of length n
    within : ndarray of bool, shape (n,)
        What may be shown at all.
    now_ms : int
    """
    found = Narrowed(within.copy())
    for rule, passes in _passing(scenario.filters, items, now_ms):
        found.apply(scenario.where(rule), passes)
    return found


def _passing(
    filters: Filters, items: Filterable, now_ms: int
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    if filters.not_items:
        yield "filters.not_items", ~items.named(*filters.not_items)
    if filters.not_creators:
        yield "filters.not_creators", ~items.by_creator(*filters.not_creators)
    if filters.not_categories:
        yield "filters.not_categories", ~items.in_category(*filters.not_categories)
    if filters.kinds:
        yield "filters.kinds", np.logical_or.reduce([items.of_kind(k) for k in filters.kinds])
    if filters.categories:
        yield "filters.categories", items.in_category(*filters.categories)
    if filters.max_age_days is not None:
        oldest = now_ms - filters.max_age_days * _DAY_MS
        published = items.published_ms
        yield "filters.max_age_days", (published == 0) | (published >= oldest)
