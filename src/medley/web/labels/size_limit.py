"""Files that people send are cut off where they become too large."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from medley.web.unread import read_away

MOST_BYTES = 100 * 1024 * 1024
"""Of one file."""
TOO_LARGE = "_upload_too_large"


class SizeLimit(FileUploadHandler):
    """Stops keeping a file that is larger than `MOST_BYTES`; the form's fields stay."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._n_bytes = 0
        self._body: Any = None

    def handle_raw_input(self, input_data: Any, *_: Any, **__: Any) -> None:
        """Note where it comes from."""
        self._body = input_data

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count."""
        super().new_file(*args, **kwargs)
        self._n_bytes = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        """Pass on what is within the limit.

        Raises
        ------
        StopUpload
            At the first byte beyond.
        """
        self._n_bytes += len(raw_data)
        if self._n_bytes > MOST_BYTES:
            setattr(self.request, TOO_LARGE, True)
            read_away(self._body)
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        """Leave the file to the other handlers."""
        return


def is_too_large(request: Any) -> bool:
    """Whether a file of the request was cut off."""
    return bool(getattr(request, TOO_LARGE, False))
