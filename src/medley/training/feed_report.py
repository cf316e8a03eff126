"""How a comparison of the feed's models is written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from medley.core.registry import task
from medley.training.compare import Comparison
from medley.training.plots import BEST, INK, REST, bars, blank, quiet
from medley.training.report_form import ReportForm

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LABELS = {
    "ndcg@10": "nDCG@10",
    "ndcg@100": "nDCG@100",
    "recall@20": "Recall@20",
    "recall@50": "Recall@50",
    "mrr@100": "MRR@100",
    "coverage@100": "coverage@100",
    "gini@100": "Gini@100",
    "novelty@100": "novelty@100, bits",
}
ACCURACY = ("ndcg@10", "ndcg@100", "recall@20", "recall@50")
NOTE = (
    "± is half of the 95% bootstrap interval over people. Differences are paired by person; "
    "p by random sign flips, not corrected for comparing several models. Gini: 0 shows all "
    "items equally often. Novelty: bits of self-information, larger is less known."
)


def sentence(comparison: Comparison) -> str:
    """Describe the data and the split."""
    data, split = comparison.data, comparison.split
    facts = f"{data['events']:,} events of {data['people']:,} people on {data['items']:,} items"
    if split["kind"] == "people":
        how = (
            f"{split['test_people']:,} people held out whole (`numpy.random.default_rng"
            f"({split['seed']})`), {split['fold_in']:.0%} of their choices shown"
        )
    else:
        cutoff = datetime.fromtimestamp(split["cutoff_ms"] / 1000, UTC)
        how = (
            f"fitted on what came before {cutoff:%Y-%m-%d}, asked about what "
            f"{split['test_people']:,} returning people chose after"
        )
    return f"{facts}; {how}; every item ranked."


def pictures(comparison: Comparison, _names: Mapping[str, str]) -> Iterator[tuple[str, Figure]]:
    """Draw the accuracy, and the accuracy against the coverage."""
    falls = task(comparison.task).lower_is_better
    yield "accuracy", bars(comparison, ACCURACY, LABELS, falls)
    yield "accuracy-coverage", coverage_plot(comparison)


def coverage_plot(comparison: Comparison) -> Figure:
    """Draw accuracy against how much of the catalogue is shown: up and right is better."""
    primary = comparison.primary_metric
    figure = blank(7, 4.5)
    axis = figure.subplots()
    for entrant in comparison.entrants:
        x, y = entrant.evaluation.metrics["coverage@100"], entrant.evaluation.metrics[primary]
        colour = BEST if entrant is comparison.entrants[0] else INK
        axis.errorbar(
            x.value,
            y.value,
            xerr=[[max(0.0, x.value - x.low)], [max(0.0, x.high - x.value)]],
            yerr=[[max(0.0, y.value - y.low)], [max(0.0, y.high - y.value)]],
            fmt="o",
            color=colour,
            ecolor=REST,
            capsize=2,
        )
        axis.annotate(
            entrant.model,
            (x.value, y.value),
            xytext=(6, 5),
            textcoords="offset points",
            fontsize=9,
            color=colour,
        )
    axis.set_xlabel("coverage@100: share of the catalogue shown to anybody")
    axis.set_ylabel(LABELS[primary])
    axis.margins(0.15)
    quiet(axis)
    return figure


FORM = ReportForm(
    columns=(*ACCURACY, "coverage@100", "gini@100", "novelty@100"),
    labels=LABELS,
    digits={"novelty@100": 2},
    sentence=sentence,
    note=NOTE,
    pictures=pictures,
)
