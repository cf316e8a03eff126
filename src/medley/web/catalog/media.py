"""Clips and songs from the media folder, whole or in the ranges that players ask for."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from medley.web.catalog.models import Item

BLOCK = 256 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


@require_safe
def media(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Serve an item's clip or song."""
    name = Item.objects.filter(pk=pk, hidden=False).values_list("media", flat=True).first()
    path = file_under_media(name or "")
    if path is None:
        raise Http404(f"item {pk} has no media")
    return file_response(request, path)


def file_under_media(name: str) -> Path | None:
    """Find a file by its path in the media folder; None when it is not inside or not there."""
    if not name:
        return None
    root = Path(settings.MEDIA_ROOT).resolve()
    path = (root / name).resolve()
    return path if path.is_relative_to(root) and path.is_file() else None


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """Read a Range header.

    Parameters
    ----------
    header : str
        Such as ``"bytes=0-1023"`` or ``"bytes=-500"``.
    size : int
        Length of the file in bytes.

    Returns
    -------
    tuple of int or None
        First byte and the byte after the last; None when the header is not
        a single range of bytes, so that the whole file is the right answer.

    Raises
    ------
    ValueError
        If the range lies outside the file.

    Examples
    --------
    >>> byte_range("bytes=5-", 10), byte_range("bytes=-3", 10), byte_range("lines=1-2", 10)
    ((5, 10), (7, 10), None)
    """
    match = _RANGE.match(header.strip())
    if match is None or match.group(1) == match.group(2) == "":
        return None
    first, last = match.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(int(last) + 1 if last else size, size)
        if last and int(last) < start:
            return None
    if start >= stop:
        raise ValueError(f"bytes {first}-{last} of a file of {size} bytes")
    return start, stop


def file_response(
    request: HttpRequest,
    path: Path,
    *,
    content_type: str = "",
    cache_control: str = "public, max-age=86400",
) -> HttpResponseBase:
    """Serve a file, whole or the range that is asked for.

    Parameters
    ----------
    request : HttpRequest
    path : Path
    content_type : str
        By the file's name when left out.
    cache_control : str
    """
    stat = path.stat()
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": cache_control,
        "Content-Type": content_type or guessed,
        "ETag": etag,
        "Last-Modified": http_date(stat.st_mtime),
    }
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers=headers)
    start, stop, status = 0, stat.st_size, 200
    asked = request.headers.get("Range", "")
    if asked and request.headers.get("If-Range", etag) in (etag, headers["Last-Modified"]):
        try:
            found = byte_range(asked, stat.st_size)
        except ValueError:
            headers["Content-Range"] = f"bytes */{stat.st_size}"
            return HttpResponse(status=416, headers=headers)
        if found is not None:
            start, stop = found
            status = 206
            headers["Content-Range"] = f"bytes {start}-{stop - 1}/{stat.st_size}"
    headers["Content-Length"] = str(stop - start)
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    return StreamingHttpResponse(
        _blocks(path.open("rb"), start, stop), status=status, headers=headers
    )


def _blocks(file: BinaryIO, start: int, stop: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while start < stop:
            block = file.read(min(BLOCK, stop - start))
            if not block:
                return
            start += len(block)
            yield block
