"""What the page after an erasure shows: the report in words."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy

from medley.web.people.erasure_report import left_of, models_of
from medley.web.people.models import Erasure

WORDS = {
    "api": gettext_lazy("Keys for programs"),
    "coach": gettext_lazy("Workouts and what the coach saw"),
    "covers": gettext_lazy("Covers"),
    "feed.Event": gettext_lazy("What you watched, liked and did"),
    "feed": gettext_lazy("What was shown to you"),
    "jobs": gettext_lazy("Background work for you"),
    "learning": gettext_lazy("What was shown to you"),
    "labels": gettext_lazy("Songs and films you sent"),
    "people": gettext_lazy("Account, interests, saved items, blocks"),
    "playlists": gettext_lazy("Playlists, drafts and likes of playlists"),
    "sessions": gettext_lazy("Sign-ins and visits"),
}
"""What tables hold, by table or by the app of a table."""
TASKS = {
    "feed": gettext_lazy("the feed"),
    "interests": gettext_lazy("interests"),
    "playlist": gettext_lazy("playlists"),
    "song-genre": gettext_lazy("genres of songs"),
    "film-genre": gettext_lazy("genres of films"),
    "film-score": gettext_lazy("scores of films"),
    "exercise": gettext_lazy("exercises"),
    "form": gettext_lazy("form in exercises"),
}


def page_of(erasure: Erasure) -> dict[str, Any]:
    """Collect what the page shows."""
    report = erasure.report
    models = models_of(erasure)
    waiting = sorted({one["task"] for one in models if not one["gone"]})
    return {
        "at": _day(erasure.at_ms),
        "rows": _rows(report.get("deleted", {})),
        "n_files": sum(report.get("files", {}).values()),
        "n_unnamed": sum(report.get("unnamed", {}).values()),
        "n_columns": report.get("columns", 0),
        "n_snapshots": len(report.get("snapshots", {})),
        "finished": report.get("finished"),
        "left": left_of(report),
        "models": bool(models),
        "waiting": [str(TASKS.get(task, task)) for task in waiting],
        "refit_by": _day(erasure.refit_by_ms),
        "reference": erasure.reference,
    }


def _rows(deleted: dict[str, int]) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for table, n in deleted.items():
        words = WORDS.get(table) or WORDS.get(table.partition(".")[0]) or table
        counts[str(words)] += n
    return sorted(counts.items())


def _day(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)
