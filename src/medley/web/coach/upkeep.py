"""Clearing what is over: videos after a month, files that nobody finished, folders of nobody."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from medley.web.clock import now_ms
from medley.web.coach.models import State, Workout
from medley.web.coach.places import ANNOTATED, VIDEO, folder_of, incoming, root
from medley.web.coach.sent import drop_original

VIDEO_LASTS_DAYS = 30
"""Days after which the video of a workout goes; its report and landmarks stay."""
ORIGINAL_LASTS_H = 24
_ON_ITS_WAY_S = 6 * 3600
"""What is younger may just come in."""


def clear_outdated() -> None:
    """Delete what is over."""
    _clear_videos()
    _clear_originals()
    _clear_incoming()
    _clear_orphans()


def _clear_videos() -> None:
    until = now_ms() - VIDEO_LASTS_DAYS * 24 * 3_600_000
    for workout in Workout.objects.filter(created_ms__lt=until).only("token").iterator():
        folder = folder_of(workout)
        if folder.is_dir():
            for path in (folder / VIDEO, *folder.glob(f"{ANNOTATED}-*.mp4")):
                path.unlink(missing_ok=True)


def _clear_originals() -> None:
    until = now_ms() - ORIGINAL_LASTS_H * 3_600_000
    over = Workout.objects.exclude(state=State.WAITING).filter(created_ms__lt=until)
    for workout in over.only("token").iterator():
        drop_original(workout)


def _clear_incoming() -> None:
    for path in incoming().glob("*"):
        if _is_old(path):
            path.unlink(missing_ok=True)


def _clear_orphans() -> None:
    if not root().is_dir():
        return
    held = set(Workout.objects.values_list("token", flat=True))
    for folder in root().iterdir():
        if folder != incoming() and folder.name not in held and _is_old(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > _ON_ITS_WAY_S
    except FileNotFoundError:
        return False
