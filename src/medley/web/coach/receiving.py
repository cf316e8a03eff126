"""Workouts come in: written once, to the disk they stay on, within the limits as they come."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    StopFutureHandlers,
    StopUpload,
)

from medley.web.coach.places import has_room, incoming
from medley.web.unread import read_away

PATHS = ("/coach/uploads", "/api/v1/coach")
FAULT = "_workout_fault"
_LOOK_EVERY = 16 << 20
"""Bytes after which the free disk is looked at again."""


def most_bytes() -> int:
    """How large a file may be."""
    return int(settings.MEDLEY_WORKOUT_MB) << 20


class Arrived(UploadedFile):
    """A workout's file on its final disk; gone at the end of the request unless it is moved."""

    def __init__(self, path: Path, name: str, content_type: str, size: int) -> None:
        super().__init__(None, name, content_type, size)
        self.path = path

    def close(self) -> None:
        """Delete what nobody took."""
        self.path.unlink(missing_ok=True)


class WorkoutFiles(FileUploadHandler):
    """Takes the files of the coach's addresses, and leaves all others to other handlers."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._path: Path | None = None
        self._file: BinaryIO | None = None
        self._n_bytes = self._next_look = 0
        self._stated = 0
        self._body: Any = None

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, *_: Any, **__: Any
    ) -> None:
        """Note how much is said to come, and where it comes from."""
        del META
        self._body, self._stated = input_data, content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open a file.

        Raises
        ------
        StopUpload
            If it is too large already by what is said of it, or finds no room.
        StopFutureHandlers
            Always else: it is in the right place.
        """
        super().new_file(*args, **kwargs)
        self._file = self._path = None
        if getattr(self.request, "path_info", "") not in PATHS:
            return
        if self._stated > most_bytes() + (1 << 20):
            self._stop("too-large")
        if not has_room(self._stated):
            self._stop("no-room")
        folder = incoming()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = folder / secrets.token_hex(16)
        self._file = self._path.open("xb")
        self._n_bytes, self._next_look = 0, _LOOK_EVERY
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write what is within the limits.

        Raises
        ------
        StopUpload
            At the first byte beyond.
        """
        del start
        if self._file is None:
            return raw_data
        self._n_bytes += len(raw_data)
        if self._n_bytes > most_bytes():
            self._stop("too-large")
        if self._n_bytes > self._next_look:
            self._next_look += _LOOK_EVERY
            if not has_room():
                self._stop("no-room")
        try:
            self._file.write(raw_data)
        except OSError:
            self._stop("no-room")
        return None

    def file_complete(self, file_size: int) -> Arrived | None:
        """Hand the file over."""
        if self._file is None or self._path is None:
            return None
        self._file.close()
        name, kind = self.file_name or "", self.content_type or ""
        arrived = Arrived(self._path, name, kind, file_size)
        self._file = self._path = None
        return arrived

    def upload_interrupted(self) -> None:
        """Delete what came of a file that broke off."""
        self._drop()

    def _stop(self, fault: str) -> None:
        setattr(self.request, FAULT, fault)
        self._drop()
        read_away(self._body)
        raise StopUpload(connection_reset=True)

    def _drop(self) -> None:
        if self._file is not None:
            self._file.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)
        self._file = self._path = None


def fault_of(request: Any) -> str:
    """Why a file of the request was cut off, a code of the coach's troubles; else empty."""
    return str(getattr(request, FAULT, ""))
