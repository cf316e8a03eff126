"""Pictures of items as WebP in fitting sizes, made once and kept.

An item without a picture, or with one that cannot be read, gets a painted
placeholder: no card is ever blank.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

import medley
from medley.web.catalog.media import file_under_media
from medley.web.catalog.models import Item, ItemKind

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTHS = (160, 320, 480, 640, 960, 1280)
SHAPES: dict[str, tuple[int, int]] = {
    "wide": (16, 9),
    "poster": (2, 3),
    "square": (1, 1),
    "tall": (9, 16),
}
SHAPE_OF_KIND: dict[str, str] = {
    ItemKind.FILM: "poster",
    ItemKind.SONG: "square",
    ItemKind.PLAYLIST: "square",
}
FONTS = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pretendard"
QUALITY = 82
LANDSCAPES = (ItemKind.SONG, ItemKind.PLAYLIST)
"""Kinds whose items without a picture get a landscape in the mood of their title."""
LONGEST_READ = 200
RECIPE = "3"
"""Part of every name, so that a change of the recipe makes all pictures anew."""


def shape_of(kind: str) -> str:
    """Name the box that pictures of a kind of item come in."""
    return SHAPE_OF_KIND.get(kind, "wide")


def box(shape: str, width: int) -> tuple[int, int]:
    """Size in pixels of a box.

    Examples
    --------
    >>> box("poster", 320)
    (320, 480)
    """
    across, down = SHAPES[shape]
    return width, width * down // across


@require_safe
def picture(request: HttpRequest, pk: int, width: int, shape: str) -> HttpResponse:
    """Serve an item's picture ``width`` pixels wide, in a box of the given shape."""
    if width not in WIDTHS or shape not in SHAPES:
        raise Http404("pictures come in other sizes")
    item = Item.objects.filter(pk=pk).only("key", "title", "kind", "picture").first()
    if item is None:
        raise Http404(f"there is no item {pk}")
    source = file_under_media(item.picture)
    name = _name(item, source, shape, width)
    headers = {
        "ETag": f'"{name}"',
        "Cache-Control": "public, max-age=31536000, immutable"
        if "v" in request.GET
        else "public, max-age=3600",
    }
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponseNotModified(headers=headers)
    kept = Path(settings.MEDIA_ROOT) / "resized" / name[:2] / f"{name}.webp"
    if not kept.exists():
        keep(_paint(item, source, shape, width), kept)
    return HttpResponse(kept.read_bytes(), content_type="image/webp", headers=headers)


def _name(item: Item, source: Path | None, shape: str, width: int) -> str:
    origin = f"{item.key}\n{item.title}"
    if source is not None:
        stat = source.stat()
        origin = f"{item.picture}\n{stat.st_mtime_ns}\n{stat.st_size}"
    text = f"{RECIPE}\n{origin}\n{item.kind}\n{shape}\n{width}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _paint(item: Item, source: Path | None, shape: str, width: int) -> Image:
    from PIL import Image, ImageOps

    size = box(shape, width)
    own = shape_of(item.kind)
    image = _open(source) if source is not None else None
    if image is None:
        image = _stand_in(item, box(own, 640))
    if shape in (own, "tall"):
        return ImageOps.fit(image, size, Image.Resampling.LANCZOS)
    return _on_backdrop(image, size, SHAPES[own])


def _stand_in(item: Item, size: tuple[int, int]) -> Image:
    """Paint a landscape for what is heard, and for the rest what its category is about."""
    categories = tuple(item.categories.values_list("slug", flat=True))
    seed = zlib.crc32(item.key.encode())
    if item.kind in LANDSCAPES:
        from medley.covers.cover import CoverRequest, make_cover
        from medley.covers.lettering.fonts import Fonts

        title = item.title[:LONGEST_READ]
        asked = CoverRequest(title, categories, seed >> 1, with_title=False, size=size)
        return make_cover(asked, Fonts(FONTS)).image
    from medley.covers.flat.placeholder import paint_placeholder

    return paint_placeholder(
        item.title,
        seed,
        size,
        categories=categories,
        lettering="poster" if item.kind == ItemKind.FILM else "none",
        font_dir=FONTS,
    )


def _open(source: Path) -> Image | None:
    from PIL import Image

    try:
        with Image.open(source) as image:
            image.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
            return image.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


def _on_backdrop(image: Image, size: tuple[int, int], shape: tuple[int, int]) -> Image:
    # A poster in a wide box stands in front of itself, large, dark and out of focus.
    from PIL import Image, ImageEnhance, ImageFilter, ImageOps

    small = ImageOps.fit(image, (max(1, size[0] // 8), max(1, size[1] // 8)))
    blurred = small.filter(ImageFilter.GaussianBlur(size[0] / 90))
    backdrop = ImageEnhance.Brightness(blurred).enhance(0.55)
    stage = backdrop.resize(size, Image.Resampling.BICUBIC)
    height = round(size[1] * 0.9)
    front = ImageOps.fit(image, (height * shape[0] // shape[1], height), Image.Resampling.LANCZOS)
    stage.paste(front, ((size[0] - front.width) // 2, (size[1] - front.height) // 2))
    return stage


def keep(image: Image, path: Path) -> None:
    """Write a picture as WebP; the file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            image.save(file, "WEBP", quality=QUALITY, method=3)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
