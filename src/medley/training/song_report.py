"""How a comparison of the models of songs' genres is written down and drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from medley.core.registry import task
from medley.training.compare import Comparison
from medley.training.interests_report import confusion_plot, reliability_plot
from medley.training.plots import bars
from medley.training.report_form import ReportForm

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LABELS = {
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "top3": "top-3 accuracy",
    "log_loss": "log loss, nats",
    "ece": "calibration error (ECE)",
    "coverage": "sure of",
    "sure_accuracy": "accuracy where sure",
}
NOTE = (
    "± is half of the 95% bootstrap interval over songs; those that share an artist or an album "
    "are drawn together. Differences are paired by song, not corrected for comparing several "
    "models. ECE: how far the probability of the most probable genre is from the share that is "
    "right, on average. Sure of: the share of songs that the model does not call unsure."
)


def sentence(comparison: Comparison) -> str:
    """Describe the data and the split."""
    data, split = comparison.data, comparison.split
    facts = (
        f"{data['labelled']:,} songs of {data['genres']:,} genres in {data['groups']:,} groups "
        "that share no artist and no album"
    )
    if split["kind"] == "folds":
        folds = "official folds" if split["official"] else "folds with groups whole"
        return f"{facts}; each song asked about once, by a model of the other {folds}."
    sizes = f"{split['songs']:,} songs fitted, {split['test_songs']:,} asked about"
    return f"{facts}; split {split['how'].replace('the last', 'by the last')}; {sizes}."


def pictures(comparison: Comparison, names: Mapping[str, str]) -> Iterator[tuple[str, Figure]]:
    """Draw the figures, the reliability, and each model's confusion, counted and normalised."""
    falls = task(comparison.task).lower_is_better
    yield "figures", bars(comparison, tuple(LABELS), LABELS, falls)
    yield "reliability", reliability_plot(comparison, share="share that is right")
    for entrant in comparison.entrants:
        counts = np.array(entrant.details["confusion"], np.int64)
        labels = [names.get(slug, slug) for slug in entrant.details["labels"]]
        title = f"{entrant.model}: genres of songs"
        yield f"confusion-{entrant.model}", confusion_plot(title, counts, labels, "was heard as")


FORM = ReportForm(
    columns=tuple(LABELS),
    labels=LABELS,
    digits={},
    sentence=sentence,
    note=NOTE,
    pictures=pictures,
)
