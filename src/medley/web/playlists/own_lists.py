"""A list of what a person owns, as a page takes it: read once, and not kept."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from medley.core.errors import DataError, MedleyError
from medley.data.sources.owned import LISTS, read_owned_list
from medley.data.sources.playlist_files import FileShelf, ListFile, ending_of
from medley.web.playlists.own_tracks import MOST_OWNED, OwnTracks, gathered

MOST_BYTES = 10 << 20
UPLOAD_LIMITS = {"most_bytes": MOST_BYTES, "most_mb": MOST_BYTES >> 20}
"""What the form says of them."""
_PACKED = (b"\x1f\x8b", b"PK")


class UploadError(DataError):
    """Why a list cannot be read, in the visitor's language.

    Attributes
    ----------
    detail : str
        What the reader found, in English; empty where there is no more to say.
    """

    def __init__(self, said: str, detail: str = "") -> None:
        super().__init__(said)
        self.detail = detail


def read_upload(upload: UploadedFile | None) -> OwnTracks:
    """Read an uploaded list; its copy on disk is gone when this returns.

    Parameters
    ----------
    upload : UploadedFile or None
        An M3U8, XSPF, JSPF, CSV or JSONL file of at most 10 MiB. Its paths stay as
        they are written.

    Raises
    ------
    UploadError
        If there is none, or it cannot be read.
    """
    if upload is None or not upload.name:
        raise UploadError(_("Choose a file first: a playlist or a table of what you own."))
    said = {"name": upload.name[:80]}
    ending = ending_of(upload.name)
    if ending not in LISTS or upload.name.lower().endswith(".gz"):
        raise UploadError(
            _("“%(name)s” is no M3U8, XSPF, JSPF, CSV or JSONL file. Export your list as one.")
            % said
        )
    if not upload.size:
        raise UploadError(_("“%(name)s” is empty. Export your list again.") % said)
    if upload.size > MOST_BYTES:
        raise UploadError(
            _("“%(name)s” is larger than %(n)s MB. Upload a part of it.")
            % {**said, "n": MOST_BYTES >> 20}
        )
    try:
        return _read(upload, ending)
    except MedleyError as error:
        words = _(
            "“%(name)s” cannot be read. Check that it is what its ending says, with titles and "
            "artists, saved as UTF-8."
        )
        raise UploadError(words % said, str(error)) from error


def _read(upload: UploadedFile, ending: str) -> OwnTracks:
    with tempfile.TemporaryDirectory(prefix="medley-own-") as folder:
        path = Path(folder, f"list{ending}")
        with path.open("wb") as copy:
            for chunk in upload.chunks():
                copy.write(chunk)
        upload.close()
        with path.open("rb") as copy:
            if copy.read(2) in _PACKED:
                raise DataError("the file is packed; unpack it first")
        # Where the list lies on the person's machine is not known here.
        name = str(upload.name)
        file = ListFile(path, name, f"upload:/{name}", FileShelf(path))
        return gathered(read_owned_list(file), MOST_OWNED)
