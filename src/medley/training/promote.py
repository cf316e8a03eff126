"""Decide whether a challenger replaces the champion, and say why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from medley.core.task import Task
from medley.metrics.uncertainty import Difference
from medley.training.evaluation import Evaluation


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


def decide(
    task: Task,
    challenger: Evaluation,
    champion: Evaluation,
    *,
    refresh: bool = False,
    seed: int = 0,
) -> Decision:
    """Hold a challenger against the champion by the task's guard.

    It is promoted when its gain in the primary metric exceeds ``guard.min_gain``
    at the worse end of the paired 95% interval, and no metric named in
    ``guard.max_loss`` becomes worse by more than is allowed there. A refresh may lose
    ``guard.refresh_margin`` of the champion's primary metric instead.

    Parameters
    ----------
    task : Task
    challenger, champion : Evaluation
        Of the same cases in the same order, neither fitted on them.
    refresh : bool
        Whether the challenger is the champion's model with the champion's settings,
        fitted on other data.
    seed : int
        Of the resampling.

    Raises
    ------
    ValueError
        If the two were measured on different numbers of people.
    """
    differences = challenger.against(champion, seed=seed)
    least, rule = _bar(task, champion, refresh=refresh)
    gain = differences[task.primary_metric]
    falls = task.primary_metric in task.lower_is_better
    surely = -gain.high if falls else gain.low
    passed = surely >= least if refresh else surely > least
    reasons = [
        f"{task.primary_metric} changes by {gain.value:+.4f} (95% interval {gain.low:+.4f} to "
        f"{gain.high:+.4f}, p {gain.p_value:.4f}); its {rule}: {'held' if passed else 'not held'}"
    ]
    for name, allowed in task.guard.max_loss.items():
        change = challenger.metrics[name].value - champion.metrics[name].value
        worse = change if name in task.lower_is_better else -change
        held = worse <= allowed
        passed = passed and held
        way = "rise" if name in task.lower_is_better else "fall"
        reasons.append(
            f"{name} changes by {change:+.4f}; it may {way} by at most {allowed:g}: "
            f"{'held' if held else 'not held'}"
        )
    return Decision(passed, tuple(reasons), differences)


def _bar(task: Task, champion: Evaluation, *, refresh: bool) -> tuple[float, str]:
    """Give the least gain of the primary metric, and say it in words."""
    falls = task.primary_metric in task.lower_is_better
    if not refresh:
        bar = -task.guard.min_gain if falls else task.guard.min_gain
        words = "upper end must lie below" if falls else "lower end must exceed"
        return task.guard.min_gain, f"{words} {bar:g}"
    share = task.guard.refresh_margin
    least = -share * abs(champion.metrics[task.primary_metric].value)
    end, bar = ("upper end may rise to", -least) if falls else ("lower end may fall to", least)
    why = f"{share:.0%} of the champion's, whose model and settings these are, on other data"
    return least, f"{end} {bar:+.4f} ({why})"
