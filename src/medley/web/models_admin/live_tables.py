"""Live figures and drift as tables for a spreadsheet."""

from __future__ import annotations

from typing import Any

from medley.web.models_admin.drifting import input_drift, predictions
from medley.web.models_admin.live import live_figures
from medley.web.models_admin.shelf import Shelf

Table = tuple[tuple[str, ...], list[tuple[Any, ...]]]


def live_csv(shelf: Shelf) -> Table:
    """Rates with intervals, and how much they come from."""
    rows = [
        (one.version, name, found.value, found.low, found.high, *map(str, _counts(one.counts)))
        for one in live_figures(shelf)
        for name, found in one.rates.items()
    ]
    return ("version", "rate", "value", "low", "high", "from"), rows


def drift_csv(shelf: Shelf) -> Table:
    """Shares of what comes in, before and after the champion was trained."""
    rows = [
        (one.name, one.drift.psi, one.drift.grade, bar.name, bar.before, bar.after)
        for one in input_drift(shelf)
        for bar in one.bars
    ]
    return ("feature", "psi", "grade", "value", "before", "after"), rows


def predictions_csv(shelf: Shelf) -> Table:
    """Shares of what each version answers, beside the version before it."""
    rows = [
        (one.version, one.drift.psi if one.drift else None, bar.name, bar.before, bar.after)
        for one in predictions(shelf)
        for bar in one.bars
    ]
    return ("version", "psi", "value", "before", "after"), rows


def _counts(counts: dict[str, int]) -> tuple[str]:
    return ("; ".join(f"{name} {n}" for name, n in counts.items()),)
