"""A scenario: what one kind of page is made from, and by which rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from medley.serving.balance import Balance
from medley.serving.exploration import Exploration

SCENARIOS: tuple[str, ...] = ("home", "similar", "creator", "category", "for-later")
"""The pages that have rules, each in a file of that name."""

NO_EXPLORATION = Exploration(share=0.0)
"""Chance decides nothing unless a file says so."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where candidates come from.

    Attributes
    ----------
    models : tuple of str
        ``"champion"`` or names of models of the task `feed`; their candidates
        are taken in turn.
    size : int
        At most so many candidates.
    """

    models: tuple[str, ...] = ("champion",)
    size: int = 1000


@dataclass(frozen=True, slots=True)
class Filters:
    """What may not be shown. An empty list bars nothing.

    Attributes
    ----------
    kinds : tuple of str
        Only these kinds.
    categories : tuple of str
        Only items in one of these.
    not_categories, not_creators, not_items : tuple of str
        Never what is in, by or one of these.
    max_age_days : float or None
        Only what was published at most so long ago; what has no date stays.
    seen : bool
        Whether what the person has seen may come again.
    """

    kinds: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    not_categories: tuple[str, ...] = ()
    not_creators: tuple[str, ...] = ()
    not_items: tuple[str, ...] = ()
    max_age_days: float | None = None
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Boost:
    """Multiplies the relevance of what matches; exactly one of three is set."""

    factor: float
    kind: str = ""
    category: str = ""
    creator: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """Puts an item on a place of the list, from 1, whatever its rank."""

    item: str
    place: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """The rules of one kind of page.

    Attributes
    ----------
    name : str
        One of `SCENARIOS`.
    file : str
        Where it was read.
    sources : Sources
    filters : Filters
    boosts : tuple of Boost
    pins : tuple of Pin
        In the order of their places.
    quotas : mapping of str to float
        Kind -> the share of each page that it gets at the least.
    balance : Balance
    exploration : Exploration
    lines : mapping of str to int
        Dotted name of a rule, such as ``"filters.kinds"`` -> its line.
    """

    name: str
    file: str = ""
    sources: Sources = Sources()
    filters: Filters = Filters()
    boosts: tuple[Boost, ...] = ()
    pins: tuple[Pin, ...] = ()
    quotas: Mapping[str, float] = field(default_factory=dict)
    balance: Balance = field(default_factory=Balance)
    exploration: Exploration = NO_EXPLORATION
    lines: Mapping[str, int] = field(default_factory=dict)

    def where(self, rule: str) -> str:
        """Name a rule with its file and line, e.g. ``"home.toml:12 filters.kinds"``."""
        line = self.lines.get(rule)
        return f"{self.file}:{line} {rule}" if line else f"{self.file} {rule}".strip()
