"""How a comparison of the models of interests is written down and drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from medley.core.registry import task
from medley.metrics.labelling import normalised
from medley.training.compare import Comparison, Entrant
from medley.training.plots import BEST, INK, REST, bars, blank, quiet
from medley.training.report_form import ReportForm

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LABELS = {
    "accuracy": "accuracy",
    "top3": "top-3 accuracy",
    "macro_f1": "macro-F1",
    "log_loss": "log loss, nats",
    "ece": "calibration error (ECE)",
}
NOTE = (
    "± is half of the 95% bootstrap interval over people, who are drawn with all their examples. "
    "Differences are paired by person, not corrected for comparing several models. The main "
    "category of the later likes is what accuracy asks for; log loss is against their whole mix, "
    "whose own entropy no model can fall below. ECE: how far the probability of the most "
    "probable category is from that category's share, on average."
)
_COLUMNS_OF_PLOTS = 4


def sentence(comparison: Comparison) -> str:
    """Describe the data and the split."""
    data, split = comparison.data, comparison.split
    facts = f"{data['events']:,} events of {data['people']:,} people on {data['items']:,} items"
    sizes = f"{split['train_examples']:,} examples fitted, {split['test_examples']:,} asked about"
    if split["kind"] == "people":
        how = f"{split['test_people']:,} people held out whole, each example cut in time"
    else:
        cutoff = datetime.fromtimestamp(split["cutoff_ms"] / 1000, UTC)
        how = f"fitted on what came before {cutoff:%Y-%m-%d}, asked about the likes after it"
    return f"{facts}; {how}; {sizes}."


def pictures(comparison: Comparison, names: Mapping[str, str]) -> Iterator[tuple[str, Figure]]:
    """Draw the figures, the reliability, and each model's confusion, counted and normalised."""
    falls = task(comparison.task).lower_is_better
    yield "figures", bars(comparison, tuple(LABELS), LABELS, falls)
    yield "reliability", reliability_plot(comparison)
    for entrant in comparison.entrants:
        counts = np.array(entrant.details["confusion"], np.int64)
        labels = [names.get(slug, slug) for slug in entrant.details["categories"]]
        title = f"{entrant.model}: main category of the later likes"
        yield f"confusion-{entrant.model}", confusion_plot(title, counts, labels)


def confusion_plot(
    title: str, counts: NDArray[np.int64], labels: Sequence[str], answered: str = "was foreseen"
) -> Figure:
    """Draw which main category was taken for which: counts beside shares of the row.

    Categories that neither were the main one nor were foreseen as it are left
    out.

    Parameters
    ----------
    title : str
    counts : ndarray of int64, shape (n_categories, n_categories)
        Rows are the truth.
    labels : sequence of str, length n_categories
    answered : str
        What columns are called.
    """
    seen = np.flatnonzero(counts.sum(axis=0) + counts.sum(axis=1))
    held = counts[np.ix_(seen, seen)]
    size = max(3.2, 1.6 + 0.42 * len(seen))
    figure = blank(2 * size + 1.2, size + 0.6)
    axes = figure.subplots(1, 2, sharey=True)
    figure.suptitle(title, fontsize=11, x=0.01, ha="left")
    shares = normalised(held)
    for axis, values, words, kind in (
        (axes[0], held, [[f"{v}" if v else "" for v in row] for row in held.tolist()], "counts"),
        (
            axes[1],
            shares,
            [[f"{v:.2f}".lstrip("0") if v >= 0.005 else "" for v in row] for row in shares],
            "share of the row",
        ),
    ):
        _matrix(axis, values, words, [labels[i] for i in seen.tolist()], kind)
        axis.set_xlabel(answered, fontsize=9)
    axes[0].set_ylabel("was", fontsize=9)
    return figure


def _matrix(
    axis: Any,
    values: NDArray[Any],
    words: Sequence[Sequence[str]],
    labels: Sequence[str],
    title: str,
) -> None:
    top = max(float(values.max(initial=0)), 1e-12)
    axis.imshow(values / top, cmap="Blues", vmin=0, vmax=1)
    for row, texts in enumerate(words):
        for column, text in enumerate(texts):
            dark = values[row, column] / top > 0.55
            colour = "white" if dark else INK
            axis.text(column, row, text, ha="center", va="center", fontsize=8, color=colour)
    places = range(len(labels))
    axis.set_xticks(list(places), labels, rotation=45, ha="right", fontsize=8)
    axis.set_yticks(list(places), labels, fontsize=8)
    axis.set_title(title, fontsize=10, loc="left")


def reliability_plot(comparison: Comparison, *, share: str = "share of later likes") -> Figure:
    """Draw for each model what it said against what was so; the diagonal is honest."""
    entrants = comparison.entrants
    n_rows = -(-len(entrants) // _COLUMNS_OF_PLOTS)
    figure = blank(2.7 * _COLUMNS_OF_PLOTS, 2.9 * n_rows)
    axes = figure.subplots(n_rows, _COLUMNS_OF_PLOTS, sharex=True, sharey=True, squeeze=False)
    for axis in axes.ravel()[len(entrants) :]:
        axis.set_visible(False)
    for axis, entrant in zip(axes.ravel(), entrants, strict=False):
        _reliability(axis, entrant, first=entrant is entrants[0])
    highest = max(_highest(entrant) for entrant in entrants)
    top = min(1.0, 1.15 * highest)
    axes[0, 0].set_xlim(0, top)
    axes[0, 0].set_ylim(0, top)
    for axis in axes[:, 0]:
        axis.set_ylabel(share, fontsize=9)
    for axis in axes[-1]:
        axis.set_xlabel("probability said", fontsize=9)
    return figure


def _reliability(axis: Any, entrant: Entrant, *, first: bool) -> None:
    held = entrant.details["reliability"]
    bins = [n for n, count in enumerate(held["counts"]) if count]
    said, was = ([held[column][n] for n in bins] for column in ("said", "was"))
    counts = [held["counts"][n] for n in bins]
    axis.plot([0, 1], [0, 1], color=REST, lw=1, ls="--")
    sizes = [20 + 120 * count / max(counts) for count in counts]
    axis.plot(said, was, color=BEST if first else INK, lw=1)
    axis.scatter(said, was, s=sizes, color=BEST if first else INK, alpha=0.75, zorder=3)
    error = entrant.evaluation.metrics["ece"]
    axis.set_title(f"{entrant.model}, ECE {error.value:.3f}", fontsize=9, loc="left")
    quiet(axis)


def _highest(entrant: Entrant) -> float:
    held = entrant.details["reliability"]
    values = (*held["said"], *held["was"])
    return float(max(value for value in values if value is not None))


FORM = ReportForm(
    columns=tuple(LABELS),
    labels=LABELS,
    digits={},
    sentence=sentence,
    note=NOTE,
    pictures=pictures,
)
