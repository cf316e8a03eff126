"""Reports of comparisons, as `medley compare` left them in their folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from medley.web.feed.catalogue_index import current_index
from medley.web.operators.charts import Dot, Interval, Marks, Scale, reliability_dots, shade

PICTURES = {".png": "image/png", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a confusion matrix: how often, of the row's whole, and its shade."""

    count: int
    share: float
    shade: int


@dataclass(frozen=True, slots=True)
class Entrant:
    """One model of a comparison.

    Attributes
    ----------
    model : str
    metrics : dict of str to Interval
    marks : Marks
        Of the primary metric.
    dots : list of Dot
        Of its reliability.
    labels : list of str
        Names of the categories that were foreseen at least once.
    matrix : list of (str, list of Cell)
        A row for each true category that was asked about.
    pictures : list of (str, str)
        Kind and file name of its confusion matrix in the folder.
    """

    model: str
    metrics: dict[str, Interval]
    marks: Marks
    dots: list[Dot]
    labels: list[str]
    matrix: list[tuple[str, list[Cell]]]
    pictures: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A whole report."""

    folder: str
    plain: dict[str, Any]
    entrants: list[Entrant]
    pictures: list[str]


def latest_report(task: str) -> Comparison | None:
    """Read the latest report of a task; None where there is none that can be read."""
    root = Path(settings.MEDLEY_REPORTS)
    folders = sorted(root.glob(f"compare-{task}-*"), reverse=True) if root.is_dir() else []
    for folder in folders:
        plain = _plain(folder / "report.json")
        if plain is not None:
            return _comparison(folder, plain)
    return None


def picture_named(folder: str, file: str) -> tuple[Path, str] | None:
    """Find a picture of a report by names that are in the listing, never by a path."""
    root = Path(settings.MEDLEY_REPORTS)
    for held in root.iterdir() if root.is_dir() else ():
        if held.name == folder and held.is_dir():
            for path in held.iterdir():
                if path.name == file and path.suffix in PICTURES and not path.is_symlink():
                    return path, PICTURES[path.suffix]
    return None


def _plain(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        # A folder that is being written, or was cut off: the one before it answers.
        return None
    return found if isinstance(found, dict) and found.get("models") else None


def _comparison(folder: Path, plain: dict[str, Any]) -> Comparison:
    primary = plain["primary_metric"]
    files = sorted(path.name for path in folder.iterdir() if path.suffix in PICTURES)
    intervals = [_interval(row["metrics"][primary]) for row in plain["models"]]
    scale = Scale.over(intervals, include=())
    entrants = [
        _entrant(row, scale.marks(found), files)
        for row, found in zip(plain["models"], intervals, strict=True)
    ]
    shared = [name for name in files if not name.startswith("confusion-")]
    return Comparison(folder.name, plain, entrants, shared)


def _entrant(row: dict[str, Any], marks: Marks, files: list[str]) -> Entrant:
    held = row.get("reliability") or {"said": [], "was": [], "counts": []}
    counts = row.get("confusion", [])
    names = [_name(slug) for slug in row.get("categories", [])]
    foreseen = [n for n in range(len(names)) if any(held[n] for held in counts)]
    return Entrant(
        model=row["model"],
        metrics={name: _interval(found) for name, found in row["metrics"].items()},
        marks=marks,
        dots=reliability_dots(held["said"], held["was"], held["counts"]),
        labels=[names[n] for n in foreseen],
        matrix=_matrix(counts, names, foreseen),
        pictures=[
            (name.rpartition(".")[2].upper(), name)
            for name in files
            if name.rpartition(".")[0] == f"confusion-{row['model']}"
        ],
    )


def _interval(found: dict[str, float]) -> Interval:
    return Interval(found["value"], found["low"], found["high"])


def _name(slug: str) -> str:
    category = current_index().category(slug)
    return category.name if category is not None else slug


def _matrix(
    counts: list[list[int]], names: list[str], columns: list[int]
) -> list[tuple[str, list[Cell]]]:
    """Rows that nothing was asked of say nothing and are left out."""
    found = []
    for name, row in zip(names, counts, strict=True):
        total = sum(row)
        if total:
            picked = [(row[n], row[n] / total) for n in columns]
            found.append((name, [Cell(count, share, shade(share)) for count, share in picked]))
    return found
