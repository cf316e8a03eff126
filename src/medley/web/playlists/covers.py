"""The cover of a playlist: painted from its title, kept as a file."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified

from medley.web.catalog.pictures import FONTS, WIDTHS, keep

if TYPE_CHECKING:
    from PIL.Image import Image

FULL = 1280
RECIPE = "1"


def cover_version(title: str, seed: int, tags: tuple[str, ...]) -> str:
    """A name for what a cover looks like; part of its address, so that caches hold it long."""
    text = "\n".join((RECIPE, title, str(seed), *tags))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def cover_response(
    request: HttpRequest, width: int, title: str, seed: int, tags: tuple[str, ...]
) -> HttpResponse:
    """Serve a cover ``width`` pixels wide and high, painted at its first use.

    Raises
    ------
    Http404
        If covers do not come in this size.
    """
    if width not in WIDTHS:
        raise Http404("covers come in other sizes")
    name = f"{cover_version(title, seed, tags)}-{width}"
    # Private: the address of a draft's cover must not make a shared cache keep it.
    headers = {"ETag": f'"{name}"', "Cache-Control": "private, max-age=31536000, immutable"}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponseNotModified(headers=headers)
    path = _kept(title, seed, tags, width)
    return HttpResponse(path.read_bytes(), content_type="image/webp", headers=headers)


def _kept(title: str, seed: int, tags: tuple[str, ...], width: int) -> Path:
    """The file of a cover; the full size is painted once, and the others come from it."""
    name = cover_version(title, seed, tags)
    folder = Path(settings.MEDIA_ROOT) / "covers" / name[:2]
    path = folder / f"{name}-{width}.webp"
    if not path.exists():
        keep(_painted(title, seed, tags, width), path)
    return path


def _painted(title: str, seed: int, tags: tuple[str, ...], width: int) -> Image:
    from PIL import Image

    from medley.covers.flat.placeholder import paint_placeholder

    # Painted at one size, so that every width shows the same picture.
    image = paint_placeholder(
        drawable(title),
        seed,
        (640, 640),
        categories=tags,
        lettering="album",
        font_dir=FONTS,
    )
    return image if width == image.width else image.resize((width, width), Image.Resampling.LANCZOS)


def drawable(title: str) -> str:
    """A title without what fonts draw as an empty box, such as emoji.

    Examples
    --------
    >>> drawable("비 오는 날 ☔️")
    '비 오는 날'
    """
    kept = (one if unicodedata.category(one)[0] in "LNPZ" else " " for one in title)
    return " ".join("".join(kept).split())


def genre_slugs(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the tags that name a genre, as the painter knows genres.

    Examples
    --------
    >>> genre_slugs(("비 오는 날", "재즈", "Hip-hop"))
    ('jazz', 'hip-hop')
    """
    return tuple(dict.fromkeys(slug for tag in tags if (slug := _slugs().get(tag.casefold()))))


def _slugs() -> dict[str, str]:
    from medley.data.categories import MUSIC_GENRES

    return {
        name.casefold(): row.slug
        for row in MUSIC_GENRES
        for name in (row.slug, row.name_ko, row.name_en)
    }
