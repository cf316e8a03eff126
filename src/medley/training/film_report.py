"""How a comparison of the models of films' genres is written down and drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from medley.core.registry import task
from medley.training.compare import Comparison, Entrant
from medley.training.film_plots import errors_plot, genres_plot
from medley.training.interests_report import reliability_plot
from medley.training.plots import bars
from medley.training.report_form import ReportForm, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LABELS = {
    "map": "mAP",
    "macro_f1": "macro-F1",
    "micro_f1": "micro-F1",
    "sample_f1": "F1 a film",
    "log_loss": "log loss a genre, nats",
    "ece": "calibration error (ECE)",
    "coverage": "says any",
}
SHOWN = {"poster": "poster alone", "overview": "title and overview", "both": "both"}
NOTE = (
    "± is half of the 95% bootstrap interval over films, remakes drawn with them. Differences are "
    "paired by film, not corrected for comparing several models. mAP: the mean over frequent "
    "genres of the average precision. Micro-F1 favours whoever says the most frequent genres of "
    "every film, macro-F1 does not. ECE: how far a genre's probability is from the share of films "
    "that have it, a mean over genres. Says any: the share of films for which any genre is said."
)


def sentence(comparison: Comparison) -> str:
    """Describe the data and the split."""
    data, split = comparison.data, comparison.split
    return (
        f"{data['labelled']:,} films with genres, {data['posters']:,} of them with a poster and "
        f"{data['overviews']:,} with an overview; {split['genres']:,} genres have enough films to "
        f"count; split {split['how']}, {split['films']:,} films fitted, "
        f"{split['test_films']:,} asked about."
    )


def tables(comparison: Comparison) -> Iterator[Table]:
    """Lay the best model out by genre, all models by what is shown, and the one of six."""
    best = comparison.entrants[0]
    yield _by_genre(best)
    yield from _by_part(comparison.entrants)
    asked = [entrant for entrant in comparison.entrants if _single(entrant)]
    if asked:
        held = asked[0].details["single"]
        yield Table(
            f"Which one of {', '.join(held['genres'])} a film with a single genre has "
            f"({held['films']:,} films; always the most frequent is right in "
            f"{held['largest']:.3f})",
            ["model", "accuracy", "macro-F1"],
            [
                [entrant.model, *(_text(found) for found in _single(entrant).values())]
                for entrant in asked
            ],
        )


def pictures(comparison: Comparison, names: Mapping[str, str]) -> Iterator[tuple[str, Figure]]:
    """Draw the figures, the reliability, and each model by genre and by its mistakes."""
    falls = task(comparison.task).lower_is_better
    yield "figures", bars(comparison, tuple(LABELS), LABELS, falls)
    yield "reliability", reliability_plot(comparison, share="share of films that have it")
    for entrant in comparison.entrants:
        rows = entrant.details["labels"]
        labels = [names.get(row["genre"], row["genre"]) for row in rows]
        yield f"genres-{entrant.model}", genres_plot(entrant.model, rows, labels, _n(comparison))
        counts: NDArray[np.int64] = np.array(entrant.details["errors"], np.int64)
        missed = np.array([row["films"] - row["right"] for row in rows], np.int64)
        yield f"errors-{entrant.model}", errors_plot(entrant.model, counts, missed, labels)


def _by_genre(entrant: Entrant) -> Table:
    header = ["genre", "films", "said of", "AP", "precision", "recall", "F1", "ECE", "threshold"]
    names = ("ap", "precision", "recall", "f1", "ece", "threshold")
    rows = [
        [row["genre"], f"{row['films']:,}", f"{row['said']:,}", *(_plain(row[n]) for n in names)]
        for row in sorted(entrant.details["labels"], key=lambda row: -row["films"])
    ]
    return Table(f"By genre, `{entrant.model}`", header, rows)


def _by_part(entrants: Sequence[Entrant]) -> Iterator[Table]:
    shown = [entrant for entrant in entrants if entrant.details["shown"]]
    if not shown:
        return
    parts = shown[0].details["shown"]
    header = ["model", *(SHOWN[part] for part in parts)]
    n_films = next(iter(parts.values()))["films"]
    for metric in ("map", "macro_f1", "micro_f1"):
        rows = [
            [
                entrant.model,
                *(_text(entrant.details["shown"][part]["metrics"][metric]) for part in parts),
            ]
            for entrant in shown
        ]
        title = f"{LABELS[metric]} by what is shown of the {n_films:,} films that have both"
        yield Table(title, header, rows)


def _single(entrant: Entrant) -> Mapping[str, Mapping[str, float]]:
    found: Mapping[str, Mapping[str, float]] = entrant.details["single"].get("metrics", {})
    return found


def _n(comparison: Comparison) -> int:
    found: int = comparison.split["test_films"]
    return found


def _plain(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _text(found: Mapping[str, Any]) -> str:
    return f"{found['value']:.3f} ±{(found['high'] - found['low']) / 2:.3f}"


FORM = ReportForm(
    columns=tuple(LABELS),
    labels=LABELS,
    digits={},
    sentence=sentence,
    note=NOTE,
    pictures=pictures,
    tables=tables,
)
