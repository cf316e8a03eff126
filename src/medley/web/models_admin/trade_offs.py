"""Quality against what it costs: size, time, memory, coverage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from medley.artifacts.manifest import Manifest
from medley.core.task import Task
from medley.web.models_admin.shelf import noted, size_of
from medley.web.models_admin.version_rows import VersionRow, decision_of, interval_of

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """Something that a version costs, or brings besides its quality.

    Attributes
    ----------
    name : str
    words : str
        With its unit.
    of : callable
        ``(manifest) -> float or None``.
    """

    name: str
    words: str
    of: Callable[[Manifest], float | None]


@dataclass(frozen=True, slots=True)
class Point:
    """A version in a chart of quality against a cost."""

    row: VersionRow
    x: float


def costs_of(task: Task, rows: list[VersionRow]) -> list[Cost]:
    """The costs that at least one of some versions knows."""
    return [cost for cost in _costs(task) if any(cost.of(row.manifest) is not None for row in rows)]


def points(cost: Cost, rows: list[VersionRow]) -> list[Point]:
    """The versions that know a cost, the cheapest first."""
    found = [(row, cost.of(row.manifest)) for row in rows]
    held = [Point(row, x) for row, x in found if x is not None]
    return sorted(held, key=lambda one: one.x)


def _costs(task: Task) -> list[Cost]:
    found = [
        Cost("size", str(_("Size, MB")), lambda one: size_of(one) / MB),
        Cost("fit", str(_("Time to fit, s")), lambda one: _number(noted(one, "fit_seconds"))),
        Cost("latency", str(_("Time to answer, ms")), _spent("latency_ms")),
        Cost("slow", str(_("Slowest answers, ms")), _spent("slow_ms")),
        Cost("memory", str(_("Memory, MB")), _spent("arrays_mb")),
    ]
    named = [name for name in task.guard.max_loss if name.startswith("coverage")]
    return found + [Cost("coverage", str(_("Coverage")), _metric(name)) for name in named[:1]]


def _metric(name: str) -> Callable[[Manifest], float | None]:
    def of(manifest: Manifest) -> float | None:
        found = interval_of(manifest, name)
        return None if found is None else found.value

    return of


def _spent(name: str) -> Callable[[Manifest], float | None]:
    """What the training measured when it held the version against the champion."""

    def of(manifest: Manifest) -> float | None:
        held: object = decision_of(manifest).get("costs")
        for key in ("challenger", name):
            held = held.get(key) if isinstance(held, Mapping) else None
        return _number(held)

    return of


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
