"""Pictures that somebody else supplied, checked and kept in the media folder by their hash."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path

from django.conf import settings

from medley.data.sources.pictures import webp_of


def keep_picture(data: bytes, folder: str) -> str:
    """Write a picture into the media folder, once.

    Parameters
    ----------
    data : bytes
        JPEG, PNG or WebP.
    folder : str
        In the media folder.

    Returns
    -------
    str
        Its path in the media folder, named by the picture's hash.

    Raises
    ------
    DataError
        If it is no picture, damaged, or too large.
    """
    name = f"{folder}/{blake2b(data, digest_size=16).hexdigest()}.webp"
    path = Path(settings.MEDIA_ROOT) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}.part")
        beside.write_bytes(webp_of(data))
        beside.replace(path)
    return name
