"""A task: one kind of question, and what counts as a better answer to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Guard:
    """What a challenger must hold to be promoted.

    Attributes
    ----------
    min_gain : float
        The challenger's primary metric must exceed the champion's by more than
        this, by the worse end of the paired interval.
    max_loss : mapping of str to float
        For secondary metrics: the largest absolute change for the worse that is
        accepted.
    """

    min_gain: float = 0.0
    max_loss: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """One capability's question.

    Attributes
    ----------
    name : str
        As on the command line, e.g. ``"feed"``.
    query : str
        Dotted path of the query type.
    candidates : str
        What is ranked, in a word.
    primary_metric : str
        The metric that promotion looks at.
    baseline : str
        Name of the model that every other one has to beat, and that answers
        when no fitted model can.
    guard : Guard
    lower_is_better : frozenset of str
        Names of the metrics that fall as answers improve; the others rise.
    """

    name: str
    query: str
    candidates: str
    primary_metric: str
    baseline: str
    guard: Guard = Guard()
    lower_is_better: frozenset[str] = frozenset()
