"""Covers as files: painted at their first use, kept, handed out."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from medley.covers.cover import SIZE, Cover, make_cover
from medley.covers.encode import MEDIA_TYPES, Format, encode
from medley.covers.lettering.fonts import Fonts
from medley.web.catalog.pictures import FONTS
from medley.web.covers.choice import CoverChoice

if TYPE_CHECKING:
    from PIL.Image import Image

RECIPE = "2"
"""Part of every name, so that a change of the painter makes all covers anew."""
KEPT_S = 30 * 24 * 3600
"""Painted files are cleared after so long; they are painted again when asked for."""


def cover_version(title: str, tags: tuple[str, ...], choice: CoverChoice) -> str:
    """A name for what a cover looks like; part of its address, so that caches hold it long."""
    text = json.dumps([RECIPE, title, tags, choice.as_dict()], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def picture_response(
    request: HttpRequest,
    title: str,
    tags: tuple[str, ...],
    choice: CoverChoice,
    size: tuple[int, int],
) -> HttpResponse:
    """Serve a cover for a page, as WebP."""
    version = cover_version(title, tags, choice)
    tag = f'"{version}-{size[0]}x{size[1]}"'
    # Private: what a person makes must not stay in a cache that others share. An address
    # of how it looked before must not keep how it looks now.
    is_same = request.GET.get("v") == version
    held = "max-age=31536000, immutable" if is_same else "no-cache"
    headers = {"ETag": tag, "Cache-Control": f"private, {held}"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=headers)
    data = kept(title, tags, choice, size, "webp").read_bytes()
    return HttpResponse(data, content_type=MEDIA_TYPES["webp"], headers=headers)


def file_response(
    title: str, tags: tuple[str, ...], choice: CoverChoice, kind: Format
) -> HttpResponse:
    """Hand a cover over as a file of the size that channels ask for."""
    data = kept(title, tags, choice, SIZE, kind).read_bytes()
    ending = "jpg" if kind == "jpeg" else kind
    response = HttpResponse(data, content_type=MEDIA_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="medley-cover.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


def kept(
    title: str, tags: tuple[str, ...], choice: CoverChoice, size: tuple[int, int], kind: Format
) -> Path:
    """The file of a cover, painted when there is none."""
    name = cover_version(title, tags, choice)
    folder = Path(settings.MEDIA_ROOT) / "covers" / name[:2]
    path = folder / f"{name}-{size[0]}x{size[1]}.{kind}"
    if not path.exists():
        write_whole(path, encode(painted(title, tags, choice, size).image, kind))
    return path


def painted(title: str, tags: tuple[str, ...], choice: CoverChoice, size: tuple[int, int]) -> Cover:
    """Paint a cover, or set its title on the picture that a diffusion model made."""
    background = made_picture(choice.picture) if choice.picture else None
    return make_cover(choice.request(title, tags, size), Fonts(FONTS), background)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def made_path(name: str) -> Path:
    """Where a picture of a diffusion model lies; its name is all that leads to it."""
    return Path(settings.MEDIA_ROOT) / "covers" / "made" / f"{name}.png"


def made_picture(name: str) -> Image | None:
    """Read a picture of a diffusion model, None when it is gone."""
    from PIL import Image

    try:
        with Image.open(made_path(name)) as image:
            return image.convert("RGB")
    except OSError:
        return None


def clear_painted(now_s: float | None = None) -> int:
    """Delete painted files that are older than a month; say how many."""
    before = (time.time() if now_s is None else now_s) - KEPT_S
    folder = Path(settings.MEDIA_ROOT) / "covers"
    old = [path for path in folder.glob("??/*") if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
