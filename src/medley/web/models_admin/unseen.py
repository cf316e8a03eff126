"""The version that answers unseen beside the champion, and what its answers tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from medley.web.learning.models import ShadowTrial
from medley.web.learning.shadow import ShadowReport, shadow_report
from medley.web.models_admin.shelf import Shelf
from medley.web.operators.charts import Interval, Marks, Scale


@dataclass(frozen=True, slots=True)
class Unseen:
    """The latest trial of a task in the shadow.

    Attributes
    ----------
    report : ShadowReport
    model : str
        Empty where its model is gone.
    since : datetime
    overlap : Interval or None
        Share of the first items that both have in common.
    marks : Marks or None
        From 0 to 1.
    """

    report: ShadowReport
    model: str
    since: datetime
    overlap: Interval | None
    marks: Marks | None

    @property
    def percent(self) -> str:
        """Of how many requests it is asked, in percent."""
        return f"{100 * self.report.share:g}"


def latest_unseen(shelf: Shelf) -> Unseen | None:
    """What the latest version in the shadow tells; None where there was none."""
    trial = ShadowTrial.objects.filter(task=shelf.task.name).order_by("-active", "-pk").first()
    if trial is None:
        return None
    report = shadow_report(trial)
    manifest = shelf.named(trial.version)
    found = report.overlap
    overlap = Interval(found.value, found.low, found.high) if found is not None else None
    return Unseen(
        report,
        manifest.model if manifest is not None else "",
        datetime.fromtimestamp(trial.started_ms / 1000, UTC),
        overlap,
        Scale(0.0, 1.0).marks(overlap) if overlap is not None else None,
    )
