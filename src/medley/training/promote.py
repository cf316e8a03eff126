"""Decide whether a challenger replaces the champion, and say why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from medley.core.task import Task
from medley.metrics.uncertainty import Difference
from medley.training.evaluation import Evaluation
from medley.training.footprint import Footprint


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
    groups : mapping of str to (int, Difference)
        The same of the primary metric in each group of people with as much history.
    costs : mapping of str to Footprint
        Of ``"challenger"`` and ``"champion"``, where they were measured.
    over_baseline : mapping of str to Difference
        Challenger minus the task's baseline by metric; empty where it is the baseline itself,
        or nothing could be measured.
    """

    promote: bool
    reasons: tuple[str, ...]
    differences: Mapping[str, Difference] = field(default_factory=dict)
    groups: Mapping[str, tuple[int, Difference]] = field(default_factory=dict)
    costs: Mapping[str, Footprint] = field(default_factory=dict)
    over_baseline: Mapping[str, Difference] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Give plain values for JSON."""
        return {
            "promote": self.promote,
            "reasons": list(self.reasons),
            "differences": {name: d.as_dict() for name, d in self.differences.items()},
            "groups": {name: {"people": n, **d.as_dict()} for name, (n, d) in self.groups.items()},
            "costs": {name: cost.as_dict() for name, cost in self.costs.items()},
            "over_baseline": {name: d.as_dict() for name, d in self.over_baseline.items()},
        }

    @property
    def summary(self) -> str:
        """All reasons in one line."""
        return "; ".join(self.reasons)

    def refused(self, why: str) -> Decision:
        """Give the same findings without a promotion."""
        return replace(self, promote=False, reasons=(*self.reasons, why))

    def beside_baseline(self, task: Task, gains: Mapping[str, Difference]) -> Decision:
        """Refuse what is surely worse than the task's baseline, unless nothing serves yet.

        Parameters
        ----------
        task : Task
        gains : mapping of str to Difference
            Challenger minus baseline by metric; empty where it was not measured.
        """
        if not gains:
            return self
        gain = gains[task.primary_metric]
        falls = task.primary_metric in task.lower_is_better
        best = -gain.low if falls else gain.high
        held, first = best >= 0, not self.differences
        why = (
            f"{task.primary_metric} differs from that of {task.baseline!r} by {gain.value:+.4f} "
            f"(95% interval {gain.low:+.4f} to {gain.high:+.4f}); it must not surely be worse: "
            f"{'held' if held else 'not held'}"
        )
        if first and not held:
            why += ", but nothing else serves"
        promote = self.promote and (held or first)
        return replace(self, promote=promote, reasons=(*self.reasons, why), over_baseline=gains)


def decide(
    task: Task,
    challenger: Evaluation,
    champion: Evaluation,
    *,
    refresh: bool = False,
    costs: Mapping[str, Footprint] | None = None,
    seed: int = 0,
) -> Decision:
    """Hold a challenger against the champion by the task's guard.

    It is promoted when its gain in the primary metric exceeds ``guard.min_gain``
    at the worse end of the paired 95% interval, and no metric named in
    ``guard.max_loss`` becomes worse by more than is allowed there. A refresh may lose
    ``guard.refresh_margin`` of the champion's primary metric instead. No group of people
    with as much history may surely lose more than ``guard.max_group_loss``, and answers may
    become slower, and the model larger, only as far as the guard says.

    Parameters
    ----------
    task : Task
    challenger, champion : Evaluation
        Of the same cases in the same order, neither fitted on them.
    refresh : bool
        Whether the challenger is the champion's model with the champion's settings,
        fitted on other data.
    costs : mapping of str to Footprint, optional
        Of ``"challenger"`` and ``"champion"``.
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
    groups = challenger.by_group(champion, task.primary_metric, seed=seed)
    costs = costs or {}
    for held, reason in (*_fairness(task, champion, groups), *_thrift(task, costs)):
        passed = passed and held
        reasons.append(f"{reason}: {'held' if held else 'not held'}")
    return Decision(passed, tuple(reasons), differences, groups, costs)


def _fairness(
    task: Task, champion: Evaluation, groups: Mapping[str, tuple[int, Difference]]
) -> Iterator[tuple[bool, str]]:
    """Look at each group of people with as much history."""
    name, share = task.primary_metric, task.guard.max_group_loss
    for group, (people, change) in groups.items():
        before = float(champion.by_person[name][champion.groups_of[group]].mean())
        least, best = change.value, change.high
        if name in task.lower_is_better:
            least, best = -change.value, -change.low
        # A group is small, so what chance alone explains is no loss.
        held = best >= 0 or least >= -share * abs(before)
        yield (
            held,
            f"{name} of the {people} people with {group} entries changes by {change.value:+.4f}; "
            f"no group may surely lose more than {share:.0%}",
        )


def _thrift(task: Task, costs: Mapping[str, Footprint]) -> Iterator[tuple[bool, str]]:
    """Look at the time for an answer and at the memory."""
    if len(costs) < 2:
        return
    new, old, guard = costs["challenger"], costs["champion"], task.guard
    slowest = max(guard.quick_ms, guard.max_slower * old.slow_ms)
    yield (
        new.slow_ms <= slowest,
        f"slow answers take {new.slow_ms:.1f} ms (the champion's {old.slow_ms:.1f} ms); they may "
        f"take {slowest:.0f} ms",
    )
    largest = max(guard.small_mb, guard.max_larger * old.arrays_mb)
    yield (
        new.arrays_mb <= largest,
        f"it holds {new.arrays_mb:.1f} MB (the champion {old.arrays_mb:.1f} MB); it may hold "
        f"{largest:.0f} MB",
    )


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
