"""Decide whether a challenger replaces the champion, and say why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from medley.core.task import Task
from medley.metrics.uncertainty import Difference, paired_difference
from medley.training.evaluate import Evaluation


@dataclass(frozen=True, slots=True)
class Decision:
    """To promote or not.

    Attributes
    ----------
    promote : bool
    reasons : tuple of str
        Each rule that was looked at, with its numbers.
    differences : mapping of str to Difference
        Challenger minus champion by metric; empty for the first model.
    """

    promote: bool
    reasons: tuple[str, ...]
    differences: Mapping[str, Difference] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Give plain values for JSON."""
        return {
            "promote": self.promote,
            "reasons": list(self.reasons),
            "differences": {name: d.as_dict() for name, d in self.differences.items()},
        }

    @property
    def summary(self) -> str:
        """All reasons in one line."""
        return "; ".join(self.reasons)


def decide(task: Task, challenger: Evaluation, champion: Evaluation, *, seed: int = 0) -> Decision:
    """Hold a challenger against the champion by the task's guard.

    It is promoted when the lower end of the paired 95% interval of its gain in
    the primary metric exceeds ``guard.min_gain`` and no metric named in
    ``guard.max_loss`` falls by more than is allowed there.

    Parameters
    ----------
    task : Task
    challenger, champion : Evaluation
        Of the same cases in the same order, neither fitted on them.
    seed : int
        Of the resampling.

    Raises
    ------
    ValueError
        If the two were measured on different numbers of people.
    """
    rng = np.random.default_rng(seed)
    differences = {
        name: paired_difference(values, champion.by_person[name], rng=rng)
        for name, values in challenger.by_person.items()
        if name in champion.by_person
    }
    gain = differences[task.primary_metric]
    passed = gain.low > task.guard.min_gain
    reasons = [
        f"{task.primary_metric} changes by {gain.value:+.4f} (95% interval {gain.low:+.4f} to "
        f"{gain.high:+.4f}, p {gain.p_value:.4f}); its lower end must exceed "
        f"{task.guard.min_gain:g}: {'held' if passed else 'not held'}"
    ]
    for name, allowed in task.guard.max_loss.items():
        loss = champion.metrics[name].value - challenger.metrics[name].value
        held = loss <= allowed
        passed = passed and held
        reasons.append(
            f"{name} changes by {-loss:+.4f}; it may fall by at most {allowed:g}: "
            f"{'held' if held else 'not held'}"
        )
    return Decision(passed, tuple(reasons), differences)
