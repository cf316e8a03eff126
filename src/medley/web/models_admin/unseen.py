"""The versions on trial: what answers of theirs tell, unseen or shown to a share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from medley.metrics.uncertainty import Difference, Estimate
from medley.web.learning.models import ShadowTrial
from medley.web.learning.outcomes import ERRORS
from medley.web.learning.shadow import ShadowReport, shadow_report
from medley.web.learning.trials import SHOWN, UNSEEN, WHY_NOT
from medley.web.models_admin.shelf import Shelf
from medley.web.operators.charts import Interval, Marks, Scale

CORRECTED = _("Corrected of those that people spoke of")
JUDGED = {
    "playlist": _("Kept songs that the answer lacked"),
    "film-score": _("Points off the score that became known"),
}
"""How a task's versions are judged by what people say later; others by corrections."""
COMMON = {
    "feed": _("First items in common"),
    "playlist": _("Songs in common"),
    "song-genre": _("Same genre"),
    "film-genre": _("Genres in common"),
    "film-score": _("Within each other's interval"),
    "exercise": _("Same exercise"),
}


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
        Share of the answers that both have in common.
    marks : Marks or None
        From 0 to 1.
    common, judged_by : str
        What is in common, and what people judge by.
    """

    report: ShadowReport
    model: str
    since: datetime
    overlap: Interval | None
    marks: Marks | None
    common: str
    judged_by: str

    @property
    def percent(self) -> str:
        """Of how many requests it is asked, in percent."""
        return f"{100 * self.report.share:g}"

    @property
    def judged(self) -> Iterator[tuple[str, Interval, Marks]]:
        """Champion and challenger by what people said later, on one scale."""
        found = self.report.judged
        if found is None:
            return
        both = (("champion", _interval(found.shown)), ("unseen", _interval(found.unseen)))
        ends = (0.0,) if self.report.task in ERRORS else (0.0, 1.0)
        scale = Scale.over([interval for _who, interval in both], include=ends)
        for who, interval in both:
            yield who, interval, scale.marks(interval)

    @property
    def difference(self) -> Interval | None:
        """The challenger's minus the champion's."""
        found = self.report.judged
        return _interval(found.difference) if found is not None else None


@dataclass(frozen=True, slots=True)
class ShownTrial:
    """The version that is shown to a share, or was last."""

    version: str
    model: str
    percent: str
    active: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class MayTry:
    """What trials a task can have.

    Attributes
    ----------
    unseen, shown : bool
    why_not : str
        Why not both.
    versions : list of (str, str)
        Names of those that do not serve, the newest first, with their models'.
    """

    unseen: bool
    shown: bool
    why_not: str
    versions: list[tuple[str, str]]


def latest_unseen(shelf: Shelf) -> Unseen | None:
    """What the latest version in the shadow tells; None where there was none."""
    trial = _latest(shelf, shown=False)
    if trial is None:
        return None
    report = shadow_report(trial)
    overlap = _interval(report.overlap) if report.overlap is not None else None
    return Unseen(
        report,
        _model(shelf, trial.version),
        _moment(trial),
        overlap,
        Scale(0.0, 1.0).marks(overlap) if overlap is not None else None,
        str(COMMON.get(trial.task, "")),
        str(JUDGED.get(trial.task, CORRECTED)),
    )


def latest_shown(shelf: Shelf) -> ShownTrial | None:
    """The version that is shown to a share, or was last; None where there was none."""
    trial = _latest(shelf, shown=True)
    if trial is None:
        return None
    percent = f"{100 * trial.share:g}"
    model = _model(shelf, trial.version)
    return ShownTrial(trial.version, model, percent, trial.active, _moment(trial))


def may_try(shelf: Shelf, most: int = 50) -> MayTry:
    """Say which trials a task can have, and of which versions."""
    name = shelf.task.name
    others = [one for one in reversed(shelf.versions) if one.version != shelf.champion]
    versions = [(one.version, one.model) for one in others[:most]]
    return MayTry(name in UNSEEN, name in SHOWN, str(WHY_NOT.get(name, "")), versions)


def _latest(shelf: Shelf, *, shown: bool) -> ShadowTrial | None:
    rows = ShadowTrial.objects.filter(task=shelf.task.name, shown=shown)
    return rows.order_by("-active", "-pk").first()


def _model(shelf: Shelf, version: str) -> str:
    manifest = shelf.named(version)
    return manifest.model if manifest is not None else ""


def _moment(trial: ShadowTrial) -> datetime:
    return datetime.fromtimestamp(trial.started_ms / 1000, UTC)


def _interval(found: Estimate | Difference) -> Interval:
    return Interval(found.value, found.low, found.high)
