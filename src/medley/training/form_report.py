"""How a comparison of the models of form is written down and drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from medley.core.registry import task
from medley.training.compare import Comparison
from medley.training.plots import bars
from medley.training.report_form import ReportForm, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LABELS = {
    "auc": "AUC, mean over conditions",
    "log_loss": "log loss, nats",
    "ece": "calibration error (ECE)",
}
NOTE = (
    "± is half of the 95% bootstrap interval over repetitions; those of one set, person or source "
    "are drawn together. AUC: how often a repetition that breaks a condition gets the higher "
    "probability of two, mean over the conditions that were held and broken often enough. On "
    "made bodies it is the truth of a drawing, not of people."
)


def sentence(comparison: Comparison) -> str:
    """Describe the data and the split."""
    split = comparison.split
    whose = "made bodies, not people" if split["made_bodies"] else "people"
    return (
        f"Repetitions of {whose}; {split['repetitions']:,} of {split['groups']:,} sets or sources "
        f"fitted, {split['test_repetitions']:,} of {split['test_groups']:,} others asked about."
    )


def tables(comparison: Comparison) -> tuple[Table, ...]:
    """Give the AUC of every condition by every model."""
    areas = [entrant.details.get("conditions", {}) for entrant in comparison.entrants]
    names = sorted({name for each in areas for name in each})
    rows = [[name, *(f"{each[name]:.2f}" if name in each else "" for each in areas)]
            for name in names]  # fmt: skip
    header = ["condition", *(entrant.model for entrant in comparison.entrants)]
    return (Table("AUC by condition", header, rows),)


def pictures(comparison: Comparison, _names: Mapping[str, str]) -> Iterator[tuple[str, Figure]]:
    """Draw the figures."""
    falls = task(comparison.task).lower_is_better
    yield "figures", bars(comparison, tuple(LABELS), LABELS, falls)


FORM = ReportForm(
    columns=tuple(LABELS),
    labels=LABELS,
    digits={},
    sentence=sentence,
    note=NOTE,
    pictures=pictures,
    tables=tables,
)
