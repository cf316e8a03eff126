"""Two versions side by side: every metric with its interval, and the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from medley.artifacts.manifest import Manifest
from medley.core.task import Task
from medley.metrics.uncertainty import Estimate, unpaired_difference
from medley.web.models_admin.metric_words import metric_words
from medley.web.models_admin.version_rows import decision_of, interval_of
from medley.web.operators.charts import Interval, Marks, Scale


@dataclass(frozen=True, slots=True)
class Compared:
    """One metric of two versions.

    Attributes
    ----------
    name, words : str
    falls : bool
        Whether a smaller figure is better.
    one, other : Interval or None
    marks_one, marks_other : Marks or None
        On a scale that the two share.
    difference : Interval or None
        The other less the one.
    marks : Marks or None
        Of the difference.
    paired : bool
        Whether it was measured on the same people, songs or films in pairs.
    verdict : str
        ``"better"``, ``"worse"`` or ``""``: of the other, where the interval says so.
    """

    name: str
    words: str
    falls: bool
    one: Interval | None
    other: Interval | None
    marks_one: Marks | None
    marks_other: Marks | None
    difference: Interval | None
    marks: Marks | None
    paired: bool
    verdict: str


def compared(
    task: Task, one: Manifest, other: Manifest, held_against: str | None
) -> list[Compared]:
    """Compare two versions by all metrics that either has, the primary one first.

    Parameters
    ----------
    task : Task
    one, other : Manifest
    held_against : str or None
        The version that served when ``other`` was trained: where that is ``one``, the
        training's paired differences are shown.
    """
    names = dict.fromkeys([task.primary_metric, *one.metrics, *other.metrics])
    pairs = decision_of(other).get("differences", {}) if held_against == one.version else {}
    found = []
    for name in names:
        first, second = interval_of(one, name), interval_of(other, name)
        if first is None and second is None:
            continue
        found.append(_compared(task, name, first, second, pairs))
    return found


def _compared(
    task: Task, name: str, one: Interval | None, other: Interval | None, pairs: object
) -> Compared:
    falls = name in task.lower_is_better
    scale = Scale.over([held for held in (one, other) if held is not None], include=())
    paired = _paired(pairs, name)
    difference = paired or _unpaired(one, other)
    marks = Scale.over([difference]).marks(difference) if difference is not None else None
    return Compared(
        name=name,
        words=metric_words(name),
        falls=falls,
        one=one,
        other=other,
        marks_one=scale.marks(one) if one is not None else None,
        marks_other=scale.marks(other) if other is not None else None,
        difference=difference,
        marks=marks,
        paired=paired is not None,
        verdict=_verdict(difference, falls=falls),
    )


def _paired(pairs: object, name: str) -> Interval | None:
    held = pairs.get(name) if isinstance(pairs, Mapping) else None
    if not isinstance(held, Mapping):
        return None
    try:
        return Interval(float(held["value"]), float(held["low"]), float(held["high"]))
    except (KeyError, TypeError, ValueError):
        return None


def _unpaired(one: Interval | None, other: Interval | None) -> Interval | None:
    if one is None or other is None:
        return None
    found = unpaired_difference(_estimate(other), _estimate(one))
    return Interval(found.value, found.low, found.high)


def _estimate(held: Interval) -> Estimate:
    return Estimate(held.value, held.low, held.high)


def _verdict(difference: Interval | None, *, falls: bool) -> str:
    if difference is None or difference.low <= 0 <= difference.high:
        return ""
    return "better" if (difference.value < 0) == falls else "worse"
