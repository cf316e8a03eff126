"""A file that tells all processes to forget the people they hold in memory."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from django.conf import settings

LOOK_EVERY_S = 1.0


def everybody_forget() -> None:
    """Drop what this process remembers of people, and tell the others to."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    # A clock that was set back may give the time that the file has already.
    path.write_text(f"{time.time_ns()}\n")
    _look.forget()


def forget_if_told() -> None:
    """Drop what this process remembers of people, if somebody was deleted since the last call.

    The file is looked at once a second at most, so it may be called at every request.
    """
    _look.now_and_then()


class _Look:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._seen: object = None
        self._began = False

    def now_and_then(self) -> None:
        if time.monotonic() - self._looked < LOOK_EVERY_S:
            return
        with self._lock:
            self._looked = time.monotonic()
            seen = _stamp()
            told = self._began and seen != self._seen
            self._seen, self._began = seen, True
        if told:
            _forget()

    def forget(self) -> None:
        with self._lock:
            self._seen, self._began = _stamp(), True
        _forget()


def _stamp() -> tuple[int, int, str] | None:
    try:
        found = _path().stat()
        return found.st_mtime_ns, found.st_ino, _path().read_text()
    except OSError:
        return None


def _path() -> Path:
    return Path(settings.MEDLEY_HOME) / "erased"


def _forget() -> None:
    # Imported here: whatever remembers people also imports what people are.
    from medley.web.feed.service import forget_people

    forget_people()


_look = _Look()
