"""How a comparison of the models of films' scores is written down and drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from medley.core.registry import task
from medley.training.compare import Comparison, Entrant
from medley.training.plots import BEST, INK, REST, bars, blank, quiet
from medley.training.report_form import ReportForm, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LABELS = {
    "mae": "MAE",
    "rmse": "RMSE",
    "r2": "R²",
    "rank_correlation": "rank correlation",
    "coverage": "coverage of 90% intervals",
    "coverage_gap": "off 90% by",
    "width": "width of intervals",
}
NOTE = (
    "± is half of the 95% bootstrap interval over films; those of one director, and remakes and "
    "series, are drawn together. Differences are paired by film, not corrected for comparing "
    "several models. Errors and widths are in points of 100. R²: the share of the variance that "
    "the predictions take away, 0 for the mean of the films asked about."
)


def sentence(comparison: Comparison) -> str:
    """Describe the data and the split."""
    data, split = comparison.data, comparison.split
    since = f" (from {split['from']} on)" if "from" in split else ""
    return (
        f"{data['scored']:,} films with a score, {data['posters']:,} of all with a poster; split "
        f"{split['how']}{since}, {split['films']:,} films fitted, {split['test_films']:,} asked "
        "about."
    )


def tables(comparison: Comparison) -> Iterator[Table]:
    """Lay the intervals of the best model out by genre."""
    best = comparison.entrants[0]
    rows = [
        [
            row["genre"],
            f"{row['films']:,}",
            f"{row['mae']:.2f}",
            f"{row['width']:.1f}",
            f"{row['coverage']['value']:.3f} ({row['coverage']['low']:.3f} to "
            f"{row['coverage']['high']:.3f})",
        ]
        for row in sorted(best.details["genres"], key=lambda row: -row["films"])
    ]
    header = ["genre", "films", LABELS["mae"], LABELS["width"], LABELS["coverage"]]
    yield Table(f"By genre, `{best.model}`", header, rows)


def pictures(comparison: Comparison, names: Mapping[str, str]) -> Iterator[tuple[str, Figure]]:
    """Draw the figures, and for each model the scores beside the predictions and its coverage."""
    falls = task(comparison.task).lower_is_better
    yield "figures", bars(comparison, tuple(LABELS), LABELS, falls)
    for entrant in comparison.entrants:
        yield f"scores-{entrant.model}", _scores_plot(entrant)
        yield f"coverage-{entrant.model}", _coverage_plot(entrant, names)


def _scores_plot(entrant: Entrant) -> Figure:
    shown = np.array(entrant.details["shown"], np.float64).reshape(-1, 2)
    figure = blank(5, 4.6)
    axis = figure.subplots()
    axis.plot([0, 100], [0, 100], color=INK, lw=0.8)
    axis.scatter(shown[:, 0], shown[:, 1], s=5, color=BEST, alpha=0.35, linewidths=0)
    ends = float(np.floor(shown.min(initial=100))), float(np.ceil(shown.max(initial=0)))
    axis.set(xlim=ends, ylim=ends, xlabel="predicted", ylabel="score")
    axis.set_title(entrant.model, fontsize=10, loc="left")
    quiet(axis)
    return figure


def _coverage_plot(entrant: Entrant, names: Mapping[str, str]) -> Figure:
    rows = sorted(entrant.details["genres"], key=lambda row: row["films"])
    figure = blank(5.5, 1 + 0.28 * max(len(rows), 1))
    axis = figure.subplots()
    values = [row["coverage"]["value"] for row in rows]
    spread = [
        [max(0.0, value - row["coverage"]["low"]) for value, row in zip(values, rows, strict=True)],
        [
            max(0.0, row["coverage"]["high"] - value)
            for value, row in zip(values, rows, strict=True)
        ],
    ]
    places = range(len(rows))
    axis.axvline(entrant.details["nominal_coverage"], color=REST, lw=1)
    axis.errorbar(values, places, xerr=spread, fmt="o", color=BEST, ecolor=INK, ms=4, lw=1)
    axis.set_yticks(list(places), [names.get(row["genre"], row["genre"]) for row in rows])
    axis.set_title(f"{entrant.model}: scores within 90% intervals", fontsize=10, loc="left")
    quiet(axis)
    return figure


FORM = ReportForm(
    columns=tuple(LABELS),
    labels=LABELS,
    digits={"mae": 2, "rmse": 2, "width": 1},
    sentence=sentence,
    note=NOTE,
    pictures=pictures,
    tables=tables,
)
