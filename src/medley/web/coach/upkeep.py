"""Clearing what is over: videos after a month, files that nobody finished, folders of nobody."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from medley.web.coach.models import State, Workout
from medley.web.coach.places import ANNOTATED, VIDEO, incoming, root

VIDEO_LASTS_DAYS = 30
"""Days after which the video of a workout goes; its report and landmarks stay."""
ORIGINAL_LASTS_S = 24 * 3600
_DAY_S = 24 * 3600
_ON_ITS_WAY_S = 6 * 3600
"""What is younger may just come in."""


def clear_outdated() -> None:
    """Delete what is over."""
    _clear_videos()
    _clear_originals()
    _clear_incoming()
    _clear_orphans()


def _clear_videos() -> None:
    for video in root().glob(f"*/{VIDEO}"):
        if _is_older(video, VIDEO_LASTS_DAYS * _DAY_S):
            # Pictures of the person go with it; evidence is drawn anew without.
            for path in (*video.parent.glob(f"{ANNOTATED}-*.mp4"), *video.parent.glob("*.webp")):
                path.unlink(missing_ok=True)
            video.unlink(missing_ok=True)


def _clear_originals() -> None:
    old = [path for path in root().glob("*/original*") if _is_older(path, ORIGINAL_LASTS_S)]
    tokens = [path.parent.name for path in old]
    waiting = Workout.objects.filter(token__in=tokens, state=State.WAITING)
    kept = set(waiting.values_list("token", flat=True))
    for path in old:
        if path.parent.name not in kept:
            path.unlink(missing_ok=True)


def _clear_incoming() -> None:
    for path in incoming().glob("*"):
        if _is_older(path, _ON_ITS_WAY_S):
            path.unlink(missing_ok=True)


def _clear_orphans() -> None:
    if not root().is_dir():
        return
    held = set(Workout.objects.values_list("token", flat=True))
    for folder in root().iterdir():
        if folder != incoming() and folder.name not in held and _is_older(folder, _ON_ITS_WAY_S):
            shutil.rmtree(folder, ignore_errors=True)


def _is_older(path: Path, seconds: float) -> bool:
    try:
        return time.time() - path.stat().st_mtime > seconds
    except FileNotFoundError:
        return False
