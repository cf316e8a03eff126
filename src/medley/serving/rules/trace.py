"""What the rules did to each item: why it is shown where it is, or why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Effect: TypeAlias = Literal["removed", "boosted", "moved", "pinned", "ignored"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to an item.

    Attributes
    ----------
    rule : str
        With file and line where it has one, e.g. ``"home.toml:12 filters.kinds"``.
    effect : {"removed", "boosted", "moved", "pinned", "ignored"}
        ``"ignored"``: a pin that could not be followed; ``detail`` says why.
    before, after : int or None
        Places from 0.
    detail : str
    """

    rule: str
    effect: Effect
    before: int | None = None
    after: int | None = None
    detail: str = ""


@dataclass(slots=True, eq=False)
class Trace:
    """The log of one application of a scenario's rules.

    Attributes
    ----------
    positions : dict of str to int
        Item id -> its position among the candidates.
    removed_by : dict of int to str
        Position -> the rule that removed it.
    boosted_by : list of (str, ndarray of bool, float)
        Rule, what it matched, factor.
    stages : list of (str, ndarray of intp)
        Name of the rule and the order after it, in the order of the work; the
        first is the order by score.
    pinned : dict of str to Step
        What became of each pin.
    lifted : dict of int to str
        Position -> the concern of the balance that lifted it.
    fallbacks : list of str
        Rules that were not applied, and why.
    """

    positions: dict[str, int]
    removed_by: dict[int, str] = field(default_factory=dict)
    boosted_by: list[tuple[str, NDArray[np.bool_], float]] = field(default_factory=list)
    stages: list[tuple[str, NDArray[np.intp]]] = field(default_factory=list)
    pinned: dict[str, Step] = field(default_factory=dict)
    lifted: dict[int, str] = field(default_factory=dict)
    fallbacks: list[str] = field(default_factory=list)

    def of(self, item: str) -> tuple[Step, ...]:
        """Tell what happened to an item, in the order in which it happened.

        An item that was no candidate has no steps, unless it was pinned.
        """
        pin = (self.pinned[item],) if item in self.pinned else ()
        position = self.positions.get(item)
        if position is None:
            return pin
        if position in self.removed_by:
            return (Step(self.removed_by[position], "removed"), *pin)
        boosts = tuple(
            Step(rule, "boosted", detail=f"relevance times {factor:g}")
            for rule, matched, factor in self.boosted_by
            if matched[position]
        )
        return (*boosts, *self._moves(position), *pin)

    def _moves(self, position: int) -> tuple[Step, ...]:
        places = [int(np.flatnonzero(order == position)[0]) for _, order in self.stages]
        return tuple(
            Step(rule, "moved", before, after, self._why(rule, position))
            for (rule, _), before, after in zip(self.stages[1:], places, places[1:], strict=False)
            if before != after
        )

    def _why(self, rule: str, position: int) -> str:
        concern = self.lifted.get(position) if rule.endswith("balance") else None
        return f"lifted by {concern}" if concern else ""
