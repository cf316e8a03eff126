"""How files of people are kept for a week: a row each, and a folder named by its token."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from medley.web.clock import now_ms
from medley.web.labels.models_film_uploads import FilmUpload
from medley.web.labels.models_uploads import Upload
from medley.web.people.models import Person

LASTS_MS = 7 * 24 * 3600 * 1000
LASTS_DAYS = 7
_ON_ITS_WAY_S = 3600
"""A folder without a row may be that of a file which just comes in, for so long."""
_ROOTS: dict[type[Upload | FilmUpload], str] = {Upload: "uploads", FilmUpload: "film-uploads"}

Kept = TypeVar("Kept", Upload, FilmUpload)


def folder_of(upload: Upload | FilmUpload) -> Path:
    """Where what was sent lies; outside of what the site serves by its name."""
    return _root(type(upload)) / upload.token


def held_bytes(kind: type[Kept]) -> int:
    """How much all people together sent of a kind."""
    return int(kind._default_manager.aggregate(n=Sum("size"))["n"] or 0)


def keep_latest(kind: type[Kept], person: Person, n: int) -> None:
    """Forget what a person sent before the latest ``n``."""
    rows = kind._default_manager.filter(person=person).order_by("-created_ms", "-pk")
    for old in rows[n:]:
        forget(old)


def forget(upload: Upload | FilmUpload) -> None:
    """Delete what was sent and all that is known of it."""
    folder = folder_of(upload)
    with transaction.atomic():
        upload.delete()
        transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def clear_outdated(kind: type[Kept]) -> int:
    """Delete what is over, and folders that belong to nobody; say how many rows went."""
    outdated = list(kind._default_manager.filter(expires_ms__lte=now_ms()))
    for upload in outdated:
        forget(upload)
    root = _root(kind)
    if root.is_dir():
        held = set(kind._default_manager.values_list("token", flat=True))
        for folder in root.iterdir():
            young = time.time() - folder.stat().st_mtime <= _ON_ITS_WAY_S
            if folder.name not in held and not young:
                shutil.rmtree(folder, ignore_errors=True)
    return len(outdated)


def shown_name(name: str) -> str:
    """One line that can be shown, whatever the browser called the file; may be empty."""
    kept = "".join(one if one.isprintable() else " " for one in name)
    return " ".join(kept.split())[-200:]


def _root(kind: type[Upload | FilmUpload]) -> Path:
    return Path(settings.MEDLEY_HOME) / _ROOTS[kind]
