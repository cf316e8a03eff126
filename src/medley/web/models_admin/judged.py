"""What a training found beyond figures: confusion, reliability, figures a class."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from medley.artifacts.manifest import Manifest
from medley.web.feed.catalogue_index import current_index
from medley.web.models_admin.shelf import noted
from medley.web.operators.charts import shade


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a confusion matrix: how often, of the row's whole, and its shade."""

    count: int
    share: float
    shade: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """What was taken for what.

    Attributes
    ----------
    labels : list of str
        What was answered at least once.
    rows : list of (str, list of Cell)
        A row for each truth that was asked about.
    """

    labels: list[str]
    rows: list[tuple[str, list[Cell]]]


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of a reliability diagram."""

    said: float
    was: float
    count: int


@dataclass(frozen=True, slots=True)
class Judged:
    """All of it; what was not measured is None or empty."""

    matrix: Matrix | None
    bins: list[Bin]
    classes: list[tuple[str, list[float | None]]]
    class_columns: list[str]


def judged(manifest: Manifest) -> Judged:
    """Read what a training kept; what cannot be read is left out."""
    held = noted(manifest, "measured", {})
    if not isinstance(held, Mapping):
        held = {}
    columns, classes = _classes(held.get("labels"))
    return Judged(_matrix(held), _bins(held.get("reliability")), classes, columns)


def _matrix(held: Mapping[str, Any]) -> Matrix | None:
    names: Any = held.get("categories") or held.get("labels")
    counts: Any = held.get("confusion")
    if not _is_square(names, counts):
        return None
    columns = [n for n in range(len(names)) if any(row[n] for row in counts)]
    rows = []
    for name, row in zip(names, counts, strict=True):
        total = sum(row)
        if total:
            cells = [Cell(row[n], row[n] / total, shade(row[n] / total)) for n in columns]
            rows.append((_name(name), cells))
    return Matrix([_name(names[n]) for n in columns], rows) if rows else None


def _is_square(names: Any, counts: Any) -> bool:
    if not isinstance(names, list) or not isinstance(counts, list) or len(names) != len(counts):
        return False
    if not all(isinstance(name, str) for name in names):
        return False
    rows = [row for row in counts if isinstance(row, list) and len(row) == len(names)]
    return len(rows) == len(counts) and all(isinstance(n, int) for row in rows for n in row)


def _bins(held: Any) -> list[Bin]:
    if not isinstance(held, Mapping):
        return []
    columns = [held.get(name) for name in ("said", "was", "counts")]
    if not all(isinstance(column, list) for column in columns):
        return []
    return [
        Bin(float(said), float(was), int(count))
        for said, was, count in zip(*columns, strict=False)
        if said is not None and was is not None and count
    ]


def _classes(held: Any) -> tuple[list[str], list[tuple[str, list[float | None]]]]:
    """Figures a class, where a training kept rows such as ``{"genre": "drama", "f1": 0.7}``."""
    if not isinstance(held, list) or not held or not isinstance(held[0], Mapping):
        return [], []
    first = held[0]
    named = next((name for name, value in first.items() if isinstance(value, str)), None)
    columns = [name for name, value in first.items() if _is_number(value)]
    if named is None:
        return [], []
    rows = [
        (_name(str(row.get(named, ""))), [_finite(row.get(name)) for name in columns])
        for row in held
        if isinstance(row, Mapping)
    ]
    return columns, rows


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _finite(value: Any) -> float | None:
    return float(value) if _is_number(value) and math.isfinite(value) else None


def _name(slug: str) -> str:
    category = current_index().category(slug)
    return category.name if category is not None else slug
