"""Decide whether a challenger replaces the champion, and say why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from medley.core.task import Task
from medley.metrics.uncertainty import Difference
from medley.training.evaluation import Evaluation
from medley.training.footprint import Footprint
from medley.training.groups import ACTIVITY
from medley.training.sentences import held_words, say


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
        The same of what the guard holds groups to, in each group.
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

        Where the guard says so, whatever is not surely better is refused.

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
        worst, best = (-gain.high, -gain.low) if falls else (gain.low, gain.high)
        strict = task.guard.beats_baseline
        held, first = worst > 0 if strict else best >= 0, not self.differences and not strict
        usual = "baseline-strict" if strict else "baseline"
        why = say(
            "baseline-first" if first and not held else usual,
            model=task.baseline,
            held=held_words(held),
            **_facts(task.primary_metric, gain),
        )
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
    ``guard.refresh_margin`` of the champion's primary metric instead. No group may surely
    lose more than ``guard.max_group_loss``, and answers may become slower, and the model
    larger, only as far as the guard says.

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
    least, bar, rule = _bar(task, champion, refresh=refresh)
    gain = differences[task.primary_metric]
    falls = task.primary_metric in task.lower_is_better
    surely = -gain.high if falls else gain.low
    passed = surely >= least if refresh else surely > least
    facts = _facts(task.primary_metric, gain) | {"p": f"{gain.p_value:.4f}", "bar": bar}
    share = f"{task.guard.refresh_margin:.0%}"
    reasons = [say(rule, share=share, held=held_words(passed), **facts)]
    for name, allowed in task.guard.max_loss.items():
        change = challenger.metrics[name].value - champion.metrics[name].value
        worse = change if name in task.lower_is_better else -change
        held = worse <= allowed
        passed = passed and held
        way = "may-rise" if name in task.lower_is_better else "may-fall"
        found = {"metric": name, "value": f"{change:+.4f}", "bar": f"{allowed:g}"}
        reasons.append(say(way, held=held_words(held), **found))
    judged_by = task.guard.group_metric or task.primary_metric
    groups = challenger.by_group(champion, judged_by, seed=seed)
    costs = costs or {}
    for held, reason in (*_fairness(task, judged_by, champion, groups), *_thrift(task, costs)):
        passed = passed and held
        reasons.append(reason)
    return Decision(passed, tuple(reasons), differences, groups, costs)


def _fairness(
    task: Task, name: str, champion: Evaluation, groups: Mapping[str, tuple[int, Difference]]
) -> Iterator[tuple[bool, str]]:
    """Look at each group of people with as much history, or of like inputs."""
    share = task.guard.max_group_loss
    for group, (n, change) in groups.items():
        before = champion.value_among(name, champion.groups_of[group])
        least, best = change.value, change.high
        if name in task.lower_is_better:
            least, best = -change.value, -change.low
        # A group is small, so what chance alone explains is no loss.
        held = best >= 0 or least >= -share * abs(before)
        facts = {"metric": name, "n": str(n), "value": f"{change.value:+.4f}"}
        facts |= {"share": f"{share:.0%}", "held": held_words(held)}
        if group in ACTIVITY:
            yield held, say("people", amount=group, **facts)
        else:
            yield held, say("group", group=group, **facts)


def _thrift(task: Task, costs: Mapping[str, Footprint]) -> Iterator[tuple[bool, str]]:
    """Look at the time for an answer and at the memory."""
    if len(costs) < 2:
        return
    new, old, guard = costs["challenger"], costs["champion"], task.guard
    slowest = max(guard.quick_ms, guard.max_slower * old.slow_ms)
    largest = max(guard.small_mb, guard.max_larger * old.arrays_mb)
    for rule, now, before, most in (
        ("slow", new.slow_ms, old.slow_ms, slowest),
        ("large", new.arrays_mb, old.arrays_mb, largest),
    ):
        held = now <= most
        facts = {"new": f"{now:.1f}", "old": f"{before:.1f}", "bar": f"{most:.0f}"}
        yield held, say(rule, held=held_words(held), **facts)


def _bar(task: Task, champion: Evaluation, *, refresh: bool) -> tuple[float, str, str]:
    """Give the least gain of the primary metric, the end it is held to, and the rule's code."""
    falls = task.primary_metric in task.lower_is_better
    if not refresh:
        bar = -task.guard.min_gain if falls else task.guard.min_gain
        return task.guard.min_gain, f"{bar:g}", "fall" if falls else "gain"
    least = -task.guard.refresh_margin * abs(champion.metrics[task.primary_metric].value)
    bar = -least if falls else least
    return least, f"{bar:+.4f}", "refresh-fall" if falls else "refresh-gain"


def _facts(metric: str, change: Difference) -> dict[str, str]:
    ends = {"value": change.value, "low": change.low, "high": change.high}
    return {"metric": metric} | {name: f"{end:+.4f}" for name, end in ends.items()}
