"""An erasure's report, as a command prints it and a page shows it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from medley.web.people.models import Erasure


def document_of(erasure: Erasure) -> dict[str, Any]:
    """Lay a report out as plain values; nothing in it tells who it was.

    Returns
    -------
    dict
        ``reference``, ``at``, ``asked_by``, ``finished``; ``deleted`` and ``unnamed`` rows
        by table, ``files`` by folder, ``snapshots`` with what became of each, ``models``
        with the date until which each may serve; ``left`` is what a search afterwards
        found by column, folder and snapshot: nothing, where all went well.
    """
    report = erasure.report
    return {
        "reference": erasure.reference,
        "at": _date(erasure.at_ms),
        "asked_by": erasure.asked_by,
        "finished": bool(report.get("finished")),
        "deleted": report.get("deleted", {}),
        "unnamed": report.get("unnamed", {}),
        "files": report.get("files", {}),
        "snapshots": snapshots_of(report),
        "models": models_of(erasure),
        "refit_by": _date(erasure.refit_by_ms),
        "left": left_of(report),
        "searched": {"columns": report.get("columns", 0)},
    }


def left_of(report: dict[str, Any]) -> dict[str, Any]:
    """What the search afterwards found; empty where it found nothing."""
    left = {
        "rows": report.get("rows_left", {}),
        "files": report.get("files_left", {}),
        "snapshots": report.get("snapshots_left", []),
    }
    return {name: held for name, held in left.items() if held}


def snapshots_of(report: dict[str, Any]) -> list[dict[str, str | None]]:
    """Each snapshot that held the person, and where it lies without them; None for deleted."""
    held = report.get("snapshots", {})
    return [{"snapshot": name, "now": now or None} for name, now in held.items()]


def models_of(erasure: Erasure) -> list[dict[str, Any]]:
    """Each version that was fitted on the person, and whether it is gone by now."""
    return [
        {
            "task": row.task,
            "version": row.version,
            "sure": row.sure,
            "gone": _date(row.cleared_ms) if row.cleared_ms else None,
        }
        for row in erasure.fitted.order_by("task", "version")
    ]


def _date(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")
