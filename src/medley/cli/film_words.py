"""How the training commands write what was measured of films' genres besides the figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medley.cli.output import print_table


def print_film_details(details: Mapping[str, Any]) -> None:
    """Print the genres, what each part of a film tells, the one of six, and what changed."""
    from medley.training.film_report import LABELS, SHOWN

    names = ("ap", "precision", "recall", "f1", "ece", "threshold")
    rows = sorted(details.get("labels", ()), key=lambda row: -row["films"])
    if rows:
        columns = ("genre", "films", "said of", "AP", *names[1:3], "F1", "ECE", "threshold")
        cells = [
            (row["genre"], row["films"], row["said"], *(_plain(row[name]) for name in names))
            for row in rows
        ]
        print_table(columns, cells, "By genre")
    shown = details.get("shown", {})
    if shown:
        metrics = ("map", "macro_f1", "micro_f1")
        cells = [
            (SHOWN[part], *(_estimate(found["metrics"][name]) for name in metrics))
            for part, found in shown.items()
        ]
        n_films = next(iter(shown.values()))["films"]
        title = f"By what is shown of the {n_films:,} films that have both"
        print_table(("shown", *(LABELS[name] for name in metrics)), cells, title)
    single = details.get("single", {})
    if "metrics" in single:
        cells = [tuple(map(_estimate, single["metrics"].values()))]
        title = f"Which one of {len(single['genres'])} genres {single['films']:,} films have"
        print_table(("accuracy", "macro-F1"), cells, title)


def print_score_details(details: Mapping[str, Any]) -> None:
    """Print by genre how far off scores are and how many lie within their intervals."""
    rows = sorted(details.get("genres", ()), key=lambda row: -row["films"])
    if rows:
        cells = [
            (
                row["genre"],
                f"{row['films']:,}",
                f"{row['mae']:.2f}",
                f"{row['width']:.1f}",
                _estimate(row["coverage"]),
            )
            for row in rows
        ]
        within = f"within {details['nominal_coverage']:.0%} intervals"
        print_table(("genre", "films", "MAE", "width", within), cells, "By genre")


def change_words(changed: Mapping[str, Any]) -> str:
    """Say how the films held out differ from the last training's.

    Examples
    --------
    >>> change_words({"since": "v1", "films": 3, "labels": 4, "joined": 1, "left": 0})
    'Since v1, 3 films held out have other genres (4 in all), 1 joined and 0 left.'
    """
    if "unknown" in changed:
        return f"What changed of the films held out since {changed['since']} cannot be told."
    return (
        f"Since {changed['since']}, {changed['films']:,} films held out have other genres "
        f"({changed['labels']:,} in all), {changed['joined']:,} joined and "
        f"{changed['left']:,} left."
    )


def _plain(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _estimate(found: Mapping[str, float]) -> str:
    return f"{found['value']:.3f} ±{(found['high'] - found['low']) / 2:.3f}"
