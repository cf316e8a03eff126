"""Where a workout's files lie: outside of what the site serves by its name."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from medley.web.coach.models import Workout

VIDEO, ANNOTATED, BODY, MOTION = "video.mp4", "annotated", "body.bin", "motion.json"
RESERVE_BYTES = 1 << 30
"""So much of the disk stays free."""


def root() -> Path:
    """The folder of all workouts."""
    return Path(settings.MEDLEY_HOME) / "workouts"


def incoming() -> Path:
    """The folder of what just comes in."""
    return root() / "incoming"


def folder_of(workout: Workout) -> Path:
    """The folder of one workout."""
    return root() / workout.token


def original_of(workout: Workout) -> Path | None:
    """The file as it was sent; None once it was looked at."""
    return next(folder_of(workout).glob("original*"), None)


def has_room(n_bytes: int = 0) -> bool:
    """Whether the disk holds so much more."""
    there = next(path for path in (root(), *root().parents) if path.exists())
    return shutil.disk_usage(there).free - n_bytes > RESERVE_BYTES
