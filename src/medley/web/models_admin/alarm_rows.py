"""What is wrong with models and their jobs, in words and with the mend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from medley.core.registry import TASKS
from medley.web.learning.alarms import ARTIFACT, DISK, TRAINING, WORKER, alarms
from medley.web.models_admin.metric_words import task_words

_SAID = {
    ARTIFACT: (
        _("The version that should serve is damaged, so another one answers."),
        _("Roll back, or train again."),
    ),
    TRAINING: (
        _("The last training failed."),
        _("Its log says why. Mend that and try again."),
    ),
    DISK: (_("The disk is nearly full."), _("Delete old versions, or make room.")),
    WORKER: (_("Jobs wait, and no worker is heard of."), _("Start `medley worker`.")),
}


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One thing to look after.

    Attributes
    ----------
    task : str
        Name of the task; empty where it concerns all.
    said, mend : str
    detail : str
        As the program said it, in English.
    since : datetime
    """

    task: str
    said: str
    mend: str
    detail: str
    since: datetime


def alarm_rows(task: str = "") -> list[AlarmRow]:
    """List what is wrong, of one task or of all, the oldest first."""
    rows = []
    for one in alarms():
        about = one.subject if one.subject in TASKS else ""
        if task and about != task:
            continue
        said, mend = _SAID.get(one.kind, (one.kind, ""))
        words = f"{task_words(about)}: {said}" if about else str(said)
        since = datetime.fromtimestamp(one.since_ms / 1000, UTC)
        rows.append(AlarmRow(about, words, str(mend), one.words, since))
    return rows
