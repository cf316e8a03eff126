"""How a comparison of the models of exercises is written down and drawn."""

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
    "macro_f1": "macro-F1",
    "accuracy": "accuracy",
    "rejection": "rest told as none",
    "log_loss": "log loss, nats",
    "ece": "calibration error (ECE)",
}
NOTE = (
    "± is half of the 95% bootstrap interval over windows; those of one person or source are drawn "
    "together. Differences are paired by window, not corrected for comparing several models. Rest "
    "told as none: the share of windows without an exercise in which none is seen. ECE: how far "
    "the probability of the most probable exercise is from the share that is right, on average."
)


def sentence(comparison: Comparison) -> str:
    """Describe the data and the split."""
    split = comparison.split
    whose = "made bodies, not people" if split["made_bodies"] else "recordings"
    return (
        f"Windows of {whose}; {split['windows']:,} of {split['groups']:,} persons or sources "
        f"fitted, {split['test_windows']:,} of {split['test_groups']:,} others asked about."
    )


def pictures(comparison: Comparison, names: Mapping[str, str]) -> Iterator[tuple[str, Figure]]:
    """Draw the figures, the reliability, and each model's confusion."""
    falls = task(comparison.task).lower_is_better
    yield "figures", bars(comparison, tuple(LABELS), LABELS, falls)
    yield "reliability", reliability_plot(comparison, share="share that is right")
    for entrant in comparison.entrants:
        counts = np.array(entrant.details["confusion"], np.int64)
        labels = [names.get(slug, slug) for slug in entrant.details["labels"]]
        title = f"{entrant.model}: exercises"
        yield f"confusion-{entrant.model}", confusion_plot(title, counts, labels, "was seen as")


FORM = ReportForm(
    columns=tuple(LABELS),
    labels=LABELS,
    digits={},
    sentence=sentence,
    note=NOTE,
    pictures=pictures,
)
